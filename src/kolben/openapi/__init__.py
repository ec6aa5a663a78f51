"""API documents: what views say of themselves, as OpenAPI 3.1 and as pages."""

from __future__ import annotations

import importlib
import typing as t

from .operation import Answer, Content, describe
from .schemes import api_key, basic, bearer, oauth2, open_id

if t.TYPE_CHECKING:
    from .serve import OpenAPI

__all__ = [
    "Answer",
    "Content",
    "OpenAPI",
    "api_key",
    "basic",
    "bearer",
    "describe",
    "oauth2",
    "open_id",
]


def __getattr__(name: str) -> t.Any:
    if name == "OpenAPI":
        # By name: every typed view needs this package, and not what serves documents.
        return importlib.import_module(f"{__name__}.serve").OpenAPI
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
