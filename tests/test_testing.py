import click
import pytest
import werkzeug.test
from werkzeug.wrappers import Request

import kolben
from kolben.sessions import SecureCookieSession, SessionInterface
from kolben.testing import EnvironBuilder, KolbenClient, KolbenCliRunner


def test_builder_takes_host_scheme_and_root_from_the_config(app):
    app.config.update(
        SERVER_NAME="example.com:8080",
        APPLICATION_ROOT="/root",
        PREFERRED_URL_SCHEME="https",
    )
    builder = EnvironBuilder(app, "/path?q=1")
    environ = builder.get_environ()
    assert builder.base_url == "https://example.com:8080/root/"
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/path", "q=1")
    assert EnvironBuilder(app, subdomain="api").host == "api.example.com:8080"
    assert EnvironBuilder(app, url_scheme="ws").url_scheme == "ws"


def test_builder_takes_them_from_a_whole_url(app):
    builder = EnvironBuilder(app, "https://other.example/x?y=1")
    assert builder.base_url == "https://other.example/"
    assert (builder.path, builder.query_string) == ("/x", "y=1")


@pytest.mark.parametrize("clash", [{"subdomain": "a"}, {"url_scheme": "https"}])
def test_builder_refuses_two_ways_of_telling_the_url(app, clash):
    with pytest.raises(AssertionError, match="base_url"):
        EnvironBuilder(app, base_url="http://localhost/", **clash)


def test_builder_writes_json_as_the_app_does(app, client):
    app.json.dumps = lambda value, **kwargs: '"by the app"'
    app.add_url_rule("/", view_func=lambda: kolben.request.get_data(), methods=["POST"])
    assert client.post("/", json={"a": 1}).text == '"by the app"'


def test_client_is_of_the_apps_class_and_knows_its_json(app):
    class Own(KolbenClient):
        pass

    app.test_client_class = Own
    app.add_url_rule("/", view_func=lambda: {"a": 1})
    client = app.test_client()
    assert type(client) is Own
    assert client.get("/").json == {"a": 1}


def test_client_sends_environ_base(app, client):
    app.add_url_rule(
        "/",
        view_func=lambda: {
            "address": kolben.request.remote_addr,
            "agent": kolben.request.user_agent.string.partition("/")[0],
        },
    )
    assert client.get("/").json == {"address": "127.0.0.1", "agent": "Werkzeug"}
    client.environ_base["REMOTE_ADDR"] = "10.0.0.1"
    assert client.get("/").json["address"] == "10.0.0.1"
    answer = client.get("/", environ_base={"REMOTE_ADDR": "10.0.0.2"})
    assert answer.json["address"] == "10.0.0.2"


def test_client_opens_builders_environs_and_requests(app, client):
    app.add_url_rule("/<name>", view_func=lambda name: name + kolben.request.args["q"])
    builder = EnvironBuilder(app, "/a", query_string="q=1")
    plain = werkzeug.test.EnvironBuilder("/b", query_string="q=2")
    environ = EnvironBuilder(app, "/c?q=3").get_environ()
    request = Request(EnvironBuilder(app, "/d?q=4").get_environ())
    texts = [client.open(each).text for each in (builder, plain, environ, request)]
    assert texts == ["a1", "b2", "c3", "d4"]
    assert "werkzeug.debug.preserve_context" not in request.environ
    assert plain.environ_base is None


def test_context_of_the_last_request_stays_in_a_with_block(app, client):
    @app.get("/<name>")
    def view(name):
        kolben.g.name = name
        kolben.session["name"] = name
        return name

    with client:
        for name in ("one", "two"):
            client.get(f"/{name}")
            assert kolben.request.path == f"/{name}"
            assert kolben.g.name == name
            assert kolben.session["name"] == name
    assert not kolben.has_request_context()
    assert not kolben.has_app_context()


def test_kept_context_of_a_failed_request_is_popped_as_well(app, client):
    torn = []
    app.teardown_request(torn.append)
    app.testing = True

    @app.get("/")
    def view():
        raise ZeroDivisionError

    with client:
        with pytest.raises(ZeroDivisionError):
            client.get("/")
        client.get("/missing")
        assert kolben.request.path == "/missing"
    assert not kolben.has_request_context()
    assert torn


def test_redirects_keep_only_the_last_context(app, client):
    app.add_url_rule("/a", "a", lambda: kolben.redirect("/b"))
    app.add_url_rule("/b", "b", lambda: kolben.request.path)
    with client:
        response = client.get("/a", follow_redirects=True)
        assert response.text == "/b"
        assert kolben.request.path == "/b"
    assert [each.request.path for each in response.history] == ["/a"]


def test_client_cannot_be_entered_twice(client):
    with client, pytest.raises(RuntimeError, match="Cannot nest client"), client:
        pass


def test_session_transaction_reads_and_writes(app, client):
    app.add_url_rule("/", view_func=lambda: dict(kolben.session))
    with client.session_transaction() as session:
        session["name"] = "set by the test"
        assert not kolben.has_request_context()
    assert client.get("/").json == {"name": "set by the test"}
    with client.session_transaction() as session:
        assert session["name"] == "set by the test"
        session.clear()
    assert client.get("/").json == {}


def test_session_transaction_that_fails_changes_nothing(app, client):
    def change():
        with client.session_transaction() as session:
            session["name"] = "lost"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert client.get_cookie("session") is None


def test_session_transaction_works_with_any_interface(app, client):
    stored = {}

    class Stored(SecureCookieSession):
        pass

    class Interface(SessionInterface):
        def open_session(self, app, request):
            return Stored(stored.get(request.headers["X-Who"], {}))

        def save_session(self, app, session, response):
            stored[kolben.request.headers["X-Who"]] = dict(session)

    app.session_interface = Interface()
    app.add_url_rule("/", view_func=lambda: dict(kolben.session))
    headers = {"X-Who": "ann"}
    with client.session_transaction(headers=headers) as session:
        session["name"] = "Ann"
    assert stored == {"ann": {"name": "Ann"}}
    assert client.get("/", headers=headers).json == {"name": "Ann"}


def test_session_transaction_explains_what_stands_in_its_way(app):
    with (
        pytest.raises(TypeError, match="use_cookies=True"),
        app.test_client(use_cookies=False).session_transaction(),
    ):
        pass

    app.secret_key = None
    with (
        pytest.raises(RuntimeError, match=r"did not open a session.*'SECRET_KEY'"),
        app.test_client().session_transaction(),
    ):
        pass


def test_session_transaction_of_a_null_session_saves_nothing(app, client):
    class Null(SessionInterface):
        def open_session(self, app, request):
            return self.make_null_session(app)

    app.session_interface = Null()
    with client.session_transaction() as session:
        assert session.get("name") is None
    assert client.get_cookie("session") is None


def test_names_that_extensions_use_are_there(app, client):
    client.set_cookie("name", "value")
    environ = EnvironBuilder(app, "/").get_environ()
    client._add_cookies_to_wsgi(environ)
    assert environ["HTTP_COOKIE"] == "name=value"
    request = client._request_from_builder_args(("/x",), {"method": "POST"})
    assert (request.path, request.method) == ("/x", "POST")


def test_runner_runs_the_apps_commands_in_its_context(app, runner):
    @app.cli.command("who")
    @click.argument("name")
    def who(name):
        click.echo(f"{name} of {kolben.current_app.name}")

    result = runner.invoke(args=["who", "Ann"])
    assert (result.exit_code, result.output) == (0, "Ann of tests\n")
    assert runner.invoke(who, ["Bob"]).output == "Bob of tests\n"


def test_runner_passes_the_object_it_is_given(app, runner):
    @click.command()
    @click.pass_obj
    def show(obj):
        click.echo(repr(obj))

    assert runner.invoke(show, obj="mine").output == "'mine'\n"


def test_runner_is_of_the_apps_class(app):
    class Own(KolbenCliRunner):
        pass

    app.test_cli_runner_class = Own
    assert type(app.test_cli_runner()) is Own
