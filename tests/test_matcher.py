"""The compiled matcher by itself; tests/differential holds it against the map."""

from uuid import UUID

import pytest
from werkzeug.routing import BaseConverter, Rule

from kolben.routing.map import UrlMap
from kolben.routing.matcher import compile_matcher


def find(path, *rules, method="GET", **options):
    url_map = UrlMap(rules, **options)
    return compile_matcher(url_map, lambda rule: rule.endpoint).find(path, method)


def rule(text, endpoint="x", **options):
    options.setdefault("methods", ["GET"])
    return Rule(text, endpoint=endpoint, **options)


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ("/", "/", {}),
        ("/a/b", "/a/b", {}),
        ("/<name>", "/ada", {"name": "ada"}),
        ("/<string:name>/x", "/ä b/x", {"name": "ä b"}),
        ("/<int:n>", "/007", {"n": 7}),
        ("/<float:n>", "/1.50", {"n": 1.5}),
        ("/<uuid:u>", f"/{UUID(int=1)}", {"u": UUID(int=1)}),
        ("/f/<path:p>", "/f/a/b/", {"p": "a/b/"}),
        ("/<a>/<b>/<c>", "/1/2/3", {"a": "1", "b": "2", "c": "3"}),
    ],
)
def test_plain_rules_are_sure(text, path, values):
    assert find(path, rule(text)) == ("x", values)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/<int:n>", "/-1"),
        ("/<int:n>", "/x"),
        ("/<int:n>", "/٣"),
        ("/<int:n>", "/" + "9" * 5000),
        ("/<float:n>", "/1"),
        ("/<name>", "/"),
        ("/<name>", "/a/b"),
        ("/a/", "/a"),
        ("/a", "//a"),
        ("/f/<path:p>", "/f/"),
        ("/f/<path:p>", "/f/a\nb"),
        ("/<any(a, b):x>", "/a"),
        ("/<string(length=2):x>", "/ab"),
        ("/<a>.<b>", "/a.b"),
        ("/a", ""),
    ],
)
def test_what_the_map_must_decide_is_left_to_it(text, path):
    assert find(path, rule(text)) is None


def test_literal_wins_over_variable_and_number_over_text():
    rules = [rule("/<s>", "text"), rule("/<int:n>", "number"), rule("/new", "literal")]
    assert find("/new", *rules)[0] == "literal"
    assert find("/1", *(r.empty() for r in rules))[0] == "number"
    assert find("/x", *(r.empty() for r in rules))[0] == "text"


def test_way_back_is_found_where_a_literal_leads_nowhere():
    rules = [rule("/a/x", "literal"), rule("/<name>/y", "variable")]
    assert find("/a/y", *rules) == ("variable", {"name": "a"})


def test_method_decides_among_rules_of_one_path():
    rules = [rule("/", "read"), rule("/", "write", methods=["POST"])]
    assert find("/", *rules, method="POST")[0] == "write"
    assert find("/", *(r.empty() for r in rules), method="PUT") is None


def test_first_of_two_equal_rules_answers():
    assert find("/", rule("/", "first"), rule("/", "second"))[0] == "first"


def test_defaults_come_with_the_values():
    assert find("/a", rule("/a", defaults={"page": 1})) == ("x", {"page": 1})


@pytest.mark.parametrize(
    "options",
    [
        {"redirect_to": "/b"},
        {"alias": True},
        {"websocket": True, "methods": None},
        {"build_only": True},
        {"subdomain": "api"},
    ],
)
def test_rule_that_is_no_plain_answer_is_left_to_the_map(options):
    assert find("/a", rule("/a", **options)) is None


def test_rule_whose_defaults_stand_for_another_url_is_left_to_the_map():
    rules = [rule("/p/", "p", defaults={"n": 1}), rule("/p/<int:n>", "p")]
    assert find("/p/1", *rules) is None


def test_rules_whose_defaults_differ_never_stand_for_each_other():
    rules = [
        rule("/new/", "list", defaults={"order": "new"}),
        rule("/old/", "list", defaults={"order": "old"}),
    ]
    assert find("/new/", *rules) == ("list", {"order": "new"})
    assert find("/old/", *(r.empty() for r in rules)) == ("list", {"order": "old"})


def test_url_that_other_urls_lead_to_is_sure():
    rules = [
        rule("/p/<int:n>/<int:size>", "p"),
        rule("/p/<int:n>/", "p", defaults={"size": 9}),
        rule("/p/", "p", defaults={"n": 1, "size": 9}),
    ]
    assert find("/p/", *rules) == ("p", {"n": 1, "size": 9})
    for path in ("/p/1/", "/p/2/", "/p/1/9", "/p/2/8"):
        assert find(path, *(r.empty() for r in rules)) is None


def test_first_of_two_rules_with_the_same_defaults_is_the_one_led_to():
    rules = [rule("/a", defaults={"n": 1}), rule("/b", defaults={"n": 1})]
    assert find("/a", *rules) == ("x", {"n": 1})
    assert find("/b", *(r.empty() for r in rules)) is None


def test_defaults_lead_nowhere_in_a_map_that_does_not_redirect():
    rules = [rule("/p/", "p", defaults={"n": 1}), rule("/p/<int:n>", "p")]
    assert find("/p/1", *rules, redirect_defaults=False) == ("p", {"n": 1})


def test_converter_of_the_apps_own_is_left_to_the_map():
    class Own(BaseConverter):
        pass

    assert find("/a", rule("/<int:x>"), converters={"int": Own}) is None


def test_values_are_new_for_each_request():
    url_map = UrlMap([rule("/a", defaults={"n": 1})])
    find_in = compile_matcher(url_map, lambda r: r.endpoint).find
    find_in("/a", "GET")[1]["n"] = 2
    assert find_in("/a", "GET")[1] == {"n": 1}


def is_unknown(path, *rules, **options):
    url_map = UrlMap(rules, **options)
    return compile_matcher(url_map, lambda rule: rule.endpoint).is_unknown(path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/a", "/"),
        ("/a", "/b"),
        ("/a", "/a/"),
        ("/a", "/a/b"),
        ("/a/b", "/a"),
        ("/<int:n>", "/x"),
        ("/<name>", "/a/b"),
        ("/<name>/", "/a/b"),
    ],
)
def test_path_that_no_rule_has_to_do_with_is_unknown(text, path):
    assert is_unknown(path, rule(text))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/a", "/a"),  # by another method, which is 405
        ("/a/", "/a"),
        ("/<name>/", "/a"),
        ("/a/b", "/a//b"),
        ("/a", "//b"),
        ("/a", ""),
        ("/<int:n>", "/٣"),
        ("/<name>", "/a\n"),
        ("/f/<path:p>", "/f/"),
        ("/<any(a, b):x>", "/c"),
        ("/a-<b>", "/c"),
    ],
)
def test_path_that_a_rule_may_have_to_do_with_is_not_called_unknown(text, path):
    assert not is_unknown(path, rule(text, methods=["POST"]))


def test_rule_that_takes_a_slash_too_is_not_called_unknown():
    assert not is_unknown("/a/", rule("/a", strict_slashes=False))
    assert not is_unknown("/a", rule("/a/", strict_slashes=False))
    assert not is_unknown("/", rule("//", merge_slashes=False))


@pytest.mark.parametrize("options", [{"redirect_to": "b"}, {"websocket": True}])
def test_rule_that_does_something_else_is_not_called_unknown(options):
    assert not is_unknown("/a", rule("/a", **options))


def test_rule_that_only_builds_is_unknown():
    assert is_unknown("/a", rule("/a", build_only=True))


def test_nothing_is_unknown_where_the_host_decides():
    assert not is_unknown("/b", rule("/a", host="x"), host_matching=True)
    assert not is_unknown("/b", rule("/a", subdomain="<x>"))
