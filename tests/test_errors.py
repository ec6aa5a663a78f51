"""Kolben's exceptions: one tree, and built-in classes where Flask raises those."""

import pytest

from kolben import errors


@pytest.mark.parametrize(
    ("name", "builtin"),
    [
        ("LateSetup", AssertionError),
        ("EndpointTaken", AssertionError),
        ("InvalidName", ValueError),
        ("UnknownBlueprint", KeyError),
        ("MissingExtra", ImportError),
        ("DebugFilesKeyError", KeyError),
        ("FormDataRoutingRedirect", AssertionError),
        ("UnexpectedUnicodeError", UnicodeError),
    ],
)
def test_class_is_kolbens_and_the_built_in_one(name, builtin):
    cls = getattr(errors, name)
    assert issubclass(cls, errors.KolbenError)
    assert issubclass(cls, builtin)


def test_missing_extra_gives_the_pip_line():
    assert "pip install 'kolben[serve]'" in str(errors.MissingExtra("serve", "serve"))


def test_second_view_for_an_endpoint_tells_where_both_are(app):
    app.add_url_rule("/a", "page", lambda: "a")
    with pytest.raises(errors.EndpointTaken, match=r"page.*test_errors\.py:\d+"):
        app.add_url_rule("/b", "page", lambda: "b")


def test_setup_after_the_first_request_names_the_method(app, client):
    client.get("/")
    with pytest.raises(errors.LateSetup, match="'route'"):
        app.route("/late")


@pytest.mark.parametrize(
    ("registered", "error"),
    [(999, ValueError), (ValueError("x"), TypeError), (str, ValueError)],
)
def test_handler_for_what_is_no_error_is_refused(app, registered, error):
    with pytest.raises(error):
        app.register_error_handler(registered, lambda _: "")
