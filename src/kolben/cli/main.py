"""The ``kolben`` command line: its group, its commands, its entry point."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from .. import compat
from ..compat.flask import FLASK
from ..globals import find_app_ctx
from .check import check_command
from .group import AppGroup, ScriptInfo
from .locate import NoAppException
from .new import new_command
from .openapi import openapi_command
from .options import (
    accept_native_env,
    app_option,
    debug_option,
    env_file_option,
)
from .routes import routes_command
from .run import run_command
from .serve import serve_command
from .shell import shell_command

if TYPE_CHECKING:
    from ..app import Kolben

# A command given under both wins in Kolben's own group.
_PLUGIN_GROUPS = ("flask.commands", "kolben.commands")


def get_version(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001 - Flask's name for what click hands over
    value: Any,
) -> None:
    """Print the versions that a bug report needs, and stop."""
    if not value or ctx.resilient_parsing:
        return
    versions = (
        ("Python", platform.python_version()),
        ("Kolben", importlib.metadata.version("kolben")),
        ("Flask", f"{FLASK.version} (the API that Kolben offers)"),
        ("Werkzeug", importlib.metadata.version("werkzeug")),
    )
    lines = "\n".join(f"{name} {version}" for name, version in versions)
    click.echo(lines, color=ctx.color)
    ctx.exit()


version_option = click.Option(
    ["--version"],
    help="Show the versions of Kolben and of what it stands on.",
    expose_value=False,
    callback=get_version,
    is_flag=True,
    is_eager=True,
)


class KolbenGroup(AppGroup):
    """A command line around an app: its built-in commands, those of installed
    plugins, and those of the app, which is loaded when one of its commands is needed.

    ``create_app`` makes the app where ``--app`` shall not choose it.
    """

    def __init__(
        self,
        add_default_commands: bool = True,
        create_app: Callable[..., Kolben] | None = None,
        add_version_option: bool = True,
        load_dotenv: bool = True,
        set_debug_flag: bool = True,
        **extra: Any,
    ) -> None:
        # Options with callbacks and not a callback of the group, which stays free
        # for the one who makes a group.
        params = [*(extra.pop("params", None) or ())]
        params += [env_file_option, app_option, debug_option]
        if add_version_option:
            params.append(version_option)
        settings = extra.setdefault("context_settings", {})
        settings.setdefault("auto_envvar_prefix", "FLASK")

        super().__init__(params=params, **extra)
        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        self._plugins_loaded = False
        if add_default_commands:
            for command in (run_command, shell_command, routes_command):
                self.add_command(command)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        # Tells app.run() to do nothing: called while the module is imported, it
        # would start a server and never come back.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        if "obj" not in extra and "obj" not in self.context_settings:
            extra["obj"] = ScriptInfo(
                create_app=self.create_app,
                set_debug_flag=self.set_debug_flag,
                load_dotenv_defaults=self.load_dotenv,
            )
        return super().make_context(info_name, args, parent=parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_for_help = len(args) == 1 and args[0] in self.get_help_option_names(ctx)
        if asks_for_help or (not args and self.no_args_is_help):
            # Help comes before eager options that are only in the environment, but
            # shall list the commands of the app that they name.
            env_file_option.handle_parse_result(ctx, {}, [])
            app_option.handle_parse_result(ctx, {}, [])
        try:
            return super().parse_args(ctx, args)
        except BaseException:
            # Listing the app's commands may have pushed its context, and before 8.2
            # Click does not close what ends while it is parsed, as --help does.
            ctx.close()
            raise

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        self._load_plugins()
        # These work also when the app does not load.
        command = super().get_command(ctx, name)
        if command is not None:
            return command

        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            _show_error(f"Error: {error.format_message()}\n")
            return None
        # The callbacks of the command's parameters need the context too.
        active = find_app_ctx()
        if active is None or active.app is not app:
            ctx.with_resource(app.app_context())
        return app.cli.get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load_plugins()
        names = set(super().list_commands(ctx))
        try:
            names.update(
                ctx.ensure_object(ScriptInfo).load_app().cli.list_commands(ctx)
            )
        except NoAppException as error:
            _show_error(f"Error: {error.format_message()}\n")
        except Exception:
            # The app's own mistake: its author needs the place.
            _show_error(f"{traceback.format_exc()}\n")
        return sorted(names)

    def _load_plugins(self) -> None:
        if self._plugins_loaded:
            return
        self._plugins_loaded = True
        for group in _PLUGIN_GROUPS:
            for plugin in importlib.metadata.entry_points(group=group):
                try:
                    self.add_command(plugin.load(), plugin.name)
                except Exception:
                    # One broken package must not take the other commands along.
                    _show_error(
                        f"The command {plugin.name!r} ({plugin.value}) does not load:"
                        f"\n\n{traceback.format_exc()}"
                    )


def _show_error(text: str) -> None:
    click.secho(text, err=True, fg="red")


cli = KolbenGroup(
    name="kolben",
    help="""\
Work on and with a Kolben or Flask app.

The app is the one that '--app', KOLBEN_APP or FLASK_APP names, or the one in
'wsgi.py' or 'app.py' in the current directory.
""",
)
for _command in (serve_command, new_command, check_command, openapi_command):
    cli.add_command(_command)
# The group first: it shares --debug with `run`.
accept_native_env(cli, "KOLBEN")
for _command in cli.commands.values():
    accept_native_env(_command, f"KOLBEN_{(_command.name or '').upper()}")


def main() -> None:
    """Run the command line; the app it loads may import ``flask``."""
    compat.install()
    try:
        cli.main()
    except Exception as error:
        error.__traceback__ = _skip_own_frames(error)
        raise


def _skip_own_frames(error: Exception) -> TracebackType | None:
    """The part of a traceback that begins where the app's code does."""
    start = error.__traceback__
    while start is not None:
        module = start.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] not in ("kolben", "click"):
            return start
        start = start.tb_next
    # A file with a syntax error has no frame; the error itself tells the place.
    return None if isinstance(error, SyntaxError) else error.__traceback__
