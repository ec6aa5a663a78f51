"""Mistakes in the app's own modules, told when it is loaded."""

import sys
from textwrap import dedent

import pytest

from kolben.cli.import_failure import skip_own_frames
from kolben.cli.locate import FailedImport, locate_app, prepare_import
from kolben.devserver.server import make_failing_app

HEAD = "from kolben import Kolben\napp = Kolben(__name__)\n"


@pytest.fixture
def fail(project):
    """Load app.py; gives the message. Files of the directory are {here}."""

    def load(**files):
        project.write(**files)
        prepare_import("app")
        with pytest.raises(FailedImport) as caught:
            locate_app("app", None)
        message = caught.value.format_message()
        return message.replace(str(project.path), "{here}")

    return load


def test_print_of_python_2_is_told_with_its_line_and_how_to_write_it(fail):
    assert (
        fail(app=HEAD + 'print "hello"\n')
        == dedent("""\
        Line 3 of '{here}/app.py' is not valid Python. It is written as in Python 2: \
this is Python 3, where print() is a function.

          File "{here}/app.py", line 3
            print "hello"
            ^^^^^^^^^^^^^
        SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?
        """).rstrip()
    )


def test_a_syntax_error_in_another_file_names_that_file(fail):
    message = fail(app="import views\n" + HEAD, views="def index(:\n    pass\n")
    assert message.startswith("Line 1 of '{here}/views.py' is not valid Python.\n")


def test_a_syntax_error_in_text_that_the_app_compiles_is_the_apps_own(project):
    project.write(app=HEAD + "compile('x y', 'made', 'exec')\n")
    prepare_import("app")
    with pytest.raises(SyntaxError):
        locate_app("app", None)


@pytest.mark.parametrize(
    ("name", "package"),
    [("no_such_thing", "no-such-thing"), ("MySQLdb", "mysqlclient")],
)
def test_a_missing_package_comes_with_the_line_that_installs_it(fail, name, package):
    message = fail(app=f"import {name}\n{HEAD}")
    assert f"No module named '{name}'" in message
    assert message.endswith(
        f"Neither this Python nor '{{here}}' has a module '{name}'. If it is a package"
        " from PyPI, and its name is spelled right, install it:\n\n"
        f"  {sys.executable} -m pip install {package}"
    )


def test_a_missing_module_like_an_own_file_names_the_file(fail):
    message = fail(app="import veiws\n" + HEAD, views="")
    assert "has a module 'veiws'. Did you mean 'views'?" in message


@pytest.mark.parametrize(
    "use",
    [
        "from colorsys import rgb_to_hsv",
        "import colorsys; colorsys.rgb_to_hsv",
        "import colorsys.more",
    ],
)
def test_an_own_file_that_hides_a_library_is_named(fail, monkeypatch, use):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    message = fail(app=f"{use}\n{HEAD}", colorsys="")
    assert "Your own '{here}/colorsys.py' hides the library 'colorsys' (" in message
    assert message.endswith("give your file another name.")


def test_an_own_file_that_a_library_hides_is_named(fail):
    message = fail(app="from logging import log_visits\n" + HEAD, logging="")
    assert "'logging' is here another module (" in message
    assert "It hides '{here}/logging.py': give your own another name." in message


def test_the_cause_is_kept_without_frames_of_kolben(project):
    project.write(app="import no_such_thing")
    prepare_import("app")
    with pytest.raises(FailedImport) as caught:
        locate_app("app", None)
    cause = caught.value.__cause__
    assert isinstance(cause, ModuleNotFoundError)
    first = skip_own_frames(cause)
    assert first.tb_frame.f_code.co_filename == str(project.path / "app.py")


def test_a_served_failure_looks_the_same_each_time():
    error = ValueError("at import")
    app = make_failing_app(error)
    depths = []
    for _ in range(3):
        with pytest.raises(ValueError, match="at import") as caught:
            app({}, lambda *args: None)
        depths.append(len(caught.traceback))
    assert len(set(depths)) == 1
