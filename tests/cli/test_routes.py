import pytest
from click.testing import CliRunner

from kolben import Kolben
from kolben.cli.main import KolbenGroup


@pytest.fixture
def site():
    app = Kolben("site")
    app.add_url_rule("/z/<int:x>", endpoint="alpha", methods=["GET", "POST"])
    app.add_url_rule("/a", endpoint="zulu", methods=["DELETE"])
    return app


def run_routes(app, *args):
    group = KolbenGroup(create_app=lambda: app)
    result = CliRunner().invoke(group, ["routes", *args])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def first_words(lines):
    return [line.split()[0] for line in lines[2:]]


def test_the_table_is_sorted_by_endpoint(site):
    lines = run_routes(site)
    assert lines[0].split() == ["Endpoint", "Methods", "Rule"]
    assert set(lines[1]) == {"-", " "}
    assert lines[2].split() == ["alpha", "GET,", "POST", "/z/<int:x>"]
    assert first_words(lines) == ["alpha", "static", "zulu"]


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("endpoint", ["alpha", "static", "zulu"]),
        ("methods", ["zulu", "static", "alpha"]),
        ("rule", ["zulu", "static", "alpha"]),
        ("domain", ["static", "alpha", "zulu"]),  # no such column: as registered
        ("match", ["static", "alpha", "zulu"]),
    ],
)
def test_the_table_can_be_sorted_by_any_column(site, key, order):
    assert first_words(run_routes(site, "--sort", key)) == order


UUID = "12345678-1234-5678-1234-567812345678"


def test_sorted_by_match_the_first_rule_that_fits_a_url_is_the_one_that_answers():
    app = Kolben("x", static_folder=None)
    for endpoint, rule in {
        "rest": "/<path:rest>",
        "text": "/<name>",
        "number": "/<int:n>",
        "about": "/about",
        "text_more": "/<name>/more",
        "uuid_any": "/<uuid:u>/<any>",
        "text_any": "/<name>/<any>",
        "about_any": "/about/<any>",
    }.items():
        app.add_url_rule(rule, endpoint)
    app.add_url_rule("/only/built", "built", build_only=True)
    listed = first_words(run_routes(app, "--sort", "match"))
    assert len(listed) == 9
    assert listed[-1] == "built"
    adapter = app.url_map.bind("x.test")
    for path, fitting in {
        "/about": ["about", "text", "rest"],
        "/7": ["number", "text", "rest"],
        "/ada": ["text", "rest"],
        "/about/more": ["about_any", "text_more", "text_any", "rest"],
        f"/{UUID}/x": ["text_any", "uuid_any", "rest"],
    }.items():
        assert sorted(fitting, key=listed.index)[0] == adapter.match(path)[0], path


def test_automatic_methods_are_shown_on_demand(site):
    assert "OPTIONS" not in "".join(run_routes(site))
    assert "GET, HEAD, OPTIONS, POST" in "".join(run_routes(site, "--all-methods"))


def test_no_routes_are_told():
    assert run_routes(Kolben("x", static_folder=None)) == ["No routes were registered."]


def test_subdomains_have_a_column_where_there_are_any():
    app = Kolben("x", static_folder=None, subdomain_matching=True)
    app.add_url_rule("/", endpoint="b", subdomain="api")
    app.add_url_rule("/", endpoint="a")
    lines = run_routes(app, "--sort", "domain")
    assert lines[0].split() == ["Endpoint", "Methods", "Subdomain", "Rule"]
    assert first_words(lines) == ["a", "b"]


def test_hosts_have_a_column_with_host_matching():
    app = Kolben("x", static_folder=None, host_matching=True)
    app.add_url_rule("/", endpoint="a", host="a.example")
    assert "Host" in run_routes(app)[0]
    assert "a.example" in run_routes(app)[2]


def test_one_request_is_explained(site):
    assert run_routes(site, "--match", "get", "/nowhere")[0] == "GET /nowhere"
