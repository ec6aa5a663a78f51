"""What an app and a blueprint have in common; most of it on Flask as well."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException, NotFound


@pytest.fixture(params=["flask", "kolben"])
def web(request):
    return import_module(request.param)


@pytest.fixture
def app(web):
    return web.Flask("scaffold", root_path=str(Path(__file__).parent))


@pytest.fixture(params=["app", "blueprint"])
def scaffold(request, web, app, tmp_path):
    if request.param == "app":
        return web.Flask("scaffold", root_path=str(tmp_path))
    return web.Blueprint("part", "scaffold", root_path=str(tmp_path))


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch"])
def test_shortcut_of_a_method_is_a_route_of_that_method(app, method):
    view = getattr(app, method)("/x")(lambda: "x")
    assert callable(view), "the decorator gives the view back"
    client = app.test_client()
    assert client.open("/x", method=method.upper()).text == "x"
    other = "DELETE" if method != "delete" else "PUT"
    assert client.open("/x", method=other).status_code == 405


def test_shortcut_takes_no_methods(scaffold):
    with pytest.raises(TypeError, match="Use the 'route' decorator"):
        scaffold.get("/", methods=["POST"])


def test_endpoint_decorator_gives_a_rule_its_view(app):
    app.add_url_rule("/", endpoint="late")
    app.endpoint("late")(lambda: "late")
    assert app.test_client().get("/").text == "late"


def test_rule_without_a_view_or_an_endpoint_is_refused(web, app):
    with pytest.raises(AssertionError):
        app.add_url_rule("/")
    part = web.Blueprint("part", "scaffold")
    part.add_url_rule("/")
    with pytest.raises(AssertionError):
        app.register_blueprint(part)


def test_decorators_give_the_function_back(scaffold):
    def function(*args):
        return None

    for name in (
        "before_request",
        "after_request",
        "teardown_request",
        "context_processor",
        "url_value_preprocessor",
        "url_defaults",
    ):
        assert getattr(scaffold, name)(function) is function, name
    assert scaffold.errorhandler(404)(function) is function
    assert scaffold.endpoint("x")(function) is function
    assert scaffold.route("/")(function) is function


@pytest.mark.parametrize("what", [ValueError("x"), NotFound()])
def test_handler_of_an_instance_is_refused(scaffold, what):
    with pytest.raises(TypeError, match="is an instance, not a class"):
        scaffold.register_error_handler(what, lambda error: "x")


@pytest.mark.parametrize("what", [int, BaseException])
def test_handler_of_what_is_no_exception_class_is_refused(scaffold, what):
    with pytest.raises(ValueError, match="is not a subclass of Exception"):
        scaffold.errorhandler(what)(lambda error: "x")


@pytest.mark.parametrize("code", [200, 299, 999, 0])
def test_handler_of_a_code_that_is_no_error_is_refused(scaffold, code):
    with pytest.raises(ValueError, match=f"'{code}' is not a recognized HTTP"):
        scaffold.errorhandler(code)(lambda error: "x")


def test_handlers_are_filed_by_code_and_class(scaffold):
    class Own(HTTPException):
        code = 499

    for what in (404, Own, HTTPException, KeyError):
        scaffold.register_error_handler(what, repr)
    filed = scaffold.error_handler_spec[None]
    assert filed[404] == {NotFound: repr}
    assert filed[499] == {Own: repr}
    assert filed[None] == {HTTPException: repr, KeyError: repr}


def test_folders_are_below_the_root_path(scaffold, tmp_path):
    scaffold.static_folder = "files/"
    assert scaffold.has_static_folder
    assert scaffold.static_folder == str(tmp_path / "files")
    assert scaffold.static_url_path == "/files"
    scaffold.static_url_path = "/s/"
    assert scaffold.static_url_path == "/s"
    scaffold.static_folder = None
    assert not scaffold.has_static_folder


def test_folder_may_be_a_path(scaffold, tmp_path):
    scaffold.static_folder = tmp_path / "elsewhere"
    assert scaffold.static_folder == str(tmp_path / "elsewhere")


def test_no_static_folder_sends_no_file(scaffold):
    scaffold.static_folder = None
    with pytest.raises(RuntimeError, match="static"):
        scaffold.send_static_file("x.css")


@pytest.mark.parametrize(
    ("value", "seconds"), [(None, None), (60, 60), (timedelta(minutes=2), 120)]
)
def test_age_of_static_files_is_told_in_seconds(app, scaffold, value, seconds):
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = value
    with app.app_context():
        assert scaffold.get_send_file_max_age("x.css") == seconds


def test_blueprint_may_have_its_own_age_of_files(web, app, tmp_path):
    class Aged(web.Blueprint):
        def get_send_file_max_age(self, filename):
            return len(filename)

    (tmp_path / "abc.txt").write_text("x")
    part = Aged("part", "scaffold", root_path=str(tmp_path))
    part.static_folder = "."
    app.register_blueprint(part)
    with app.test_request_context():
        response = part.send_static_file("abc.txt")
    response.close()
    assert response.cache_control.max_age == 7


def test_resources_are_opened_for_reading_only(scaffold, tmp_path):
    (tmp_path / "r.txt").write_bytes("ü".encode())
    with scaffold.open_resource("r.txt") as file:
        assert file.read() == "ü".encode()
    with scaffold.open_resource("r.txt", "r", encoding="utf-8") as file:
        assert file.read() == "ü"
    for mode in ("w", "a", "r+", "wb"):
        with pytest.raises(ValueError, match="read"):
            scaffold.open_resource("r.txt", mode)
    with pytest.raises(FileNotFoundError):
        scaffold.open_resource("missing")


def test_loader_of_templates_is_of_the_own_folder(scaffold, tmp_path):
    scaffold.template_folder = "pages"
    assert scaffold.jinja_loader.searchpath == [str(tmp_path / "pages")]
    assert scaffold.jinja_loader is scaffold.jinja_loader


def test_no_template_folder_is_no_loader(scaffold):
    scaffold.template_folder = None
    assert scaffold.jinja_loader is None


def test_setup_after_the_first_request_is_refused_by_name(app):
    app.test_client().get("/")
    with pytest.raises(AssertionError, match="'before_request'"):
        app.before_request(lambda: None)


@pytest.mark.parametrize("web", ["kolben"], indirect=True)
def test_error_names_what_to_do(app, scaffold):
    with pytest.raises(AssertionError, match=r"pass view_func=\.\.\. or endpoint="):
        app.add_url_rule("/")
    scaffold.static_folder = None
    with pytest.raises(RuntimeError, match=r"'x\.css' from: set static_folder"):
        scaffold.send_static_file("x.css")
