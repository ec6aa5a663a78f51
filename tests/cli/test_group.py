import click
import pytest
from click.testing import CliRunner

from kolben import Kolben, current_app
from kolben.cli.group import AppGroup, ScriptInfo, with_appcontext
from kolben.cli.locate import NoAppException


def test_an_app_is_made_once():
    info = ScriptInfo(create_app=lambda: Kolben("made"))
    assert info.load_app() is info.load_app()
    assert info.load_app().name == "made"


def test_debug_mode_is_what_the_environment_says(project, monkeypatch):
    def create_app():
        app = Kolben("made")
        app.debug = True
        return app

    assert ScriptInfo(create_app=create_app).load_app().debug is False
    assert ScriptInfo(create_app=create_app, set_debug_flag=False).load_app().debug
    monkeypatch.setenv("KOLBEN_DEBUG", "1")
    assert ScriptInfo(create_app=lambda: Kolben("made")).load_app().debug is True


def test_wsgi_py_is_tried_before_app_py(project):
    project.write(app="from kolben import Kolben\nx = Kolben('app')")
    assert ScriptInfo().load_app().name == "app"
    project.write(wsgi="from kolben import Kolben\nx = Kolben('wsgi')")
    assert ScriptInfo().load_app().name == "wsgi"


@pytest.mark.parametrize("path", ["shop", "shop.py", "shop:two", "shop.py:make('two')"])
def test_an_import_path_names_the_app(project, path):
    project.write(
        shop="""
        from kolben import Kolben
        def make(name):
            return Kolben(name)
        app = Kolben("one")
        two = Kolben("two")
        """
    )
    name = "two" if ":" in path else "one"
    assert ScriptInfo(path).load_app().name == name


def test_an_absolute_path_names_the_app(project):
    project.write(shop="from kolben import Kolben\napp = Kolben('shop')")
    path = str(project.path / "shop.py")
    assert ScriptInfo(f"{path}:app").load_app().name == "shop"


def test_no_app_tells_where_it_may_be(project):
    project.write(run_app="from kolben import Kolben\napp = Kolben('x')")
    with pytest.raises(NoAppException, match=r"FLASK_APP.*--app run_app\.py"):
        ScriptInfo().load_app()


def test_a_command_runs_in_the_apps_context():
    @click.command()
    @with_appcontext
    def show():
        click.echo(current_app.name)

    info = ScriptInfo(create_app=lambda: Kolben("made"))
    assert CliRunner().invoke(show, obj=info).output == "made\n"


def test_a_context_that_is_there_is_kept(app):
    @click.command()
    @with_appcontext
    def show():
        click.echo(current_app.name)

    with app.app_context():
        assert CliRunner().invoke(show).output == "tests\n"


def test_commands_of_a_group_have_the_context_unless_told_otherwise():
    group = AppGroup("group")

    @group.command()
    def inside():
        click.echo(current_app.name)

    @group.command
    def plain():
        click.echo(current_app.name)

    @group.command(with_appcontext=False)
    def outside():
        click.echo(bool(current_app))

    @group.group()
    def sub():
        pass

    @sub.command("inner")
    def inner():
        click.echo(current_app.name)

    def run(*args):
        info = ScriptInfo(create_app=lambda: Kolben("made"))
        return CliRunner().invoke(group, args, obj=info).output

    assert run("inside") == "made\n"
    assert run("plain") == "made\n"
    assert run("outside") == "False\n"
    assert run("sub", "inner") == "made\n"
