"""The folder of this user's indexes, for pages whose settings name none."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

#: So many are kept; of roots that are no longer used, the oldest go first.
MOST = 64
_ENDING = ".sqlite"


def find_index_file(origin: str) -> str | None:
    """The index file for pages that `origin` describes; None without a safe folder."""
    folder = find_folder()
    if folder is None or not _make_private(folder):
        return None
    name = hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    path = folder / f"{name}{_ENDING}"
    with contextlib.suppress(OSError):
        # What is used is young, for `drop_oldest`.
        os.utime(path)
    if not path.exists():
        drop_oldest(folder)
    elif not is_private(path):
        return None
    return str(path)


def find_folder() -> Path | None:
    """Where the indexes of this user are; None for a user who has no home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):
        return Path(named, "kolben", "pages")
    try:
        return Path.home() / ".cache" / "kolben" / "pages"
    except RuntimeError:
        return None


def drop_oldest(folder: Path) -> None:
    """Keep the number of indexes bounded, with room for one more."""
    found = []
    for path in folder.glob(f"*{_ENDING}"):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path))
    for _, path in sorted(found, reverse=True)[MOST - 1 :]:
        with contextlib.suppress(OSError):
            path.unlink()


def is_private(path: Path) -> bool:
    """Whether `path` is this user's own, no link, and for nobody else to write."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _make_private(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return is_private(folder) and os.access(folder, os.W_OK)
    except OSError:
        return False
