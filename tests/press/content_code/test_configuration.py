"""Samples of the post about configuration."""

import shutil

import pytest

from .conftest import CODE

FOLDER = CODE / "configuration"


@pytest.fixture
def copy(tmp_path):
    """The sample in a folder where files may come and go."""
    return shutil.copytree(
        FOLDER, tmp_path / "notes", ignore=shutil.ignore_patterns("__pycache__")
    )


@pytest.fixture
def size(copy, run):
    """``size(**environment)`` is what ``kolben size`` prints in that folder."""

    def size(**env):
        done = run(copy, "-m", "kolben", "size", **env)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return size


def test_later_sources_replace_earlier_ones(load):
    app = load("configuration").app
    assert app.config["SITE_NAME"] == "Notes of the team"
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.test_client().get("/").text == "Notes of the team, 25 to a page"


def test_environment_replaces_the_files(load, monkeypatch):
    monkeypatch.setenv("NOTES_SITE_NAME", "Mine")
    monkeypatch.setenv("NOTES_MAIL__HOST", "mx1")
    app = load("configuration").app
    assert app.config["SITE_NAME"] == "Mine"
    assert app.config["MAIL"] == {"HOST": "mx1"}


def test_the_order_of_hand_env_and_flaskenv(copy, size):
    assert size() == "5"
    (copy / ".env.example").rename(copy / ".env")
    assert size() == "50"
    assert size(NOTES_PAGE_SIZE="100") == "100"


def test_without_files_for_the_environment_the_settings_count(copy, size):
    (copy / ".flaskenv").unlink()
    assert size() == "25"
    (copy / "settings.toml").unlink()
    assert size() == "10"


def test_factory_takes_settings_from_the_instance_folder(copy, run):
    (copy / "instance").mkdir()
    (copy / "instance" / "config.py").write_text('SECRET_KEY = "of this machine"\n')
    program = "from factory import create_app; print(create_app().secret_key)"
    assert run(copy, "-c", program).stdout == "of this machine\n"


def test_factory_takes_settings_from_its_argument(load):
    factory = load("configuration", "factory")
    app = factory.create_app({"SECRET_KEY": "test", "SITE_NAME": "Tested"})
    assert app.test_client().get("/").text == "Tested"


@pytest.mark.parametrize("key", [None, ""])
def test_factory_refuses_to_start_without_a_key(load, monkeypatch, key):
    if key is not None:
        monkeypatch.setenv("NOTES_SECRET_KEY", key)
    with pytest.raises(RuntimeError, match="Set NOTES_SECRET_KEY"):
        load("configuration", "factory").create_app()


def test_check_finds_the_key_of_the_sample_too_weak(run):
    done = run(FOLDER, "-m", "kolben", "--app", "app", "check", "--deploy")
    assert done.returncode == 1
    assert done.stdout.startswith("error    secret-key-weak\n")
    assert done.stdout.count("error    ") == 4
