"""Building URLs."""

import pytest
from werkzeug.routing import BuildError

from kolben import Blueprint, url_for


@pytest.fixture
def site(app):
    page = Blueprint("page", __name__, url_prefix="/page")
    page.add_url_rule(
        "/<int:number>", "show", lambda number: url_for(".show", number=1)
    )
    app.register_blueprint(page)
    app.add_url_rule("/", "home", lambda: "")
    app.add_url_rule("/", "store", lambda: "", methods=["POST"])
    return app


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({"number": 7}, "/page/7"),
        ({"number": 7, "q": ["a", "b"], "none": None}, "/page/7?q=a&q=b"),
        ({"number": 7, "_anchor": "x y/ü"}, "/page/7#x%20y/%C3%BC"),
        ({"number": 7, "_external": True}, "http://localhost/page/7"),
        ({"number": 7, "_scheme": "https"}, "https://localhost/page/7"),
    ],
)
def test_values_and_underscored_arguments(site, values, url):
    with site.test_request_context():
        assert url_for("page.show", **values) == url


def test_method_chooses_among_rules(site):
    with site.test_request_context():
        assert url_for("store", _method="POST") == "/"


def test_dot_means_the_current_blueprint(site, client):
    assert client.get("/page/3").text == "/page/1"


def test_scheme_of_a_relative_url_is_refused(site):
    with (
        site.test_request_context(),
        pytest.raises(ValueError, match="'_external' must be True"),
    ):
        url_for("home", _scheme="https", _external=False)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("hoem", "home"), ("pgae.show", "page.show"), ("page.shwo", "page.show")],
)
def test_wrong_endpoint_is_answered_with_the_nearest(site, wrong, right):
    with site.test_request_context(), pytest.raises(BuildError, match=right):
        url_for(wrong, number=1)


def test_outside_of_a_request_the_server_name_is_needed_and_used(site):
    with site.app_context(), pytest.raises(RuntimeError, match="'SERVER_NAME'"):
        url_for("home")
    site.config.update(SERVER_NAME="example.org", APPLICATION_ROOT="/app")
    with site.app_context():
        assert url_for("home") == "http://example.org/app/"


def test_error_handlers_are_asked_in_order_until_one_answers(site):
    def give_up(error, endpoint, values):
        raise error

    site.url_build_error_handlers += [
        lambda *_: None,
        give_up,
        lambda error, endpoint, values: f"/other/{endpoint}?{values['_anchor']}",
    ]
    with site.test_request_context():
        assert url_for("elsewhere", _anchor="a") == "/other/elsewhere?a"


def test_defaults_come_from_the_endpoints_blueprint(site):
    site.url_default_functions["page"].append(
        lambda endpoint, values: values.setdefault("number", 9)
    )
    with site.test_request_context():
        assert url_for("page.show") == "/page/9"
        assert url_for("home") == "/"
