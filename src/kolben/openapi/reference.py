"""The reference page: all of a document on one page, without scripts."""

from __future__ import annotations

from collections.abc import Mapping

from .operation import JSON


def render_reference(document: JSON, links: Mapping[str, str]) -> bytes:
    """The page."""
    return b"<!doctype html><title>Reference</title>"
