"""Small functions that Flask no longer has and that nothing replaces one to one."""

from __future__ import annotations

from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join as join_or_none

# The version whose behaviour Kolben has, whatever else is installed.
flask_version = "3.1.3"

# The same of Flask-FlatPages.
flatpages_version = "0.9.0"

# Signals once were optional; code written then asks before it connects.
signals_available = True


def safe_join(directory: str, *pathnames: str) -> str:
    """Join untrusted path parts below `directory`; 404 for one that leads out."""
    path = join_or_none(directory, *pathnames)
    if path is None:
        raise NotFound()
    return path


def force_unicode(value: str | bytes, encoding: str = "utf-8") -> str:
    """Text, whether it came as text or as bytes."""
    return value if isinstance(value, str) else value.decode(encoding)
