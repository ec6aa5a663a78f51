import pytest

pytest_plugins = ["pytester"]

APP = """
import kolben

def create_app(name="made"):
    app = kolben.Kolben(name)
    app.secret_key = "a key"

    @app.get("/")
    def index():
        kolben.g.count = kolben.g.get("count", 0) + 1
        return {"count": kolben.g.count, "testing": app.testing}

    @app.cli.command("hello")
    def hello():
        print("hello from", kolben.current_app.name)

    return app
"""


@pytest.fixture
def project(pytester, monkeypatch):
    for name in ("KOLBEN_APP", "FLASK_APP"):
        monkeypatch.delenv(name, raising=False)
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    return pytester


def run(project, *args):
    # The modules of one project must not be those of the next.
    project.syspathinsert()
    return project.runpytest_inprocess("-p", "no:cacheprovider", *args)


def test_fixtures_work_on_the_app_that_the_command_would_find(project):
    project.makepyfile(
        app=APP,
        test_it="""
        def test_client(client):
            assert client.get("/").json == {"count": 1, "testing": True}

        def test_runner(runner, app):
            assert runner.invoke(args=["hello"]).output == "hello from made\\n"
            assert app.testing
        """,
    )
    run(project).assert_outcomes(passed=2)


def test_app_can_be_named_in_the_ini_file_or_the_environment(project, monkeypatch):
    project.makepyfile(
        somewhere=APP,
        test_it="""
        def test_name(app):
            assert app.name == "other"
        """,
    )
    option = "kolben_app=somewhere:create_app('other')"
    run(project, "-o", option).assert_outcomes(passed=1)
    monkeypatch.setenv("KOLBEN_APP", "somewhere:create_app('other')")
    run(project).assert_outcomes(passed=1)


def test_factory_makes_an_app_for_each_test(project):
    project.makepyfile(
        app=APP,
        test_it="""
        seen = []

        def test_one(app):
            seen.append(app)

        def test_two(app):
            assert app is not seen[0]
        """,
    )
    run(project).assert_outcomes(passed=2)


def test_missing_app_fails_with_advice(project):
    project.makepyfile("def test_it(client): pass")
    result = run(project)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*kolben_app = *", "*or write the fixture yourself, in conftest.py:*"]
    )


def test_fixtures_of_the_project_win(project):
    project.makeconftest(
        APP
        + """
import pytest

@pytest.fixture(scope="session")
def app():
    return create_app("own")

@pytest.fixture
def runner():
    return "own runner"
"""
    )
    project.makepyfile(
        """
        def test_it(app, client, runner):
            assert app.name == "own"
            assert client.get("/").json["count"] == 1
            assert runner == "own runner"
            assert not app.testing
        """
    )
    run(project).assert_outcomes(passed=1)


def test_requests_of_the_client_never_share_g(project):
    project.makeconftest(
        APP
        + """
import pytest
from kolben import g

@pytest.fixture
def app():
    app = create_app()
    with app.app_context():
        g.mine = "the fixture's"
        yield app
"""
    )
    project.makepyfile(
        """
        import kolben
        from kolben import current_app, g, has_request_context, request

        def test_apart(app, client):
            for _ in range(2):
                assert client.get("/").json["count"] == 1
            assert g.mine == "the fixture's"
            assert "count" not in g
            assert current_app._get_current_object() is app

        def test_shared_by_flasks_rule(app):
            client = app.test_client()
            assert [client.get("/").json["count"] for _ in range(2)] == [1, 2]

        def test_in_a_with_block_g_is_that_of_the_request(app, client):
            with client:
                for _ in range(2):
                    client.get("/")
                    assert g.count == 1
                    assert "mine" not in g
                    assert request.path == "/"
            assert g.mine == "the fixture's"
            assert not has_request_context()

        def test_inside_a_pushed_request_too(app, client):
            with app.test_request_context("/outer"):
                g.count = 10
                assert client.get("/").json["count"] == 1
                assert request.path == "/outer"
                assert g.count == 10

        def test_client_keeps_its_class_and_session(app, client):
            assert isinstance(client, type(app.test_client()))
            assert type(client).__name__ == "KolbenClient"
            with client.session_transaction() as session:
                session["name"] = "x"
            with client.session_transaction() as session:
                assert session["name"] == "x"
        """
    )
    run(project).assert_outcomes(passed=5)


def test_context_left_pushed_fails_the_test_and_only_that(project):
    project.makeconftest(APP)
    project.makepyfile(
        """
        import kolben
        from conftest import create_app

        popped = []

        def test_leaves_a_request():
            app = create_app()
            app.teardown_appcontext(popped.append)
            app.test_request_context("/").push()

        def test_was_popped_by_the_plugin():
            assert popped == [None]
            assert not kolben.has_app_context()

        def test_leaves_an_app_context():
            create_app().app_context().push()

        def test_leaves_nothing():
            with create_app().app_context():
                pass
        """
    )
    result = run(project)
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_leaves_a_request*",
            "RequestContext is still pushed at the end of the test.",
            "*use `with app.app_context():`*",
            "*ERROR at teardown of test_leaves_an_app_context*",
            "AppContext is still pushed at the end of the test.",
        ]
    )


def test_contexts_of_fixtures_are_no_leak(project):
    project.makeconftest(
        APP
        + """
import pytest

@pytest.fixture(scope="module")
def wide():
    with create_app().app_context() as ctx:
        yield ctx

@pytest.fixture
def narrow():
    ctx = create_app().test_request_context("/")
    ctx.push()
    yield ctx
    ctx.pop()
"""
    )
    project.makepyfile(
        """
        import unittest
        from conftest import create_app
        from kolben import current_app, has_app_context

        def test_one(wide, narrow):
            assert current_app

        def test_two(wide):
            assert current_app

        class TestOld(unittest.TestCase):
            def setUp(self):
                self.ctx = create_app().app_context()
                self.ctx.push()

            def tearDown(self):
                self.ctx.pop()

            def test_it(self):
                assert current_app
        """
    )
    run(project).assert_outcomes(passed=3)


@pytest.mark.slow
def test_kolben_is_not_imported_for_tests_that_do_not_use_it(project):
    project.makepyfile(
        """
        import sys

        def test_it():
            assert "kolben" not in sys.modules
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.slow
def test_client_is_left_to_pytest_flask_where_that_is_active(project, monkeypatch):
    # A stand-in under its name: pytest-flask itself is not among our dependencies.
    project.makepyfile(
        flask_stand_in="""
        import pytest

        @pytest.fixture
        def client(app):
            return "pytest-flask's client"
        """,
        app=APP,
        test_it="""
        def test_it(client, runner):
            assert client == "pytest-flask's client"
            assert runner.invoke(args=["hello"]).exit_code == 0
        """,
    )
    metadata = project.mkdir("flask_stand_in-1.0.dist-info")
    (metadata / "METADATA").write_text("Name: flask-stand-in\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[pytest11]\nflask = flask_stand_in\n")
    monkeypatch.setenv("PYTHONPATH", str(project.path))
    project.runpytest_subprocess().assert_outcomes(passed=1)
