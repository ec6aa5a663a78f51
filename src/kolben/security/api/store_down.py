"""What every store raises that cannot do its work."""

from __future__ import annotations

from ...errors import KolbenError


class StoreDown(KolbenError):
    """What is stored cannot be read or written now. Answered with 503."""
