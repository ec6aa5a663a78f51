"""The compiled matcher in front of Werkzeug's map: what it finds, the map finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Rule, UnicodeConverter

from kolben.routing.map import UrlMap
from kolben.routing.matcher import compile_matcher

from .examples import examples
from .rules import (
    CONVERTERS,
    METHODS,
    SAMPLES,
    filled,
    literals,
    paths_for,
    plain_segments,
    rarely,
    rule_texts,
    rules,
)

Found = tuple[Rule, dict[str, Any]]


pytestmark = pytest.mark.slow


def ask_map(url_map: UrlMap, path: str, method: str) -> Found | str:
    """What the map says: the match, or the name of the exception."""
    adapter = url_map.bind("example.org")
    try:
        rule, values = adapter.match(path, method, return_rule=True, websocket=False)
    except HTTPException as error:
        return type(error).__name__
    return rule, dict(values)


def check(url_map: UrlMap, path: str, method: str) -> Found | None:
    """Hold the matcher against the map; what the matcher said."""
    matcher = compile_matcher(url_map, lambda rule: rule)
    found = matcher.find(path, method)
    if matcher.is_unknown(path):
        assert found is None
        assert ask_map(url_map, path, method) == "NotFound", (path, method)
    if found is None:
        return None
    wanted = ask_map(url_map, path, method)
    assert not isinstance(wanted, str), (path, method, found, wanted)
    assert found[0] is wanted[0], (path, method, found, wanted)
    assert found[1] == wanted[1], (path, method, found, wanted)
    kinds = {name: type(value) for name, value in found[1].items()}
    assert kinds == {name: type(value) for name, value in wanted[1].items()}
    assert list(found[1]) == list(wanted[1]), "the views see the same order"

    found[1]["changed by the view"] = True
    again = matcher.find(path, method)
    assert again is not None
    assert again[1] == wanted[1], "each request gets values of its own"
    return found


@st.composite
def maps(draw: st.DrawFn, of: Any = None) -> UrlMap:
    options: dict[str, Any] = {}
    if draw(st.integers(0, 5)) == 5:
        options = {
            "strict_slashes": draw(st.booleans()),
            "merge_slashes": draw(st.booleans()),
            "redirect_defaults": draw(st.booleans()),
        }
    made = draw(st.lists(rules() if of is None else of, min_size=1, max_size=7))
    try:
        return UrlMap(made, converters=CONVERTERS, **options)
    except (TypeError, ValueError):
        reject()  # a default that its converter cannot write into a URL


def texts_of(url_map: UrlMap) -> list[str]:
    return [rule.rule for rule in url_map.get_rules()]


methods = st.one_of(st.just("GET"), st.sampled_from(METHODS), st.just("get"))


@examples(400)
@given(st.data())
def test_what_the_matcher_finds_the_map_finds(data):
    url_map = data.draw(maps())
    for _ in range(6):
        path = data.draw(paths_for(texts_of(url_map)), label="path")
        check(url_map, path, data.draw(methods, label="method"))


@st.composite
def plain_rules(draw: st.DrawFn, text: Any = None) -> Rule:
    text = rule_texts(plain_segments) if text is None else text
    methods = st.sampled_from([["GET"], ["POST"], ["GET", "POST"], ["PUT", "DELETE"]])
    return Rule(
        draw(text),
        endpoint=draw(st.sampled_from("wxyz")),
        methods=draw(methods),
        strict_slashes=draw(st.sampled_from([None, None, None, False])),
    )


@examples(400)
@given(st.data())
def test_plain_rules_that_clash(data):
    url_map = data.draw(maps(plain_rules()))
    for _ in range(6):
        path = data.draw(paths_for(texts_of(url_map)), label="path")
        check(url_map, path, data.draw(methods, label="method"))


few = st.sampled_from(
    ["a", "b", "", "<?>", "<int:?>", "<path:?>", "<float:?>", "<uuid:?>"]
)


@examples(400)
@given(st.data())
def test_rules_of_very_few_words(data):
    """Three words and some variables: nearly every path has several candidates."""
    text = rule_texts(few, longest=3)
    url_map = data.draw(maps(plain_rules(text)))
    for _ in range(6):
        path = data.draw(paths_for(texts_of(url_map)), label="path")
        check(url_map, path, data.draw(methods, label="method"))


given_values = st.sampled_from([1, 2, "1", "a", True, 1.0, None])


@st.composite
def rules_with_defaults(draw: st.DrawFn) -> Rule:
    """A rule of an endpoint with two arguments, each in the URL, given, or both."""
    parts = [draw(st.sampled_from(["p", "q", ""]))]
    defaults = {}
    for name in draw(st.permutations(["m", "n"])):
        where = draw(st.integers(0, 7))
        if where < 5:
            defaults[name] = draw(given_values)
        if where > 3:
            parts.append(f"<{draw(st.sampled_from(['', 'int:']))}{name}>")
    slash = draw(st.sampled_from(["", "/"]))
    return Rule(
        "/" + "/".join(part for part in parts if part) + slash,
        endpoint=draw(st.sampled_from("xxxy")),
        defaults=defaults,
        methods=draw(st.sampled_from([["GET"], ["GET"], ["POST"], ["GET", "POST"]])),
        build_only=draw(rarely),
        alias=draw(rarely),
    )


@examples(600)
@given(st.data())
def test_rules_of_one_endpoint_with_defaults(data):
    """Where the map redirects from one of them to another, the matcher is not sure."""
    made = data.draw(st.lists(rules_with_defaults(), min_size=2, max_size=6))
    redirects = data.draw(st.booleans(), label="redirect_defaults")
    try:
        url_map = UrlMap(made, redirect_defaults=redirects)
    except (TypeError, ValueError):
        reject()  # a default that its converter cannot write into a URL
    piece = st.sampled_from(["p", "q", "1", "2", "a", "9"])
    for _ in range(8):
        path = data.draw(st.lists(piece, max_size=3).map("/".join).map("/{}".format))
        path += data.draw(st.sampled_from(["", "/"]))
        check(url_map, path, data.draw(st.sampled_from(["GET", "POST"])))


@examples(100)
@given(st.data())
def test_slashes_alone(data):
    text = st.text("/ab", max_size=6).map("/{}".format)
    url_map = data.draw(maps(plain_rules(text)))
    for _ in range(6):
        path = data.draw(st.text("/ab", max_size=8))
        check(url_map, path, "GET")


@examples(60)
@given(st.data())
def test_an_own_default_converter_is_respected(data):
    class Upper(UnicodeConverter):
        def to_python(self, value: str) -> str:
            return value.upper()

    url_map = data.draw(maps(plain_rules()))
    changed = UrlMap(
        [rule.empty() for rule in url_map.get_rules()],
        converters={"default": Upper, "int": CONVERTERS["even"]},
    )
    for _ in range(4):
        path = data.draw(paths_for(texts_of(changed)), label="path")
        check(changed, path, "GET")


@examples(200)
@given(st.data())
def test_what_the_matcher_calls_unknown_the_map_calls_not_found(data):
    """Foreign paths, by every method: no match, no refusal, no redirect."""
    url_map = data.draw(maps())
    matcher = compile_matcher(url_map, lambda rule: rule)
    pieces = st.sampled_from([*SAMPLES, "other", "a", "b", "", "x\n"])
    for _ in range(6):
        path = data.draw(st.lists(pieces, max_size=5).map("/".join).map("/{}".format))
        if matcher.is_unknown(path):
            answers = [ask_map(url_map, path, method) for method in METHODS]
            assert answers == ["NotFound"] * len(METHODS), path


@examples(60)
@given(st.data())
def test_maps_that_look_at_the_host_are_left_alone(data):
    rule = Rule("/", host="example.org", endpoint="x", methods=["GET"])
    url_map = UrlMap([rule], host_matching=True)
    matcher = compile_matcher(url_map, lambda rule: rule)
    assert matcher.find("/", "GET") is None
    assert not matcher.is_unknown("/other")


@examples(100)
@given(st.data())
def test_a_target_of_none_leaves_the_rule_to_the_map(data):
    url_map = data.draw(maps(plain_rules()))
    matcher = compile_matcher(
        url_map, lambda rule: None if rule.endpoint in "wx" else rule
    )
    for _ in range(5):
        path = data.draw(paths_for(texts_of(url_map)), label="path")
        found = matcher.find(path, "GET")
        if found is not None:
            assert found[0].endpoint in "yz"
            assert found == ask_map(url_map, path, "GET")


def test_ordinary_requests_are_sure():
    """An app as people write them: the map is asked for none of its pages."""
    url_map = UrlMap(
        [
            Rule("/", endpoint="index", methods=["GET", "OPTIONS"]),
            Rule("/about", endpoint="about", methods=["GET"]),
            Rule("/static/<path:filename>", endpoint="static", methods=["GET"]),
            Rule("/user/<name>", endpoint="user", methods=["GET"]),
            Rule("/user/<name>/post/<int:number>", endpoint="post", methods=["GET"]),
            Rule("/user/me", endpoint="me", methods=["GET"]),
            Rule("/items/", endpoint="items", methods=["GET"]),
            Rule("/items/", endpoint="new_item", methods=["POST"]),
            Rule("/items/<uuid:item>/", endpoint="item", methods=["GET", "PUT"]),
            Rule("/price/<float:price>", endpoint="price", methods=["GET"]),
        ]
    )
    matcher = compile_matcher(url_map, lambda rule: rule.endpoint)
    uuid = "12345678-1234-5678-1234-567812345678"
    asked = {
        ("/", "GET"): "index",
        ("/", "HEAD"): "index",
        ("/", "OPTIONS"): "index",
        ("/about", "GET"): "about",
        ("/static/css/site.css", "GET"): "static",
        ("/user/ada", "GET"): "user",
        ("/user/me", "GET"): "me",
        ("/user/me/post/7", "GET"): "post",
        ("/user/Åsa/post/7", "GET"): "post",
        ("/items/", "GET"): "items",
        ("/items/", "POST"): "new_item",
        (f"/items/{uuid}/", "PUT"): "item",
        ("/price/1.50", "GET"): "price",
    }
    found = {key: (matcher.find(*key) or [None])[0] for key in asked}
    assert found == asked
    for path in (
        "/favicon.ico",
        "/about/",
        "/items/7",
        "/user",
        "/user/a/b",
        "/price/",
    ):
        assert matcher.is_unknown(path), path


@examples(150)
@given(st.data())
def test_most_matches_of_plain_rules_are_sure(data):
    """One rule of plain segments with a word of its own, among others."""
    others = data.draw(st.lists(rule_texts(literals), max_size=5, unique=True))
    text = "/only/" + data.draw(rule_texts(plain_segments)).lstrip("/")
    url_map = UrlMap(
        [Rule(text, endpoint="x", methods=["GET"])]
        + [Rule(other, endpoint="y", methods=["GET"]) for other in others]
    )
    path = data.draw(filled(text), label="path")
    if isinstance(ask_map(url_map, path, "GET"), tuple) and path.isascii():
        assert check(url_map, path, "GET") is not None


@pytest.mark.parametrize("count", [10, 1_000])
def test_the_work_of_a_match_does_not_grow_with_the_rules(count):
    reads = []

    class Counting(str):
        __slots__ = ()

        def split(self, *args: Any) -> list[str]:
            reads.append(1)
            return str.split(self, *args)

    url_map = UrlMap(
        [Rule(f"/p{n}/<int:v>", endpoint=str(n), methods=["GET"]) for n in range(count)]
    )
    matcher = compile_matcher(url_map, lambda rule: rule.endpoint)
    assert matcher.find(Counting(f"/p{count - 1}/7"), "GET") == (
        str(count - 1),
        {"v": 7},
    )
    assert len(reads) == 1


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/" + "a/" * 300, "/" + "a/" * 300),
        ("/<path:v>", "/" + "x" * 20_000),
        ("/<int:v>", "/" + "9" * 5_000),
        ("/" + "/".join(f"<v{n}>" for n in range(60)), "/" + "/".join("a" * 60)),
        ("/<v>", "/\ud800"),
        ("/<path:v>", "/\x00\x01"),
        ("/ü", "/ü"),
        ("/ü", "/u\u0308"),
        ("/a%2Fb", "/a%2Fb"),
        ('/it\'s "quoted" \\', '/it\'s "quoted" \\'),
        ("/a.b*c+d?e", "/a.b*c+d?e"),
        ("/a.b", "/axb"),
    ],
)
def test_unusual_rules_and_paths(text, path):
    check(UrlMap([Rule(text, endpoint="x", methods=["GET"])]), path, "GET")


def test_a_converter_replaced_by_a_subclass_is_left_to_the_map():
    class Own(BaseConverter):
        regex = "[a-z]+"

    url_map = UrlMap(
        [Rule("/<int:v>", endpoint="x", methods=["GET"])], converters={"int": Own}
    )
    assert check(url_map, "/12", "GET") is None
    assert check(url_map, "/ab", "GET") is None
