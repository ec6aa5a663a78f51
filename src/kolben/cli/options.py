"""The options that every ``kolben`` command line has."""

from __future__ import annotations

import os
from typing import Any

import click
from click.core import ParameterSource

from .dotenv import load_dotenv
from .group import ScriptInfo


def accept_native_env(command: click.Command, prefix: str) -> None:
    """Let ``<prefix>_<OPTION>`` set each option, before Click's ``FLASK_`` spelling."""
    for option in command.params:
        if not isinstance(option, click.Option) or not option.allow_from_autoenv:
            continue
        if option.envvar is None and option.name:
            option.envvar = f"{prefix}_{option.name.upper()}"


def _set_app(ctx: click.Context, _param: click.Parameter, value: str | None) -> Any:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> Any:
    source = ctx.get_parameter_source(param.name or "")
    if source in (None, ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP):
        return None
    # In the environment, because factories read it before there is an app, and in
    # Flask's spelling alone, because that is the one they know.
    os.environ["FLASK_DEBUG"] = "1" if value else "0"
    os.environ.pop("KOLBEN_DEBUG", None)
    return value


def _load_env_file(
    ctx: click.Context, param: click.Parameter, value: str | None
) -> Any:
    load_defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults
    if value is not None:
        try:
            import dotenv  # noqa: F401
        except ImportError:
            raise click.BadParameter(
                "Reading it needs python-dotenv. Run 'pip install python-dotenv'.",
                ctx=ctx,
                param=param,
            ) from None
    if value is not None or load_defaults:
        load_dotenv(value, load_defaults=load_defaults)
    return value


# The two eager ones are worked off before --help, which is eager too and lists the
# app's own commands: the files first, as they may name the app.
env_file_option = click.Option(
    ["-e", "--env-file"],
    type=click.Path(exists=True, dir_okay=False),
    help=(
        "Read environment variables from this file. They count more than those in"
        " '.env' and '.flaskenv', and less than those set already."
    ),
    is_eager=True,
    expose_value=False,
    callback=_load_env_file,
)


def make_app_option(in_group: bool = False) -> click.Option:
    """``--app``, for a group and its environment variable, or for one command."""
    return click.Option(
        ["-A", "--app"],
        metavar="IMPORT",
        help=(
            "The app: 'module:name', where the module is a dotted name or a file. The"
            " name may be left out when it is 'app', 'application', 'create_app' or"
            " 'make_app', and may be a call: 'module:create_app(\"test\")'."
        ),
        is_eager=True,
        expose_value=False,
        callback=_set_app,
        allow_from_autoenv=in_group,
    )


app_option = make_app_option(in_group=True)

debug_option = click.Option(
    ["--debug/--no-debug"],
    help="Turn debug mode on or off.",
    expose_value=False,
    callback=_set_debug,
)
