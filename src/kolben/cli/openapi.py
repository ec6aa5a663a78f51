"""``kolben openapi``: the document of an API as a file, and what a change breaks."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..openapi.compare import compare_documents, group_changes
from ..openapi.json_text import make_plain, write_json
from ..openapi.operation import JSON
from ..openapi.published import Published, find_published
from ..openapi.yaml_text import write_yaml
from .group import ScriptInfo, pass_script_info
from .options import make_app_option

if TYPE_CHECKING:
    from ..app import Kolben

_YAML = frozenset({".yaml", ".yml"})


@click.command(
    "openapi",
    short_help="Write the OpenAPI document, or look for changes.",
    params=[make_app_option()],
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to this file and not to the screen.",
)
@click.option(
    "--check",
    "committed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare it with this file: end with 1 if they differ, and tell how.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("json", "yaml")),
    help="The format; by default what the name of the file says, or else JSON.",
)
@click.option("--api", "name", help="Which document, if the app has several.")
@pass_script_info
@click.pass_context
def openapi_command(
    ctx: click.Context,
    info: ScriptInfo,
    output: Path | None,
    committed: Path | None,
    form: str | None,
    name: str | None,
) -> None:
    """Write the app's OpenAPI 3.1 document.

    With --check, compare it with a copy that was written before: those who use the
    API see which changes break them.
    """
    app = info.load_app()
    with app.test_request_context():
        document = make_plain(find_document(app, name).get_document())
    if committed is not None:
        if not check_document(committed, document):
            ctx.exit(1)
        return
    if form is None:
        form = "yaml" if output is not None and output.suffix in _YAML else "json"
    text = write_yaml(document) if form == "yaml" else write_json(document, 2) + b"\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_bytes(text)
        click.echo(f"Wrote {output}: {len(document['paths'])} paths.")


def find_document(app: Kolben, name: str | None) -> Published:
    """The document of a name, or the only one of an app."""
    found = {each.name: each for each in find_published(app)}
    if name is not None and name in found:
        return found[name]
    if not found:
        raise click.ClickException(
            "This app has no OpenAPI document. Give it one with"
            " 'kolben.openapi.OpenAPI(app)' or with 'kolben.rest.Api(app)'."
        )
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    names = ", ".join(sorted(found))
    if name is None:
        raise click.UsageError(f"This app has several documents; add --api: {names}.")
    raise click.UsageError(f"There is no document {name!r}; the app has: {names}.")


def check_document(path: Path, document: JSON) -> bool:
    """Say whether a file holds this document, and if not, what has changed."""
    changes = compare_documents(_read(path), document)
    if not changes:
        click.echo(f"{path} is up to date.")
        return True
    grouped = group_changes(changes)
    for title, breaking, colour in (
        ("These changes break clients:", True, "red"),
        ("These do not:", False, "yellow"),
    ):
        lines = [each for each in grouped if each[0].breaking is breaking]
        if lines:
            click.secho(title, fg=colour, bold=True)
        for change, more in lines:
            also = f" (and in {more} more places)" if more else ""
            click.echo(f"  {change}{also}")
    broken = sum(change.breaking for change, _ in grouped)
    click.echo(
        f"{path} is out of date: {broken} breaking changes, {len(grouped) - broken}"
        f" others. If they are meant: kolben openapi --output {path}"
    )
    return False


def _read(path: Path) -> JSON:
    text = path.read_text("utf-8")
    try:
        found: Any = _read_yaml(text) if path.suffix in _YAML else json.loads(text)
    except ValueError as error:
        raise click.ClickException(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict) or "openapi" not in found:
        raise click.ClickException(f"{path} is no OpenAPI 3.1 document.")
    return found


def _read_yaml(text: str) -> Any:
    try:
        yaml = importlib.import_module("yaml")
    except ImportError:
        raise click.ClickException(
            "Reading YAML needs PyYAML: pip install 'kolben[pages]'. Or keep the"
            " document as JSON."
        ) from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
