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


def create_pages() -> tuple[Kolben, FlatPages]:
    """The pages of press alone, in an app that does nothing else."""
    app = Kolben(__name__)
    app.config.update(
        FLATPAGES_ROOT=os.environ["PRESS_CONTENT"],
        FLATPAGES_EXTENSION=".md",
        FLATPAGES_INDEX=os.environ["BENCH_INDEX"],
        FLATPAGES_AUTO_RELOAD=False,
    )
    return app, FlatPages(app)
