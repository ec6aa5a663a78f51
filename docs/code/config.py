"""Configuration and where it comes from."""

import os
import tempfile
import tomllib
from pathlib import Path

from kolben import Kolben

# region: sources
app = Kolben(__name__)
app.config.from_mapping(SECRET_KEY="dev", PAGE_SIZE=20)


class Production:
    SECRET_KEY = "from a class"
    lower_case = "is not taken"


app.config.from_object(Production)
app.config.from_prefixed_env("SHOP")
# endregion


def test_only_upper_case_names_are_taken(app):
    assert app.config["SECRET_KEY"] == "from a class"
    assert "lower_case" not in app.config


def test_file(app):
    folder = Path(tempfile.mkdtemp())
    path = folder / "shop.toml"
    path.write_text('SECRET_KEY = "from a file"\n')
    # region: file
    app.config.from_file(path, load=tomllib.load, text=False)
    # endregion
    assert app.config["SECRET_KEY"] == "from a file"
    path.unlink()
    folder.rmdir()
    assert app.config.from_file(path, load=tomllib.load, silent=True) is False


def test_environment(app, monkeypatch):
    # region: environment
    environ = {
        "SHOP_PAGE_SIZE": "50",
        "SHOP_DEBUG": "true",
        "SHOP_MOTTO": "tea first",
        "SHOP_MAIL__HOST": "mail.example.org",
    }
    # endregion
    for name, value in environ.items():
        monkeypatch.setitem(os.environ, name, value)
    app.config.from_prefixed_env("SHOP")
    assert app.config["PAGE_SIZE"] == 50
    assert app.config["DEBUG"] is True
    assert app.config["MOTTO"] == "tea first"
    assert app.config["MAIL"] == {"HOST": "mail.example.org"}


def test_environment_is_json_so_python_words_stay_text(app, monkeypatch):
    monkeypatch.setitem(os.environ, "SHOP_DEBUG", "False")
    app.config.from_prefixed_env("SHOP")
    assert app.config["DEBUG"] == "False"


def test_namespace(app):
    app.config.update(MAIL_HOST="h", MAIL_PORT=25)
    assert app.config.get_namespace("MAIL_") == {"host": "h", "port": 25}


def test_instance_folder():
    folder = Path(tempfile.mkdtemp())
    (folder / "config.py").write_text("PAGE_SIZE = 5\n")
    # region: instance
    app = Kolben(__name__, instance_path=str(folder), instance_relative_config=True)
    app.config.from_pyfile("config.py")
    # endregion
    assert app.config["PAGE_SIZE"] == 5
    (folder / "config.py").unlink()
    folder.rmdir()
