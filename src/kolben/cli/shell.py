"""``kolben shell``: Python inside the app."""

from __future__ import annotations

import code
import os
import sys
from pathlib import Path
from typing import Any

import click

from ..globals import current_app
from .group import with_appcontext
from .options import make_app_option


@click.command(
    "shell", short_help="Run a shell in the app context.", params=[make_app_option()]
)
@with_appcontext
def shell_command() -> None:
    """Start an interactive Python in the app's context.

    It knows what the app's shell context processors give, and runs PYTHONSTARTUP.
    """
    namespace: dict[str, Any] = {}
    startup = os.environ.get("PYTHONSTARTUP")
    if startup and os.path.isfile(startup):
        exec(compile(Path(startup).read_bytes(), startup, "exec"), namespace)
    namespace.update(current_app.make_shell_context())
    _set_up_completion(namespace)
    banner = (
        f"Python {sys.version} on {sys.platform}\n"
        f"App: {current_app.import_name}\n"
        f"Instance: {current_app.instance_path}"
    )
    code.interact(banner=banner, local=namespace)


def _set_up_completion(namespace: dict[str, Any]) -> None:
    """Run Python's own hook for interactive mode, with our names to complete."""
    hook = getattr(sys, "__interactivehook__", None)
    if hook is None:
        return
    try:
        import readline
        from rlcompleter import Completer
    except ImportError:
        pass
    else:
        # By default it would complete the names of the program's main module.
        readline.set_completer(Completer(namespace).complete)
    hook()
