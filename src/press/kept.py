"""``@kept``: a view whose answer is made once per edition; ``@fresh``: each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from kolben import Response, make_response
from kolben.globals import request_ctx
from kolben.typing import ResponseReturnValue

from .cache import Answer
from .publication import Publication, get_publication

View = Callable[..., ResponseReturnValue]
Answering = Callable[..., Response]


def kept(view: View) -> Answering:
    """Keep what the view answers, and answer with it until the next edition.

    The view is called with the publication and the edition before its own arguments.
    What it returns must follow from these alone: no cookies, no query, no user. Only
    answers with status 200 are kept.
    """

    @wraps(view)
    def answer_view(**values: Any) -> Response:
        publication = get_publication()
        edition = publication.catalogue.edition
        asked = request_ctx.request
        key = (asked.endpoint, *_get_place(publication, asked.environ), *values.items())
        answer = publication.answers.get(key, edition.number)
        if answer is None:
            response = make_response(view(publication, edition, **values))
            if response.status_code != 200:
                return response
            answer = Answer.of(response)
            publication.answers.put(key, edition.number, answer)
        return answer.make_response(asked)

    return answer_view


def fresh(view: View) -> Answering:
    """As `kept`, for a view with more answers than can be kept: it is called each time.

    Its answers have the same tags and forms.
    """

    @wraps(view)
    def answer_view(**values: Any) -> Response:
        publication = get_publication()
        response = make_response(
            view(publication, publication.catalogue.edition, **values)
        )
        if response.status_code != 200:
            return response
        return Answer.of(response).make_response(request_ctx.request)

    return answer_view


def _get_place(publication: Publication, environ: dict[str, Any]) -> tuple[Any, ...]:
    """What the addresses in the answer begin with."""
    prefix = environ.get("SCRIPT_NAME")
    if publication.site.url is not None:
        return (prefix,)
    return (
        prefix,
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST"),
        environ.get("SERVER_NAME"),
        environ.get("SERVER_PORT"),
    )
