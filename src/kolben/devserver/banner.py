"""The first lines that a development server prints."""

from __future__ import annotations

import click
from werkzeug.serving import is_running_from_reloader


def show_server_banner(debug: bool | None, app_import_path: str | None) -> None:
    """Print what is served and whether in debug mode; once, not at each reload."""
    if is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving Kolben app {app_import_path!r}")
    if debug is not None:
        click.echo(f" * Debug mode: {'on' if debug else 'off'}")
