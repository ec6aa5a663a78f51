"""Where metadata end, and what is wrong with them."""

from datetime import UTC, date, datetime

import pytest
import yaml

from kolben.pages import front_matter
from kolben.pages.front_matter import FrontMatterError


def split(text, legacy=False):
    front = front_matter.read(text, "a.md", legacy)
    return front.meta, front_matter.find_body(text, front.lines, legacy)


@pytest.mark.parametrize(
    ("text", "meta", "body"),
    [
        ("---\na: 1\n---\nbody", {"a": 1}, "body"),
        ("---\na: 1\n...\n\n\nbody\n", {"a": 1}, "body\n"),
        ("a: 1\n---\nbody", {"a": 1}, "body"),
        ("a: 1\n\nbody", {"a": 1}, "body"),
        ("a: 1\n\n# Head\n\n*text*", {"a": 1}, "# Head\n\n*text*"),
        ("---\n---\nbody", {}, "body"),
        ("\nbody", {}, "body"),
        ("body", {}, "body"),
        ("`code` first", {}, "`code` first"),
        ("", {}, ""),
        ("---\na: 'x\n\n  y'\n---\nb", {"a": "x\ny"}, "b"),
        ("a: |\n  x\n  y\n---\nb", {"a": "x\ny\n"}, "b"),
        ("---\na: 1\n---\nb\n\n---\n\nc", {"a": 1}, "b\n\n---\n\nc"),
        ("\ufeff---\na: 1\n---\nb", {"a": 1}, "b"),
        ("a: one\n\n  two\n", {"a": "one"}, "  two\n"),
    ],
)
def test_metadata_end_where_yaml_ends(text, meta, body):
    assert split(text) == (meta, body)


def test_legacy_metadata_end_at_the_first_empty_line():
    assert split("a: 1\nb: 2\n  \nc: 3\n\nrest", legacy=True) == (
        {"a": 1, "b": 2},
        "c: 3\n\nrest",
    )


def test_values_are_those_of_safe_yaml():
    meta, _ = split(
        "---\nday: 2020-01-02\nat: 2020-01-02T03:04:05Z\nset: !!set {a}\n"
        "raw: !!binary aGk=\n1: one\nnone: ~\n---\n"
    )
    assert meta == {
        "day": date(2020, 1, 2),
        "at": datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        "set": {"a"},
        "raw": b"hi",
        1: "one",
        "none": None,
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\na: 1\nb: [1\n---\n", 4),
        ("---\na: 1\nday: 2020-13-45\n---\n", 3),
        ("---\na: !!python/object:os.system x\n---\n", 2),
        ("---\na: 1\n\x01: 2\n---\n", 3),
    ],
)
def test_bad_yaml_is_told_with_file_and_line(text, line):
    with pytest.raises(FrontMatterError) as error:
        split(text)
    assert (error.value.file, error.value.line) == ("a.md", line)
    assert isinstance(error.value, yaml.YAMLError)


@pytest.mark.parametrize("nesting", ["[" * 2_000, "- " * 2_000 + "x", "{a: " * 2_000])
def test_deep_nesting_is_an_error_and_no_crash(nesting):
    with pytest.raises(FrontMatterError):
        split(f"---\na:\n {nesting}\n---\n")


def test_lines_end_in_any_way():
    text = front_matter.decode(b"a: 1\r\nb: 2\r\rtext", "utf-8", "a.md")
    assert text == "a: 1\nb: 2\n\ntext"


def test_tags_that_an_app_teaches_safe_yaml_are_known(monkeypatch):
    constructors = {
        **yaml.SafeLoader.yaml_constructors,
        "!shout": lambda loader, node: node.value.upper(),
    }
    monkeypatch.setattr(yaml.SafeLoader, "yaml_constructors", constructors)
    assert split("---\na: !shout hello\n---\n") == ({"a": "HELLO"}, "")
