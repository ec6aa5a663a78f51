import os

import pytest

from kolben.cli import dotenv


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", True),
        ("true", True),
        ("on", True),
        ("", False),
        ("0", False),
        ("no", False),
        ("FALSE", False),
    ],
)
@pytest.mark.parametrize("name", ["KOLBEN_DEBUG", "FLASK_DEBUG"])
def test_debug_is_on_for_anything_but_a_no(project, monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    assert dotenv.get_debug_flag() is expected


def test_debug_is_off_when_nothing_is_set(project):
    assert dotenv.get_debug_flag() is False
    assert dotenv.find_debug_setting() is None


def test_the_native_spelling_wins_over_flasks(project, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.setenv("KOLBEN_DEBUG", "0")
    assert dotenv.get_debug_flag() is False


def test_env_development_turns_debug_on(project, monkeypatch, capsys):
    monkeypatch.setenv("FLASK_ENV", "development")
    assert dotenv.get_debug_flag() is True
    dotenv.warn_of_env_setting()
    assert "KOLBEN_DEBUG=1" in capsys.readouterr().err


def test_the_debug_setting_decides_over_env(project, monkeypatch, capsys):
    monkeypatch.setenv("FLASK_ENV", "development")
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert dotenv.get_debug_flag() is False
    dotenv.warn_of_env_setting()
    assert capsys.readouterr().err == ""


def test_env_production_says_nothing_about_debug(project, monkeypatch):
    monkeypatch.setenv("FLASK_ENV", "production")
    assert dotenv.find_debug_setting() is None


@pytest.mark.parametrize(
    ("skip", "expected"), [("", True), ("1", False), ("true", False), ("0", True)]
)
def test_files_can_be_skipped(project, monkeypatch, skip, expected):
    monkeypatch.setenv("FLASK_SKIP_DOTENV", skip)
    assert dotenv.get_load_dotenv() is expected


def test_precedence_is_by_hand_then_file_then_env_then_flaskenv(project, monkeypatch):
    (project.path / ".flaskenv").write_text("A=flaskenv\nB=flaskenv\nC=x\nD=x\n")
    (project.path / ".env").write_text("A=env\nB=env\nC=env\n")
    (project.path / "given").write_text("A=given\nB=given\n")
    monkeypatch.setenv("A", "by hand")
    assert dotenv.load_dotenv("given") is True
    assert [os.environ[name] for name in "ABCD"] == ["by hand", "given", "env", "x"]


def test_without_defaults_only_the_given_file_counts(project):
    (project.path / ".env").write_text("A_SETTING=env\n")
    assert dotenv.load_dotenv("not there", load_defaults=False) is False
    assert "A_SETTING" not in os.environ


def test_files_are_looked_for_in_the_directories_above(project, monkeypatch):
    (project.path / ".env").write_text("A_SETTING=above\n")
    (project.path / "inner").mkdir()
    monkeypatch.chdir(project.path / "inner")
    assert dotenv.load_dotenv() is True
    assert os.environ["A_SETTING"] == "above"


def test_files_are_utf8(project):
    (project.path / ".env").write_bytes("A_SETTING=Zündkolben 活塞\n".encode())
    dotenv.load_dotenv()
    assert os.environ["A_SETTING"] == "Zündkolben 活塞"


def test_by_hand_counts_more_than_a_file_in_either_spelling(project, monkeypatch):
    (project.path / ".env").write_text("KOLBEN_APP=file\n")
    monkeypatch.setenv("FLASK_APP", "by hand")
    dotenv.load_dotenv()
    assert dotenv.read_setting("APP") == "by hand"


def test_a_stronger_file_wins_over_a_weaker_one_in_either_spelling(project):
    (project.path / ".flaskenv").write_text("KOLBEN_APP=weaker\n")
    (project.path / ".env").write_text("FLASK_APP=stronger\n")
    dotenv.load_dotenv()
    assert dotenv.read_setting("APP") == "stronger"


def test_in_one_file_the_native_spelling_wins(project):
    (project.path / ".env").write_text("KOLBEN_APP=native\nFLASK_APP=flask\n")
    dotenv.load_dotenv()
    assert dotenv.read_setting("APP") == "native"


def test_without_the_library_files_are_pointed_at_and_left(
    project, monkeypatch, capsys
):
    monkeypatch.setitem(__import__("sys").modules, "dotenv", None)
    assert dotenv.load_dotenv() is False
    assert capsys.readouterr().err == ""
    (project.path / ".env").write_text("A_SETTING=1\n")
    assert dotenv.load_dotenv() is False
    assert "pip install python-dotenv" in capsys.readouterr().err
    assert "A_SETTING" not in os.environ


def test_the_reloaders_next_process_sees_a_changed_file(project, monkeypatch):
    (project.path / ".env").write_text("COLOUR=red\nGONE=1\nCHANGED=1")
    assert dotenv.load_dotenv()
    os.environ["CHANGED"] = "by hand"
    # What the process inherits is what this one has now.
    monkeypatch.setattr("kolben.cli.dotenv.os.getpid", lambda: -1)
    (project.path / ".env").write_text("COLOUR=blue\nCHANGED=2")
    assert dotenv.load_dotenv()
    assert os.environ["COLOUR"] == "blue"
    assert "GONE" not in os.environ
    assert os.environ["CHANGED"] == "by hand"


def test_the_files_that_were_read_are_known(project):
    for name in (".env", ".flaskenv", "more.env"):
        (project.path / name).write_text("X=1")
    dotenv.load_dotenv("more.env")
    assert dotenv.find_env_files() == [
        str(project.path / name) for name in (".flaskenv", ".env", "more.env")
    ]
