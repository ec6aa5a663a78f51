"""Pages for what goes wrong, in the reader's language."""

from __future__ import annotations

from werkzeug.exceptions import HTTPException, SecurityError

from kolben import Kolben, Response, current_app, make_response, request
from kolben.typing import ResponseReturnValue

from ..publication import get_publication
from ..site import Site
from .layout import render

# What is said when even the page for errors cannot be made.
_PLAIN = "<!doctype html><title>500</title><h1>Internal Server Error</h1>"


def add_error_pages(app: Kolben) -> None:
    """Answer every HTTP error of the app with a page of the site."""
    app.register_error_handler(HTTPException, show_error)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The page for an error; a redirect and the like go out as they are."""
    if error.code is None or error.code < 400 or isinstance(error, SecurityError):
        # For a host that is not trusted, no address of the site can be made either.
        return error
    publication = get_publication()
    kind = "no_page" if error.code == 404 else "failed"
    if 400 <= error.code < 500 and error.code != 404:
        kind = "refused"
    try:
        text = render(
            "front/error.html",
            publication,
            choose_language(publication.site),
            None,
            kind=kind,
            code=error.code,
        )
    except Exception:
        if error.code < 500:
            raise
        current_app.logger.exception("The page for error %s failed too", error.code)
        text = _PLAIN
    # Allow, Retry-After and the like are the error's own.
    response = make_response(error.get_response())
    response.set_data(text)
    response.mimetype = "text/html"
    return _never_keep(response)


def choose_language(site: Site) -> str:
    """The language of the address, else the one that the browser asks for."""
    for code in site.codes[1:]:
        if request.path.startswith(f"{site.get_prefix(code)}/"):
            return code
    wanted = request.accept_languages.best_match(site.codes)
    return wanted or site.codes[0]


def _never_keep(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
