"""Samples of the post about the development server."""

import pytest

from .conftest import CODE

FOLDER = CODE / "development-server"


def test_shop_is_open_and_knows_its_prices(load):
    client = load("development-server").app.test_client()
    assert client.get("/").text == "The shop is open."
    assert client.get("/price/tea").text == "tea: 3"


def test_unknown_item_is_the_error_that_the_post_looks_into(load):
    app = load("development-server").app
    answer = app.test_client().get("/price/coffee")
    assert answer.status_code == 500
    assert "KeyError" not in answer.text
    app.testing = True
    with pytest.raises(KeyError, match="coffee"):
        app.test_client().get("/price/coffee")


def test_settings_of_the_folder_are_read_and_refuse_the_open_debugger(run):
    """Debug mode comes from .flaskenv; with an open address it does not start."""
    done = run(FOLDER, "-m", "kolben", "run", "--host", "0.0.0.0")
    assert done.returncode != 0
    assert "Not started: The debugger's console runs any Python code" in done.stderr


def test_wrong_name_of_the_app_is_told_the_nearest(run, tmp_path):
    (tmp_path / "main.py").write_text("")
    done = run(tmp_path, "-m", "kolben", "--app", "man", "run")
    assert "Did you mean 'main'?" in done.stderr
