"""``kolben new``: the files of a small app, laid out to grow."""

from __future__ import annotations

import keyword
import os
import re
import secrets
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

# Names that the new app's modules would hide, or be hidden by.
_TAKEN = frozenset({"flask", "instance", "kolben", "test", "tests"})
_SUFFIX = ".txt"


@click.command("new", short_help="Make a new app.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--env",
    "environment",
    type=click.Choice(("venv", "pipenv", "uv")),
    default="venv",
    show_default=True,
    help="The tool that installs the app's packages.",
)
@click.option(
    "--name",
    help="The name of the app's package. The directory's own name if left out.",
)
def new_command(directory: Path, environment: str, name: str | None) -> None:
    """Make DIRECTORY with a small app in it that runs and has tests."""
    directory = directory.absolute()
    package = _check_name(name) if name else _name_after(directory)
    _refuse_used(directory)
    written = [
        _write(directory / path, text, package)
        for folder in ("common", environment)
        for path, text in _read_files(folder, package)
    ]
    # It holds a secret: for its owner alone.
    os.chmod(directory / "instance" / "config.py", 0o600)
    click.echo(f"Made the app {package!r}, {len(written)} files in {directory}.")
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


def _refuse_used(directory: Path) -> None:
    if not directory.exists():
        return
    used = [entry.name for entry in directory.iterdir() if entry.name != ".git"]
    if used:
        raise click.ClickException(
            f"{str(directory)!r} is not empty ({sorted(used)[0]!r} is in it), and"
            " nothing is written over. Choose a new or an empty directory."
        )


def _read_files(folder: str, package: str) -> Iterator[tuple[str, str]]:
    """Paths and texts of the template files in a folder of ``new_app``."""
    for path, file in _walk(files(__package__) / "new_app" / folder):
        # Under their true names, tools would take the files for Kolben's own.
        path = path.removesuffix(_SUFFIX).replace("dot-", ".")
        path = path.replace("INSTANCE", "instance")
        yield path.replace("APPNAME", package), file.read_text("utf-8")


def _walk(folder: Traversable, path: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            yield path + entry.name, entry


def _write(path: Path, text: str, package: str) -> Path:
    text = text.replace("APPNAME", package).replace("PREFIX", package.upper())
    text = text.replace("NEW_SECRET_KEY", secrets.token_hex(32))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
