"""``kolben openapi``: the document of an API as a file, and what a change breaks."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from .group import ScriptInfo, pass_script_info
from .options import make_app_option


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
    # By name: the other commands do without documents.
    work = importlib.import_module(f"{__package__}.document")
    document = work.read_document(app, name)
    if committed is None:
        work.write_document(document, output, form)
    elif not work.check_document(committed, document):
        ctx.exit(1)
