import sys
from types import ModuleType

import pytest

from kolben import Blueprint, Kolben, current_app
from kolben.cli.locate import (
    NoAppException,
    find_app_by_string,
    find_app_files,
    find_best_app,
    is_app,
    locate_app,
    prepare_import,
)


def make_module(**values):
    module = ModuleType("made")
    vars(module).update(values)
    return module


def test_an_app_is_told_from_all_else():
    app = Kolben("x")
    assert is_app(app)
    for other in (Kolben, Blueprint("b", "x"), current_app, None, "app", object()):
        assert not is_app(other)


def test_a_bound_proxy_counts_as_its_app():
    app = Kolben("x")
    with app.app_context():
        assert is_app(current_app)


def test_the_usual_names_come_first():
    app, other = Kolben("x"), Kolben("y")
    assert find_best_app(make_module(other=other, app=app)) is app
    assert find_best_app(make_module(other=other, application=app)) is app


def test_the_only_app_is_found_by_any_name():
    app = Kolben("x")
    module = make_module(site=app, make=Kolben, bp=Blueprint("b", "x"))
    assert find_best_app(module) is app


def test_several_apps_have_to_be_chosen_from():
    module = make_module(one=Kolben("x"), two=Kolben("y"))
    with pytest.raises(NoAppException, match=r"one, two.*'--app made:one'"):
        find_best_app(module)


@pytest.mark.parametrize("name", ["create_app", "make_app"])
def test_a_factory_is_called(name):
    assert find_best_app(make_module(**{name: lambda: Kolben("x")})).name == "x"


def test_a_factory_that_needs_arguments_says_how_to_give_them():
    def create_app(config):
        return Kolben("x")

    with pytest.raises(
        NoAppException,
        match=r"create_app\(config\).*--app 'made:create_app\(\"config\"\)'",
    ):
        find_best_app(make_module(create_app=create_app))


def test_an_error_inside_a_factory_is_the_factorys_own():
    def create_app():
        raise TypeError("inside")

    with pytest.raises(TypeError, match="inside"):
        find_best_app(make_module(create_app=create_app))


def test_a_module_without_an_app_says_what_was_looked_for():
    with pytest.raises(NoAppException, match=r"create_app\(\) or make_app\(\)"):
        find_best_app(make_module())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("site", "site"),
        (" site ", "site"),
        ("make", "x-None"),
        ("make()", "x-None"),
        ("make('a')", "a-None"),
        ("make('a', debug=[1, 2], )", "a-[1, 2]"),
    ],
)
def test_an_app_is_found_by_name_or_call(text, name):
    def make(name="x", debug=None):
        return Kolben(f"{name}-{debug}")

    module = make_module(site=Kolben("site"), make=make)
    assert find_app_by_string(module, text).name == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sit", r"no 'sit'\. Did you mean 'site'\?"),
        ("site(", "neither a name nor a call"),
        ("a.b", "neither a name nor a call"),
        ("a.b()", "plain function name"),
        ("make(site)", "must be literals"),
        ("make(1, 2)", r"Could not call the factory.*make\(name=None\)"),
        ("number", "type 'int'"),
        ("make_nothing", "type 'NoneType'"),
    ],
)
def test_a_wrong_name_tells_what_to_write(text, message):
    def make(name=None):
        return Kolben("x")

    make.__module__ = "made"
    module = make_module(
        site=Kolben("site"), make=make, number=1, make_nothing=lambda: None
    )
    with pytest.raises(NoAppException, match=message):
        find_app_by_string(module, text)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("app", "app"),
        ("app.py", "app"),
        ("site/__init__.py", "site"),
        ("pack/inner/views.py", "pack.inner.views"),
        ("pack/inner", "pack.inner"),
        ("pack.inner", "pack.inner"),
    ],
)
def test_a_path_becomes_a_module_name(project, path, name):
    project.write(pack__views="")
    (project.path / "pack" / "__init__.py").touch()
    (project.path / "pack" / "inner").mkdir(exist_ok=True)
    (project.path / "pack" / "inner" / "__init__.py").touch()
    assert prepare_import(path) == name
    assert sys.path[0] == str(project.path)


def test_a_missing_module_names_the_nearest(project):
    project.write(run_app="")
    prepare_import("run_ap")
    with pytest.raises(NoAppException, match=r"Did you mean 'run_app'\?"):
        locate_app("run_ap", None)


def test_a_missing_module_can_be_none(project):
    assert locate_app("nowhere_to_be_found", None, raise_if_not_found=False) is None


def test_a_module_that_fails_to_import_is_no_missing_module(project):
    project.write(app="import nowhere_to_be_found")
    prepare_import("app")
    with pytest.raises(NoAppException) as caught:
        locate_app("app", None, raise_if_not_found=False)
    message = caught.value.format_message()
    assert "No module named 'nowhere_to_be_found'" in message
    # The first line of the traceback is the app's, not ours.
    assert message.partition("call last):\n")[2].lstrip().startswith("File ")
    assert "locate.py" not in message


@pytest.mark.parametrize(
    "views", ["from app import app", "import app\n\nprint(app.app)"]
)
def test_an_import_cycle_is_drawn(project, views):
    project.write(
        app="""
        import views
        from kolben import Kolben
        app = Kolben(__name__)
        """,
        views=views,
    )
    prepare_import("app")
    with pytest.raises(NoAppException) as caught:
        locate_app("app", None)
    message = caught.value.format_message()
    assert message.index("app (line 2 of ") < message.index("views (line ")
    assert "blueprint" in message
    assert "'current_app'" in message


def test_an_attribute_error_of_the_modules_own_stays_one(project):
    project.write(app="import sys\nsys.no_such_thing")
    prepare_import("app")
    with pytest.raises(AttributeError, match="no_such_thing"):
        locate_app("app", None)


def test_a_file_hidden_by_another_module_is_told(project):
    project.write(json="from kolben import Kolben\napp = Kolben('x')")
    prepare_import("json.py")
    with pytest.raises(NoAppException, match=r"It hides '.*json\.py'"):
        locate_app("json", None)
    with pytest.raises(NoAppException, match=r"It hides '.*json\.py'"):
        locate_app("json", "app")


def test_files_that_make_apps_are_found(project):
    project.write(
        site="app = Flask(__name__)", other="import os", made="def create_app(): ..."
    )
    assert find_app_files(project.path) == ["made.py", "site.py"]
