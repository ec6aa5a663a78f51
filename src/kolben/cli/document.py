"""What ``kolben openapi`` does: find a document, write it, compare it with a copy."""

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

if TYPE_CHECKING:
    from ..app import Kolben

_YAML = frozenset({".yaml", ".yml"})


def read_document(app: Kolben, name: str | None) -> JSON:
    """The document of a name, or the only one of an app, of plain values."""
    with app.test_request_context():
        return make_plain(find_document(app, name).get_document())


def write_document(document: JSON, output: Path | None, form: str | None) -> None:
    """Write it to a file or to the screen."""
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
