"""Messages that one request leaves for the next page."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable

from .globals import _get_current_app, _get_request_ctx, session
from .signals import message_flashed, watched


def flash(message: str, category: str = "message") -> None:
    """Leave a message in the session until a page shows it.

    `category` is any word; `message`, `info`, `warning` and `error` are the usual.
    """
    # Set anew rather than appended in place: a session sees its top level only.
    messages = session.get("_flashes", [])
    messages.append((category, message))
    session["_flashes"] = messages
    if watched:
        app = _get_current_app()
        message_flashed.send(
            app,
            _async_wrapper=app.ensure_sync,
            message=message,
            category=category,
        )


def get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]:
    """Take the messages out of the session. Later calls in the same request give
    the same messages again.

    :param with_categories: pairs of category and message instead of messages.
    :param category_filter: only the messages of these categories.
    """
    ctx = _get_request_ctx()
    found: list[tuple[str, str]] | None = ctx.flashes
    if found is None:
        found = ctx.flashes = session.pop("_flashes") if "_flashes" in session else []
    if category_filter:
        wanted: t.Container[str] = (
            category_filter
            if isinstance(category_filter, str)
            else list(category_filter)
        )
        found = [pair for pair in found if pair[0] in wanted]
    return found if with_categories else [pair[1] for pair in found]
