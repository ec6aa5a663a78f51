"""Commands of an app."""

# region: command
import click

from kolben import Blueprint, Kolben, current_app
from kolben.cli.group import AppGroup

app = Kolben(__name__)


@app.cli.command("greet")
@click.argument("name")
def greet(name: str) -> None:
    """Say hello."""
    click.echo(f"Hello, {name}, from {current_app.name}")


# endregion

# region: group
users = AppGroup("user", help="Work with users.")


@users.command("create")
@click.argument("name")
def create(name: str) -> None:
    click.echo(f"made {name}")


app.cli.add_command(users)
# endregion

# region: blueprint
shop = Blueprint("shop", __name__, cli_group="stock")


@shop.cli.command("count")
def count() -> None:
    click.echo("3")


app.register_blueprint(shop)
# endregion


def test_command_has_an_app_context(runner):
    assert runner.invoke(args=["greet", "Ada"]).output == (
        f"Hello, Ada, from {app.name}\n"
    )


def test_group(runner):
    assert runner.invoke(args=["user", "create", "ada"]).output == "made ada\n"


def test_blueprint_group(runner):
    assert runner.invoke(args=["stock", "count"]).output == "3\n"
