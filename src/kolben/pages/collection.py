"""All pages of one folder: what is in memory, and how it follows the files.

What readers see is one `Snapshot`, which is never changed, only replaced.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import NotFound

from ..collector import paused_collector
from . import files, front_matter, metadata
from .files import Numbers
from .forks import renew_after_fork
from .front_matter import PageError
from .index import Entry, Index, IndexProblem
from .page import FilePage, Page
from .rendered import Rendered
from .settings import Settings

_log = logging.getLogger(__name__)
# Rendered pages in memory: 32 MB of Chinese, 16 MB of English.
_CHARACTERS = 16_000_000

RenderBody = Callable[[Page, str], str]


class PageGone(NotFound):
    """The file of a page was removed after the last look: for a visitor, a 404."""


@dataclass(slots=True)
class Known:
    """What is in memory of one file.

    `page` is made when a snapshot is, unless the file is `left_out`.
    """

    entry: Entry
    page: FilePage | None
    problem: PageError | None = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of all pages: by path, and by file."""

    pages: Mapping[str, FilePage]
    files: Mapping[str, Known]
    generation: int


class Collection:
    """The pages of a folder. `snapshot` is their state at the last look."""

    def __init__(
        self,
        settings: Settings,
        render_body: RenderBody,
        generation: int = 0,
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.settings = settings
        self.snapshot: Snapshot | None = None
        self._render_body = render_body
        #: What the pages have as their `html_renderer`.
        self.renderer = self._render_page
        self.generation = generation
        self._now_ns = now_ns
        self._rendered = Rendered(_CHARACTERS)
        self._reported: set[str] = set()
        self._index: Index | None = None
        if settings.index is not None:
            self._index = Index(settings.index, settings.origin)
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """A lock of its own for a forked process."""
        self._lock = threading.Lock()
        self._rendered.renew()

    def look(self, tolerant: bool = False) -> Snapshot:
        """Compare with the files, read those that changed, and return the new state.

        A file that cannot be parsed gives a page whose `meta` raises; if `tolerant`,
        its last good state stays and the error is logged. Raises OSError when the
        disk fails, ValueError when two files make the same page.
        """
        with self._lock:
            if self.snapshot is None:
                with paused_collector():
                    return self._look_first(tolerant)
            return self._look_again(self.snapshot, tolerant)

    def _look_first(self, tolerant: bool) -> Snapshot:
        stored = self._load_index()
        if stored or self._index is None:
            return self._read_first(stored, tolerant)
        # Of processes that start together, one reads all files. The others wait for
        # its index, and then only have to compare.
        with self._index.hold():
            return self._read_first(self._load_index(), tolerant)

    def _read_first(self, stored: Mapping[str, Entry], tolerant: bool) -> Snapshot:
        found, read = self._compare(_recall(stored), tolerant)
        self.snapshot = self._make_snapshot(found)
        self._save_index(found, read, stored.keys() - found.keys())
        return self.snapshot

    def _look_again(self, old: Snapshot, tolerant: bool) -> Snapshot:
        found, read = self._compare(old.files, tolerant)
        if not read and len(found) == len(old.files):
            return old
        removed = old.files.keys() - found.keys()
        self.snapshot = self._change_snapshot(old, found, read, removed)
        # A file that is being written is read again by the next look: its row would
        # be written twice. Until then the old one fits no file.
        settled = {name for name in read if found[name].entry.settled}
        self._save_index(found, settled, removed)
        return self.snapshot

    def recall(self) -> bool:
        """Take over what the index holds, before any look at the files.

        False if there is nothing to take over, or no folder. A look has to follow.
        """
        with self._lock, paused_collector(True):
            if self.snapshot is not None or not os.path.isdir(self.settings.root):
                return False
            known = _recall(self._load_index())
            if not known:
                return False
            self.snapshot = self._make_snapshot(known)
            return True

    def load_meta(self, page: FilePage) -> dict[Any, Any]:
        """The metadata of a page, from what the index holds of it."""
        if page.problem is not None:
            raise page.problem
        try:
            return metadata.unpack(page.entry.meta, page.file)
        except ValueError:
            # The index was damaged in a way that SQLite cannot see.
            text = self._decode(self._read(page), page.file)
            return front_matter.read(text, page.file, self.settings.legacy).meta

    def load_body(self, page: FilePage) -> str:
        """The body of a page, from its file."""
        return self._find_body(page, self._read(page))

    def load_html(self, page: FilePage) -> str:
        """The body of a page as HTML, rendered if it was not of late."""
        key = (page.file, page.entry.digest)
        html = self._rendered.get(key)
        if html is None:
            data = self._read(page)
            html = self._render_body(page, self._find_body(page, data))
            # A file that has changed since the last look is rendered, but not kept.
            if _digest(data) == page.entry.digest:
                self._rendered.add(key, html)
        return html

    def _render_page(self, page: Page) -> str:
        return self._render_body(page, page.body)

    def _read(self, page: FilePage) -> bytes:
        result = files.read_file(self.settings.root, page.file, self._report)
        if result is None:
            raise PageGone(f"The file of the page {page.path!r} cannot be read.")
        return result[0]

    def _decode(self, data: bytes, name: str) -> str:
        return front_matter.decode(data, self.settings.encoding, self._locate(name))

    def _find_body(self, page: FilePage, data: bytes) -> str:
        text = self._decode(data, page.file)
        legacy = self.settings.legacy
        lines = page.entry.lines
        if page.problem is not None or _digest(data) != page.entry.digest:
            lines = front_matter.count_lines(text, legacy)
        return front_matter.find_body(text, lines, legacy)

    def _locate(self, name: str) -> str:
        return os.path.join(self.settings.root, *name.split("/"))

    def _compare(
        self, known: Mapping[str, Known], tolerant: bool
    ) -> tuple[dict[str, Known], set[str]]:
        """The files there are now, and the names of those that were read again."""
        # In the order they had: the index has them sorted, the disk has not.
        found = dict(known)
        missing = set(known)
        read: set[str] = set()
        for name, stamp in self._list(tolerant and bool(known)):
            old = known.get(name)
            if old is not None and old.entry.stamp == stamp and old.entry.settled:
                missing.discard(name)
                continue
            new = self._parse(name, old, tolerant)
            if new is None:
                continue
            missing.discard(name)
            if new is not old:
                read.add(name)
            found[name] = new
        for name in missing:
            del found[name]
        return found, read

    def _parse(self, name: str, old: Known | None, tolerant: bool) -> Known | None:
        """Read one file; `old` itself if it is as it was."""
        now_ns = self._now_ns()
        result = files.read_file(self.settings.root, name, self._report)
        if result is None:
            return None
        data, stamp = result
        digest = _digest(data)
        settled = stamp.is_settled(now_ns)
        if old is not None and digest == old.entry.digest and stamp == old.entry.stamp:
            if not settled:
                return old
            # From now on the stamp alone will do.
            entry = old.entry._replace(settled=True)
            return Known(entry, old.page, old.problem, old.left_out)
        try:
            text = self._decode(data, name)
            front = front_matter.read(text, self._locate(name), self.settings.legacy)
        except PageError as problem:
            entry = Entry(stamp, settled, digest, 0, b"")
            if not tolerant:
                return Known(entry, None, problem)
            _log.error("A page is not taken over as it is now. %s", problem)
            last_good = None if old is None else old.page
            if last_good is not None and last_good.problem is not None:
                last_good = None
            return Known(entry, last_good, problem, last_good is None)
        meta = metadata.pack(front.meta, front.text)
        return Known(Entry(stamp, settled, digest, front.lines, meta), None)

    def _list(self, must_exist: bool) -> Iterator[tuple[str, Numbers]]:
        root = self.settings.root
        try:
            yield from files.list_files(root, self.settings.extensions, self._report)
        except files.NoRoot as error:
            # Pages that were there a moment ago are not given up for a folder that
            # is being replaced or is on another machine.
            if must_exist:
                raise
            self._report(root, error)

    def _make_snapshot(self, found: dict[str, Known]) -> Snapshot:
        """The first state. Raises ValueError when two files make the same page."""
        pages: dict[str, FilePage] = {}
        for name, known in found.items():
            self._put(name, known, pages)
        self.generation += 1
        return Snapshot(_sort(pages), found, self.generation)

    def _change_snapshot(
        self,
        old: Snapshot,
        found: dict[str, Known],
        read: Set[str],
        removed: Set[str],
    ) -> Snapshot:
        """The state after `old`. Raises ValueError for a path that is taken."""
        pages = dict(old.pages)
        for name in removed:
            known = old.files[name]
            if known.page is not None and not known.left_out:
                del pages[known.page.path]
        for name in read:
            self._put(name, found[name], pages)
        if pages.keys() != old.pages.keys():
            pages = _sort(pages)
        if pages != old.pages:
            self.generation += 1
        return Snapshot(pages, found, self.generation)

    def _put(self, name: str, known: Known, pages: dict[str, FilePage]) -> None:
        """Put the page of a file among the others, or take it from there."""
        path, folder = self._name_page(name)
        before = pages.get(path)
        if known.left_out:
            if before is not None and before.file == name:
                del pages[path]
            return
        if before is not None and before.file != name:
            raise ValueError(
                f"Two files make the page {path!r}: {self._locate(before.file)}"
                f" and {self._locate(name)}. Rename one of them."
            )
        if known.page is None:
            known.page = FilePage(path, folder, name, known.entry, known.problem, self)
        pages[path] = known.page

    def _name_page(self, name: str) -> tuple[str, str]:
        """Path and folder of the page that a file makes."""
        for extension in self.settings.extensions:
            if name.endswith(extension):
                path = name.removesuffix(extension)
                break
        if self.settings.case_insensitive:
            path = path.lower()
        return path, name.rpartition("/")[0].replace("/", os.sep)

    def _load_index(self) -> dict[str, Entry]:
        if self._index is None:
            return {}
        try:
            return self._index.load()
        except IndexProblem as problem:
            self._do_without_index(problem)
            return {}

    def _save_index(
        self, found: Mapping[str, Known], read: Set[str], removed: Set[str]
    ) -> None:
        changed = {
            name: found[name].entry for name in read if found[name].problem is None
        }
        if self._index is None or not (changed or removed):
            return
        try:
            self._index.save(changed, removed)
        except IndexProblem as problem:
            self._do_without_index(problem)

    def _do_without_index(self, problem: IndexProblem) -> None:
        assert self._index is not None
        _log.warning(
            "The index of the pages, %s, is not used: %s. Without it every start reads"
            " all files; FLATPAGES_INDEX names another place.",
            self._index.path,
            problem,
        )
        self._index = None

    def _report(self, path: str, error: OSError) -> None:
        problem = f"{path}: {error.strerror}"
        if problem not in self._reported:
            self._reported.add(problem)
            _log.error("No page could be read from %s.", problem)


def _recall(stored: Mapping[str, Entry]) -> dict[str, Known]:
    return {name: Known(entry, None) for name, entry in stored.items()}


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _sort(pages: Mapping[str, FilePage]) -> dict[str, FilePage]:
    # The texts alone are quicker to compare than pairs.
    return {path: pages[path] for path in sorted(pages)}
