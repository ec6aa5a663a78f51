"""Samples of the post about the first app."""

from .conftest import CODE

FOLDER = CODE / "hello-world"


def test_app_says_hello_as_html(load):
    answer = load("hello-world").app.test_client().get("/")
    assert answer.status_code == 200
    assert answer.text == "Hello, World!"
    assert answer.headers.to_wsgi_list() == [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", "13"),
    ]


def test_other_paths_are_not_found(load):
    assert load("hello-world").app.test_client().get("/nowhere").status_code == 404


def test_command_finds_the_app_and_lists_its_routes(run):
    done = run(FOLDER, "-m", "kolben", "routes")
    assert done.stdout.splitlines()[2].split() == ["hello", "GET", "/"]


def test_name_depends_on_how_the_module_came_to_run(run):
    assert run(FOLDER, "show_name.py").stdout == "My name is __main__\n"
    assert run(FOLDER, "-c", "import show_name").stdout == "My name is show_name\n"
