"""kolben.config: the ways a Config fills itself, beside Flask's."""

import json
import os
import tomllib
import types
from datetime import timedelta

import flask.config
import pytest

from kolben.config import Config, ConfigAttribute


@pytest.fixture
def config(tmp_path):
    return Config(tmp_path, {"DEBUG": False})


def test_starts_with_the_defaults(config):
    assert config == {"DEBUG": False}


def test_shows_its_class_and_values(config):
    assert repr(config) == "<Config {'DEBUG': False}>"


def test_python_file_gives_its_upper_case_names(config, tmp_path):
    (tmp_path / "settings.cfg").write_text("import os\nlower = 1\nUPPER = 1 + 1\n")
    assert config.from_pyfile("settings.cfg")
    assert config == {"DEBUG": False, "UPPER": 2}


def test_python_file_knows_its_own_path(config, tmp_path):
    (tmp_path / "settings.py").write_text("PATH = __file__\n")
    config.from_pyfile("settings.py")
    assert config["PATH"] == str(tmp_path / "settings.py")


def test_python_file_may_declare_an_encoding(config, tmp_path):
    (tmp_path / "s.py").write_bytes("# coding: latin-1\nNAME = 'ä'\n".encode("latin-1"))
    config.from_pyfile("s.py")
    assert config["NAME"] == "ä"


def test_missing_file_is_an_error_that_names_it(config, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        config.from_pyfile("missing.py")
    message = str(caught.value)
    assert "Unable to load configuration file (No such file or directory)" in message
    assert str(tmp_path / "missing.py") in message


@pytest.mark.parametrize("name", ["missing.py", ".", "settings.py/below"])
def test_missing_file_can_be_no_error(config, tmp_path, name):
    (tmp_path / "settings.py").touch()
    assert config.from_pyfile(name, silent=True) is False
    assert config == {"DEBUG": False}


def test_silence_does_not_hide_an_error_inside_the_file(config, tmp_path):
    (tmp_path / "settings.py").write_text("open('/missing/file')\n")
    with pytest.raises(FileNotFoundError, match="/missing/file"):
        config.from_pyfile("settings.py", silent=True)


def test_file_named_by_a_variable(config, tmp_path, monkeypatch):
    (tmp_path / "settings.py").write_text("NAME = 'value'\n")
    monkeypatch.setenv("APP_SETTINGS", "settings.py")
    assert config.from_envvar("APP_SETTINGS")
    assert config["NAME"] == "value"


def test_unset_variable_is_an_error_that_names_it(config, monkeypatch):
    monkeypatch.delenv("APP_SETTINGS", raising=False)
    with pytest.raises(RuntimeError, match="'APP_SETTINGS' is not set"):
        config.from_envvar("APP_SETTINGS")
    assert config.from_envvar("APP_SETTINGS", silent=True) is False


def test_object_gives_its_upper_case_attributes(config):
    class Base:
        NAME = "base"
        KEPT = True

    class Production(Base):
        NAME = "production"
        lower = 1

        @property
        def COMPUTED(self):
            return self.NAME.upper()

    config.from_object(Production())
    assert config["NAME"] == "production"
    assert config["COMPUTED"] == "PRODUCTION"
    assert config["KEPT"] is True
    assert "lower" not in config


def test_object_can_be_an_import_path(config):
    config.from_object("errno")
    assert config["ENOENT"] == 2


def test_json_file(config, tmp_path):
    (tmp_path / "settings.json").write_text('{"NAME": "value", "lower": 1}')
    assert config.from_file("settings.json", load=json.load)
    assert config == {"DEBUG": False, "NAME": "value"}


def test_toml_file(config, tmp_path):
    (tmp_path / "settings.toml").write_text('NAME = "ä"\n[MAIL]\nport = 25\n', "utf-8")
    assert config.from_file("settings.toml", load=tomllib.load, text=False)
    assert config["NAME"] == "ä"
    assert config["MAIL"] == {"port": 25}


def test_missing_data_file(config):
    with pytest.raises(OSError, match="Unable to load configuration file"):
        config.from_file("missing.json", load=json.load)
    assert config.from_file("missing.json", load=json.load, silent=True) is False


def test_mapping_and_keywords(config):
    assert config.from_mapping({"A": 1, "lower": 2}, B=3, also_lower=4)
    assert config.from_mapping([("C", 5)])
    assert config.from_mapping()
    assert config == {"DEBUG": False, "A": 1, "B": 3, "C": 5}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, {"host": "x", "port": 25}),
        ({"lowercase": False}, {"HOST": "x", "PORT": 25}),
        ({"trim_namespace": False}, {"mail_host": "x", "mail_port": 25}),
    ],
)
def test_namespace(config, arguments, found):
    config.from_mapping(MAIL_HOST="x", MAIL_PORT=25, MAILBOX="no")
    assert config.get_namespace("MAIL_", **arguments) == found


# F51
ENVIRONMENTS = [
    {"FLASK_A": "true", "FLASK_B": "True", "FLASK_C": "null", "FLASK_D": "[1, 2"},
    {"FLASK_N": "1.5", "FLASK_lower": "x", "OTHER_A": "1", "FLASK": "1"},
    {"FLASK_A__B": "1", "FLASK_A__C__D": '"x"', "FLASK_Z__": "1"},
    {"FLASK_DICT": '{"a": 1}', "FLASK_DICT__b": "2", "FLASK_DEBUG__X": "1"},
    {"FLASK_A": "1", "FLASK_A__B": "2"},
    {"FLASK_A": '"a B"', "FLASK_A__B__C": "2"},
    {"FLASK_A": "[]", "FLASK_A__0": "2"},
]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_environment_is_read_as_flask_reads_it(environment, monkeypatch):
    monkeypatch.setattr(os, "environ", environment)
    outcomes = []
    for cls in Config, flask.config.Config:
        config = cls("/", {"DEBUG": {"X": 0}})
        try:
            config.from_prefixed_env()
        except TypeError:
            outcomes.append((TypeError, dict(config)))
        else:
            outcomes.append(dict(config))
    assert outcomes[0] == outcomes[1]


def test_environment_with_another_prefix_and_reader(config, monkeypatch):
    monkeypatch.setenv("KOLBEN_SIZE", "7")
    config.from_prefixed_env("KOLBEN", loads=lambda text: f"<{text}>")
    assert config["SIZE"] == "<7>"


def test_a_value_inside_a_value_is_an_error_that_names_both(config, monkeypatch):
    monkeypatch.setenv("APP_MAIL", "off")
    monkeypatch.setenv("APP_MAIL__PORT", "25")
    with pytest.raises(TypeError) as caught:
        config.from_prefixed_env("APP")
    message = str(caught.value)
    assert "'APP_MAIL__PORT'" in message
    assert "'off'" in message


class _Site:
    name = ConfigAttribute("NAME")
    lifetime = ConfigAttribute("LIFETIME", get_converter=lambda n: timedelta(seconds=n))

    def __init__(self):
        self.config = Config("/", {"NAME": "x", "LIFETIME": 60})


def test_attribute_reads_and_writes_the_config():
    site = _Site()
    assert site.name == "x"
    site.name = "y"
    assert site.config["NAME"] == "y"


def test_attribute_converts_what_it_reads():
    site = _Site()
    assert site.lifetime == timedelta(minutes=1)
    site.lifetime = 5
    assert site.config["LIFETIME"] == 5


def test_attribute_of_the_class_is_itself():
    assert isinstance(_Site.name, ConfigAttribute)
    assert _Site.name.__name__ == "NAME"


def test_config_takes_a_module(config):
    module = types.ModuleType("settings")
    module.NAME = 1
    config.from_object(module)
    assert config["NAME"] == 1
