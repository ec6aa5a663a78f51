import json

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kolben import Kolben
from kolben.cli.group import ScriptInfo
from kolben.cli.main import cli
from kolben.openapi import OpenAPI
from kolben.openapi.yaml_text import write_yaml

from .shop import make_app

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)  # fmt: skip


def run(app, *args):
    info = ScriptInfo(create_app=lambda: app)
    return CliRunner().invoke(cli, ["openapi", *map(str, args)], obj=info)


def test_the_document_comes_to_the_screen_or_into_a_file(shop, document, tmp_path):
    del document["servers"]
    shown = run(shop)
    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.stdout) == document
    for name, read in (("a.json", json.loads), ("a.yaml", yaml.safe_load)):
        result = run(shop, "--output", tmp_path / name)
        assert result.exit_code == 0
        assert "4 paths" in result.stdout
        assert read((tmp_path / name).read_text("utf-8")) == document
    assert yaml.safe_load(run(shop, "--format", "yaml").stdout) == document


@pytest.mark.parametrize("name", ["a.json", "a.yml"])
def test_a_copy_that_is_up_to_date_passes(shop, tmp_path, name):
    run(shop, "-o", tmp_path / name)
    result = run(shop, "--check", tmp_path / name)
    assert result.exit_code == 0
    assert result.stdout == f"{tmp_path / name} is up to date.\n"


def test_a_copy_that_is_out_of_date_fails_with_what_has_changed(shop, tmp_path):
    copy = tmp_path / "api.json"
    run(shop, "-o", copy)
    text = copy.read_text("utf-8")
    copy.write_text(
        text.replace('"maxLength": 80', '"maxLength": 99').replace("/health", "/ping"),
        "utf-8",
    )
    result = run(shop, "--check", copy)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "These changes break clients:",
        "  GET /ping: the path is gone",
        "  POST /items/ body.title: maxLength was 99, is 80",
        "These do not:",
        "  GET /health: new",
        "  GET /items/ 200[].title: maxLength was 99, is 80 (and in 2 more places)",
        f"{copy} is out of date: 2 breaking changes, 2 others. If they are meant:"
        f" kolben openapi --output {copy}",
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "{", "cannot be read"),
        ("a.yaml", "{", "cannot be read"),
        ("a.json", '{"swagger": "2.0"}', "is no OpenAPI 3.1 document"),
    ],
)
def test_a_file_that_is_no_document_is_refused(shop, tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    result = run(shop, "--check", tmp_path / name)
    assert result.exit_code == 1
    assert message in result.output


def test_of_several_documents_one_has_to_be_named():
    app = make_app()
    OpenAPI(app, name="admin", title="Admin", path="/admin.json", docs=None,
            reference=None, prefix="/admin")  # fmt: skip
    result = run(app)
    assert result.exit_code == 2
    assert "--api: admin, openapi" in result.output
    assert json.loads(run(app, "--api", "admin").stdout)["info"]["title"] == "Admin"
    result = run(app, "--api", "adnim")
    assert result.exit_code == 2
    assert "the app has: admin, openapi" in result.output


def test_an_app_without_a_document_is_told_how_to_get_one():
    result = run(Kolben("bare"))
    assert result.exit_code == 1
    assert "kolben.openapi.OpenAPI(app)" in result.output


@given(st.dictionaries(st.text(), JSON_VALUES))
def test_what_reads_yaml_gets_what_was_written(value):
    assert yaml.safe_load(write_yaml(value)) == value
