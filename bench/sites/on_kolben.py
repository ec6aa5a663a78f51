"""press, as it is, with what the benchmark sets from outside."""

from __future__ import annotations

import os

from kolben import Kolben
from kolben.pages import FlatPages
from press import create_app as create_press


def create_app() -> Kolben:
    """press on ``PRESS_CONTENT``; its index on disk is the file ``BENCH_INDEX``."""
    return create_press(
        {
            "FLATPAGES_INDEX": os.environ["BENCH_INDEX"],
            "FLATPAGES_AUTO_RELOAD": bool(os.environ.get("BENCH_RELOAD")) or "watch",
        }
    )


def create_pages(look: bool) -> tuple[Kolben, FlatPages]:
    """The pages of press alone, in an app that does nothing else.

    As in press, a thread looks at the files later; with `look`, the start does.
    """
    mode: bool | str = False if look else "watch"
    app = Kolben(__name__)
    app.config.update(
        FLATPAGES_ROOT=os.environ["PRESS_CONTENT"],
        FLATPAGES_EXTENSION=".md",
        FLATPAGES_INDEX=os.environ["BENCH_INDEX"],
        FLATPAGES_AUTO_RELOAD=mode,
    )
    return app, FlatPages(app)
