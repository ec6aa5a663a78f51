"""``--cert`` and ``--key``: HTTPS on the development server."""

from __future__ import annotations

from typing import Any

import click
from werkzeug.utils import import_string


class CertParamType(click.ParamType):  # type: ignore[type-arg]  # Click 8.1 has no argument
    """A certificate: a file, the word ``adhoc``, or the dotted name of an
    ``ssl.SSLContext``.
    """

    name = "path"

    def __init__(self) -> None:
        self.path_type = click.Path(exists=True, dir_okay=False, resolve_path=True)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        if not _has_module("ssl"):
            raise click.BadParameter(
                "This Python was built without SSL, so it cannot serve HTTPS.",
                ctx,
                param,
            )
        try:
            return self.path_type(value, param, ctx)
        except click.BadParameter as error:
            name = click.STRING(value, param, ctx).lower()
            if name == "adhoc":
                return _check_adhoc(ctx, param)
            found = import_string(name, silent=True)
            if _is_context(found):
                return found
            raise error


def _check_adhoc(ctx: click.Context | None, param: click.Parameter | None) -> str:
    if not _has_module("cryptography"):
        raise click.BadParameter(
            "An ad-hoc certificate is made by the cryptography package. Run"
            " 'pip install cryptography'.",
            ctx,
            param,
        )
    return "adhoc"


def _has_module(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def _is_context(value: object) -> bool:
    try:
        import ssl
    except ImportError:
        return False
    return isinstance(value, ssl.SSLContext)


def _validate_key(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Join ``--key`` to ``--cert`` where that is a file; elsewhere it has no place."""
    cert = ctx.params.get("cert")
    is_file = bool(cert) and cert != "adhoc" and not _is_context(cert)
    if value is None:
        if is_file:
            raise click.BadParameter("A --cert file needs its --key file.", ctx, param)
        return None
    if is_file:
        ctx.params["cert"] = cert, value
        return value
    if cert == "adhoc":
        message = "--cert adhoc makes its own key: leave --key out."
    elif cert:
        message = "The SSLContext has its key already: leave --key out."
    else:
        message = "A --key file needs its --cert file."
    raise click.BadParameter(message, ctx, param)
