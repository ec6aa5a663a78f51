"""One difference of two documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of two documents."""

    #: Such as ``POST /posts body.tags[]`` or ``GET /posts 200 .title``.
    place: str
    kind: str
    breaking: bool
    message: str
    #: The place inside of a shared schema, for one that several places have.
    shared: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
