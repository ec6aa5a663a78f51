"""Addresses of style sheets and scripts that change when the file does."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from kolben import Kolben, url_for


def add_assets(app: Kolben) -> None:
    """Give templates ``asset(filename)``: the address of a file in ``static``.

    The address has a digest of the file in it, so that browsers may keep it for good.
    While the app is in debug mode, a changed file has a new address at once.
    """
    assert app.static_folder is not None
    folder = Path(app.static_folder)
    kept = lru_cache(maxsize=None)(_get_digest)

    def asset(filename: str) -> str:
        digest = (_get_digest if app.debug else kept)(folder / filename)
        return url_for("static", filename=filename, v=digest)

    app.jinja_env.globals["asset"] = asset


def _get_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
