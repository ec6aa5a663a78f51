"""``kolben new``: the files of an app that runs, laid out to grow."""

from __future__ import annotations

import keyword
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..suggest import did_you_mean
from .skeleton import ENVIRONMENTS, TEMPLATES, Skeleton

# Names that the new app's modules would hide, or be hidden by.
_TAKEN = frozenset({"flask", "instance", "kolben", "test", "tests"})
# What tools for environments make, and is left as it is.
_TOOLS_OWN = frozenset(
    {".git", ".python-version", ".venv", "venv"}
    | {"Pipfile", "Pipfile.lock", "pyproject.toml", "uv.lock"}
)


if TYPE_CHECKING:
    _StringChoice = click.Choice[str]
else:
    _StringChoice = click.Choice  # not generic before Click 8.2


class _Choice(_StringChoice):
    """A choice that tells the nearest one."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            hint = did_you_mean(str(value), self.choices)
            self.fail(error.message + hint, param, ctx)


@click.command("new", short_help="Make a new app.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--template",
    type=_Choice(tuple(TEMPLATES)),
    default="app",
    show_default=True,
    help="What to begin with: a small app, or a site made of Markdown files.",
)
@click.option(
    "--env",
    "environment",
    type=_Choice(tuple(ENVIRONMENTS)),
    default="venv",
    show_default=True,
    help="The tool that installs the app's packages.",
)
@click.option(
    "--name",
    help="The name of the app's package. The directory's own name if left out.",
)
def new_command(
    directory: Path, template: str, environment: str, name: str | None
) -> None:
    """Make DIRECTORY with an app in it that runs and has tests."""
    directory = directory.absolute()
    package = _check_name(name) if name else _name_after(directory)
    _refuse_used(directory)
    skeleton = Skeleton(template, environment, package, _make_title(directory.name))
    written, left = 0, []
    for path, content in skeleton.read_files():
        if _write(directory / path, content):
            written += 1
        else:
            left.append(path)
    click.echo(f"Made the app {package!r}, {written} files in {directory}.")
    for path in left:
        click.echo(
            f"Left {path} as it was: it must name {skeleton.requirement}, and pytest"
            " and watchdog for development."
        )
    click.echo("What to type next is in its README.md.")


def _name_after(directory: Path) -> str:
    name = re.sub(r"[-. ]+", "_", directory.name.lower())
    try:
        return _check_name(name)
    except click.BadParameter as error:
        raise click.BadParameter(
            f"{error.message} Give the package a name of its own with --name."
        ) from None


def _check_name(name: str) -> str:
    """The name, if modules can import a package of that name."""
    if not (name.isidentifier() and name.isascii()) or name.startswith("_"):
        problem = (
            "is not a name for a package: it must begin with a letter, and have only"
            " letters, digits and underscores."
        )
    elif keyword.iskeyword(name) or keyword.issoftkeyword(name):
        problem = "is a word of Python itself."
    elif name in _TAKEN or name in sys.stdlib_module_names:
        problem = (
            "is the name of a module that the app needs: one would hide the other."
        )
    else:
        return name
    raise click.BadParameter(f"{name!r} {problem}", param_hint="--name")


def _make_title(name: str) -> str:
    words = re.split(r"[-_. ]+", name)
    return " ".join(word[:1].upper() + word[1:] for word in words if word)


def _refuse_used(directory: Path) -> None:
    if not directory.exists():
        return
    used = {entry.name for entry in directory.iterdir()} - _TOOLS_OWN
    if used:
        raise click.ClickException(
            f"{str(directory)!r} is not empty ({min(used)!r} is in it), and"
            " nothing is written over. Choose a new or an empty directory."
        )


def _write(path: Path, content: bytes) -> bool:
    """False if there is such a file, which stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A folder of secrets: its files are for their owner alone from the first moment.
    mode = 0o600 if path.parent.name == "instance" else 0o666
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with open(file, "wb") as opened:
        opened.write(content)
    return True
