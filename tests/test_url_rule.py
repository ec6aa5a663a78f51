from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BuildError, Map, Rule

from kolben import Kolben
from kolben.routing.rule import UrlRule

RULES = (
    "/",
    "/plain",
    "/folder/",
    "/user/<name>",
    "/user/<name>/<int:number>/",
    "/file/<path:rest>",
    "/price/<float:price>/end",
    "/any/<any(one,two):which>",
    "/id/<uuid:key>",
    "/of/<self>",
)
VALUES = st.one_of(
    st.text(max_size=8),
    st.integers(-5, 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["one", "two", "a/b", "ü ?#%", "", None]),
)
NAMES = st.sampled_from(
    ["name", "number", "rest", "price", "which", "key", "more", "self"]
)


def make_map(rule_class: type[Rule]) -> Map:
    rules = [rule_class(rule, endpoint=rule) for rule in RULES]
    first = rule_class("/list/", endpoint="list", defaults={"page": 1})
    rules += [first, rule_class("/list/<int:page>/", endpoint="list")]
    return Map(rules)


def build(url_map: Map, endpoint: str, values: dict, append: bool) -> object:
    adapter = url_map.bind("example.org", "/prefix")
    try:
        return adapter.build(endpoint, dict(values), append_unknown=append)
    except (BuildError, ValueError, TypeError) as error:
        return type(error)


THEIRS = make_map(Rule)
OURS = make_map(UrlRule)


@given(
    endpoint=st.sampled_from([*RULES, "list"]),
    values=st.dictionaries(NAMES | st.just("page"), VALUES, max_size=4),
    append=st.booleans(),
)
def test_urls_are_those_of_werkzeugs_rules(endpoint, values, append):
    wanted = build(THEIRS, endpoint, values, append)
    assert build(OURS, endpoint, values, append) == wanted
    # The second URL comes from what the first has made ready.
    assert build(OURS, endpoint, values, append) == wanted


def test_a_value_may_be_called_self():
    rules = [UrlRule("/", endpoint="index"), UrlRule("/of/<self>", endpoint="of")]
    adapter = Map(rules).bind("example.org")
    assert adapter.build("index", {"self": "2"}) == "/?self=2"
    assert adapter.build("of", {"self": "2", "more": "3"}) == "/of/2?more=3"
    assert adapter.build("of", {"self": "2"}, append_unknown=False) == "/of/2"


def test_nothing_is_compiled_for_building_until_a_url_is_built(monkeypatch):
    compiled = []
    make = Rule._compile_builder

    def compile_builder(rule, append_unknown=True):
        compiled.append(rule.rule)
        return make(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", compile_builder)
    app = Kolben("lazy_rules", static_folder=None)
    app.add_url_rule("/one/<int:number>", "one")
    app.add_url_rule("/two", "two")
    assert compiled == []
    with app.test_request_context():
        urls = [app.url_for("one", number=number, q="x") for number in (1, 2)]
    assert urls == ["/one/1?q=x", "/one/2?q=x"]
    assert compiled == ["/one/<int:number>"]


def test_an_app_may_have_rules_of_another_class():
    class Plain(Kolben):
        url_rule_class = Rule

    app = Plain("plain_rules", static_folder=None)
    app.add_url_rule("/x", "x")
    assert [type(rule) for rule in app.url_map.iter_rules()] == [Rule]


@pytest.mark.parametrize("rule", ["no-slash", "/<unknown:a>", "/<int:a", "/<a>/<a>"])
def test_wrong_rules_are_refused_when_they_are_added(rule):
    app = Kolben("wrong_rules", static_folder=None)
    with pytest.raises((ValueError, LookupError, SyntaxError)):
        app.add_url_rule(rule, "x")


PIECES = ["/", "//", "a", "b.c", "x>y", "é ", "<name>", "<int:n>", "<path:rest>", "<"]
PIECES += ["<any(a,b):k>", "<none:x>", "<uuid:u>"]


def read(rule_class, rule, options):
    """What a rule comes to for the map, or its error."""
    try:
        made = rule_class(rule, endpoint="x", **options)
        Map([made], host_matching="host" in options)
    except Exception as error:
        return type(error), str(error)
    return made._parts, made._trace, made.arguments, list(made._converters)


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=8),
    options=st.sampled_from(
        [{}, {"subdomain": "<name>.a"}, {"subdomain": "a"}, {"merge_slashes": False}]
    ),
)
def test_rules_are_read_as_werkzeugs_are(pieces, options):
    rule = "/" + "".join(pieces)
    wanted = read(Rule, rule, options)
    assert read(UrlRule, rule, options) == wanted
    assert read(UrlRule, rule, options) == wanted


def test_rules_that_begin_alike_share_what_they_begin_with():
    url_map = Map([UrlRule(f"/api/v1/{name}/<id>", endpoint=name) for name in "ab"])
    first, second = (rule._parts for rule in url_map.iter_rules())
    shared = [one is other for one, other in zip(first, second, strict=True)]
    # The host; what is in front of the first slash, "api", "v1"; the name, the id.
    assert shared == [True, True, True, True, False, False]


def test_a_rule_that_is_bound_again_builds_what_it_is_now():
    rule = UrlRule("/a/<name>", endpoint="x")
    first = Map([rule]).bind("h")
    assert first.build("x", {"name": "n"}) == "/a/n"
    assert first.build("x", {"name": "n", "q": 1}) == "/a/n?q=1"
    rule.rule = "/b/<name>"
    rule.bind(Map(), rebind=True)
    assert first.build("x", {"name": "n"}) == "/b/n"
    assert first.build("x", {"name": "n", "q": 1}) == "/b/n?q=1"
