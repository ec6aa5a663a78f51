"""The nearest existing name, for the end of an error message."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

# Long lists are cut: an error message may not cost more than the request it ends.
_MOST_CANDIDATES = 5_000


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `name`, or None when none is like it."""
    folded: dict[str, str] = {}
    for candidate in candidates:
        if len(folded) >= _MOST_CANDIDATES:
            break
        folded.setdefault(candidate.casefold(), candidate)
    close = difflib.get_close_matches(name.casefold(), folded, n=1)
    return folded[close[0]] if close else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """` Did you mean 'x'?` for the nearest candidate, or an empty string."""
    found = nearest(name, candidates)
    return "" if found is None else f" Did you mean {found!r}?"
