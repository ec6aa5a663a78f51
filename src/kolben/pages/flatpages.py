"""`FlatPages`: the pages of an app, from the files of a folder."""

from __future__ import annotations

import inspect
import os
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from werkzeug.exceptions import abort

from ..globals import current_app, find_request_ctx
from .cache_folder import find_index_file
from .collection import Collection, RenderBody, Snapshot
from .forks import renew_after_fork
from .page import Page
from .settings import DEFAULTS, Settings, read_reload, read_renderer, read_settings
from .watch import Watch

if TYPE_CHECKING:
    from ..app import Kolben
    from ..context import RequestContext

T = TypeVar("T")


@dataclass(slots=True)
class _Opened:
    """The pages of one app."""

    collection: Collection
    watch: Watch
    due: bool = False
    #: The requests that have looked at the files.
    _requests: weakref.WeakSet[RequestContext] = field(default_factory=weakref.WeakSet)

    def look(self, tolerant: bool) -> Snapshot:
        """Look at the files; what they are now holds for the rest of a request."""
        snapshot = self.collection.look(tolerant)
        request = find_request_ctx()
        if request is not None:
            self._requests.add(request)
        return snapshot

    def is_looked_at(self) -> bool:
        """Whether this request has looked at the files. Outside of one: False."""
        request = find_request_ctx()
        return request is not None and request in self._requests


class FlatPages:
    """The pages of an app: files with metadata and a text, in a folder.

    Settings begin with `FLATPAGES_`, or with `FLATPAGES_<NAME>_` for an instance that
    has a `name`.
    """

    #: The settings and their defaults, without the prefix and in lower case.
    default_config: ClassVar[tuple[tuple[str, Any], ...]] = DEFAULTS

    def __init__(self, app: Kolben | None = None, name: str | None = None) -> None:
        self.name = name
        self.config_prefix = (
            "FLATPAGES" if name is None else f"FLATPAGES_{name.upper()}"
        )
        self._reload_key = f"{self.config_prefix}_AUTO_RELOAD"
        self._last_app: Callable[[], Kolben | None] = _no_app
        self._opened: weakref.WeakKeyDictionary[Kolben, _Opened]
        self._opened = weakref.WeakKeyDictionary()
        self.renew()
        renew_after_fork(self)
        if app is not None:
            self.init_app(app)

    def renew(self) -> None:
        """A lock of its own for a forked process."""
        self._lock = threading.Lock()

    def init_app(self, app: Kolben) -> None:
        """Give the app the settings it does not have, and be its `flatpages`."""
        for key, value in self.default_config:
            app.config.setdefault(f"{self.config_prefix}_{key.upper()}", value)
        app.extensions.setdefault("flatpages", {})[self.name] = self
        self._last_app = weakref.ref(app)

    def config(self, key: str) -> Any:
        """A setting of the app in use: `config("root")` is `FLATPAGES_ROOT`."""
        return self._find_app().config[f"{self.config_prefix}_{key.upper()}"]

    @property
    def root(self) -> str:
        """The folder of the pages, in full."""
        app = self._find_app()
        base = app.instance_path if self.config("instance_relative") else app.root_path
        return os.path.join(base, os.fsdecode(self.config("root")))

    @property
    def generation(self) -> int:
        """A number that grows whenever a page was added, changed or removed."""
        return self._look().generation

    def __iter__(self) -> Iterator[Page]:
        """All pages, in the order of their paths."""
        return iter(self._look().pages.values())

    @overload
    def get(self, path: str) -> Page | None: ...
    @overload
    def get(self, path: str, default: T) -> Page | T: ...
    def get(self, path: str, default: Any = None) -> Any:
        """The page of this path, or `default`."""
        return self._look().pages.get(path, default)

    def get_or_404(self, path: str) -> Page:
        """The page of this path; without one the visitor gets a 404."""
        page = self._look().pages.get(path)
        if page is None:
            abort(404)
        return page

    def reload(self) -> None:
        """Read the settings again and look for changes when pages are next used."""
        for opened in list(self._opened.values()):
            opened.due = True

    @property
    def app(self) -> Kolben:
        """Deprecated: the app of the last `init_app`. Use `current_app`."""
        warnings.warn(
            "'FlatPages.app' is deprecated: use 'current_app'.",
            DeprecationWarning,
            stacklevel=2,
        )
        return self._find_app()

    def _find_app(self) -> Kolben:
        try:
            app: Kolben = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
        except RuntimeError:
            last = self._last_app()
            if last is None:
                raise
            return last
        return app

    def _look(self) -> Snapshot:
        """The pages as they are to be seen now."""
        app = self._find_app()
        opened = self._opened.get(app)
        if opened is None or opened.due:
            opened = self._open(app)
        mode = read_reload(app.config[self._reload_key], app.debug)
        snapshot = opened.collection.snapshot
        if snapshot is None or (mode == "always" and not opened.is_looked_at()):
            return opened.look(tolerant=mode == "watch")
        if mode == "watch":
            opened.watch.start()
        return snapshot

    def _open(self, app: Kolben) -> _Opened:
        """The app's pages, by the settings as they are now."""
        with self._lock:
            opened = self._opened.get(app)
            if opened is not None and not opened.due:
                return opened
            settings = read_settings(app.config, self.config_prefix, self.root)
            settings = replace(settings, index=self._find_index(app, settings))
            render = self._make_render(read_renderer(self.config("html_renderer")))
            watching = read_reload(app.config[self._reload_key], app.debug) == "watch"
            if opened is not None and opened.collection.settings == settings:
                opened.look(tolerant=watching)
                opened.due = False
                return opened
            generation = 0
            if opened is not None:
                opened.watch.stop()
                generation = opened.collection.generation
            collection = Collection(settings, render, generation)
            opened = _Opened(collection, Watch(collection))
            # Where a thread looks anyway, a second later, nobody has to wait for it.
            if not (watching and collection.recall()):
                opened.look(tolerant=watching)
            self._opened[app] = opened
            return opened

    def _find_index(self, app: Kolben, settings: Settings) -> str | None:
        path = self.config("index")
        if path is False:
            return None
        if path is None:
            return find_index_file(settings.origin)
        return os.path.join(app.instance_path, os.fspath(path))

    def _make_render(self, renderer: Callable[..., Any]) -> RenderBody:
        """Call the renderer with as many of body, pages and page as it takes."""
        count = _count_parameters(renderer)
        if count == 1:
            return lambda _page, body: renderer(body)
        if count == 2:
            return lambda _page, body: renderer(body, self)
        if count == 3:
            return lambda page, body: renderer(body, self, page)
        raise ValueError(
            f"FLATPAGES_HTML_RENDERER is {renderer!r}, which takes {count} arguments."
            " A renderer takes one to three: the body, the FlatPages, the page."
        )


def _no_app() -> None:
    return None


def _count_parameters(function: Callable[..., Any]) -> int:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        # A function written in C need not say.
        return 1
    by_place = (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    )
    return sum(each.kind in by_place for each in parameters)
