"""The exceptions of Kolben itself.

    KolbenError
    ├── SetupError              a mistake made while the app is put together
    │   ├── LateSetup           … after the first request (also AssertionError)
    │   ├── EndpointTaken       … two views for one endpoint (also AssertionError)
    │   ├── InvalidName         … a name that cannot be used (also ValueError)
    │   └── InvalidView         … a typed view that cannot be called (also TypeError)
    ├── UnknownBlueprint        no blueprint has this name (also KeyError)
    ├── MissingExtra            an optional library is not installed (ImportError)
    ├── UnexpectedUnicodeError  text for bytes or the other way (also UnicodeError)
    ├── DebugFilesKeyError      request.files without a multipart form (KeyError)
    └── FormDataRoutingRedirect a redirect that would drop a body (AssertionError)

HTTP errors are Werkzeug's. Where Flask raises a built-in exception, the class here
is a subclass of it too.
"""

from __future__ import annotations

import typing as t

from werkzeug.routing import RequestRedirect

if t.TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage, ImmutableMultiDict
    from werkzeug.wrappers import Request


class KolbenError(Exception):
    """Base of every exception that Kolben defines."""


class SetupError(KolbenError):
    """The app or a blueprint is put together wrongly."""


class LateSetup(SetupError, AssertionError):
    """A setup method was called when its effect would come too late."""


class EndpointTaken(SetupError, AssertionError):
    """An endpoint already has another view function."""


class InvalidName(SetupError, ValueError):
    """A blueprint's or an endpoint's name cannot be used, or is used already."""


class InvalidView(SetupError, TypeError):
    """A typed view asks for what no request can give."""


class UnknownBlueprint(KolbenError, KeyError):
    """``app.blueprints[name]`` for a name that is not registered."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(name)
        self.hint = hint

    def __str__(self) -> str:
        return f"No blueprint is registered as {self.args[0]!r}.{self.hint}"


class MissingExtra(KolbenError, ImportError):
    """A part of Kolben needs a library that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs an optional library. Install it with:"
            f" pip install 'kolben[{extra}]'"
        )


class UnexpectedUnicodeError(KolbenError, AssertionError, UnicodeError):
    """Text where bytes were needed, or the other way round."""


class DebugFilesKeyError(KolbenError, KeyError, AssertionError):
    """In debug mode: ``request.files[key]`` on a form that sent no files."""

    def __init__(self, request: Request, key: str) -> None:
        message = (
            f"request.files has no {key!r}: the request's mimetype is"
            f" {request.mimetype!r}, and only 'multipart/form-data' carries files,"
            " so no file contents were transmitted."
            ' Add enctype="multipart/form-data" to the form.'
        )
        sent = request.form.getlist(key)
        if sent:
            names = ", ".join(map(repr, sent))
            message += f"\n\nThis was submitted: {names}"
        self.msg = message
        super().__init__(message)

    def __str__(self) -> str:
        return self.msg


class FormDataRoutingRedirect(KolbenError, AssertionError):
    """In debug mode: a redirect after which the browser would send no body."""

    def __init__(self, request: Request) -> None:
        redirect = getattr(request, "routing_exception", None)
        assert isinstance(redirect, RequestRedirect)
        message = (
            f"The request for '{request.url}' was redirected to the canonical URL"
            f" '{redirect.new_url}' with status {redirect.code}, after which a browser"
            f" repeats it without its {request.method} body."
        )
        if f"{request.base_url}/" == redirect.new_url.partition("?")[0]:
            message += " The rule ends in a slash and the URL does not."
        super().__init__(
            f"{message} Send the form to the canonical URL, or redirect with 307 or"
            " 308. This error is raised in debug mode only."
        )


def explain_missing_files(request: Request) -> None:
    """Make ``request.files[key]`` raise DebugFilesKeyError, for debug mode."""
    files = request.files
    base: type[ImmutableMultiDict[str, FileStorage]] = files.__class__

    class ExplainingFiles(base):  # type: ignore[valid-type, misc]  # the class in use
        def __getitem__(self, key: str) -> t.Any:
            try:
                return super().__getitem__(key)
            except KeyError as e:
                if key not in request.form:
                    raise
                raise DebugFilesKeyError(request, key).with_traceback(
                    e.__traceback__
                ) from None

    ExplainingFiles.__name__ = base.__name__
    ExplainingFiles.__module__ = base.__module__
    files.__class__ = ExplainingFiles
