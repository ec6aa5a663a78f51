"""Which blueprints own the errors of a URL."""

import pytest

from kolben.routing.prefix import ErrorOwners


@pytest.mark.parametrize(
    ("prefix", "path", "owned"),
    [
        ("/api", "/api", True),
        ("/api", "/api/", True),
        ("/api", "/api/a/b", True),
        ("/api/", "/api/a", True),
        ("api", "/api/a", True),
        ("/api", "/apis", False),
        ("/api", "/", False),
        ("/a.b", "/axb", False),
        ("/<lang>/api", "/en/api/x", True),
        ("/<lang>/api", "/en/gb/api/x", False),
        ("/<path:where>/api", "/en/gb/api/x", True),
        ("/<any(a, b):x>", "/a/y", True),
        (None, "/anything", True),
        ("", "/", True),
    ],
)
def test_prefix_owns_whole_segments(prefix, path, owned):
    owners = ErrorOwners()
    owners.add("one", prefix, None)
    assert owners.find(path, None) == (["one"] if owned else [])


def test_longest_prefix_comes_first():
    owners = ErrorOwners()
    for name, prefix in (("short", "/a"), ("long", "/a/b"), ("all", None)):
        owners.add(name, prefix, None)
    assert owners.find("/a/b/c", None) == ["long", "short", "all"]


def test_nobody_owns_anything_at_first():
    assert not ErrorOwners()


def test_variable_is_not_longer_than_what_is_spelled_out():
    owners = ErrorOwners()
    owners.add("organisation", "/<string:organisation>", None)
    owners.add("api", "/api", None)
    assert owners.find("/api/x", None) == ["api", "organisation"]
    assert owners.find("/acme/x", None) == ["organisation"]
