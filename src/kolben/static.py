"""Files as answers: ``send_file``, ``send_from_directory``, static folders, hashes.

Werkzeug's ``send_file`` is the truth. What it said about a file is remembered until
the file changes, so that a plain request for it need only open the file again.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import posixpath
import stat
import typing as t
from contextlib import suppress
from time import time
from urllib.parse import parse_qs

import werkzeug.utils
from werkzeug.datastructures import Headers
from werkzeug.http import http_date
from werkzeug.security import safe_join
from werkzeug.wsgi import wrap_file

from .globals import _cv_request, _get_current_app, request
from .response import Response

if t.TYPE_CHECKING:
    from datetime import datetime

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Response as WerkzeugResponse

    from .app import Kolben

K = t.TypeVar("K")
V = t.TypeVar("V")
MaxAge = int | t.Callable[[str | None], int | None] | None
Signature = tuple[int, int, int, int, int]

#: How many files are remembered. A file has to exist to be one of them.
_MOST_FILES = 2048

#: What a browser may keep for ever: a year, the longest that caches agree on.
_FOR_EVER = 31_536_000

#: What Werkzeug's ``send_file`` uses of a response class.
_MAKING = (
    "__init__",
    "make_conditional",
    "set_etag",
    "cache_control",
    "content_length",
    "last_modified",
    "expires",
    "accept_ranges",
)


def _prepare_send_file_kwargs(**kwargs: t.Any) -> dict[str, t.Any]:
    app = _get_current_app()
    if kwargs.get("max_age") is None:
        kwargs["max_age"] = app.get_send_file_max_age
    kwargs.update(
        environ=request.environ,
        use_x_sendfile=app.config["USE_X_SENDFILE"],
        response_class=app.response_class,
        _root_path=app.root_path,
    )
    return kwargs


def send_file(
    path_or_file: os.PathLike[t.AnyStr] | str | t.IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | int | float | None = None,
    max_age: MaxAge = None,
) -> Response:
    """Answer with a file: a path (relative to the app's root) or a binary file.

    Never pass a path that came from the client; that is what
    ``send_from_directory`` is for. Without ``max_age`` the app's
    ``get_send_file_max_age`` decides. ``docs/static.md`` has the rest.
    """
    return werkzeug.utils.send_file(  # type: ignore[return-value]  # the app's class
        **_prepare_send_file_kwargs(
            path_or_file=path_or_file,
            mimetype=mimetype,
            as_attachment=as_attachment,
            download_name=download_name,
            conditional=conditional,
            etag=etag,
            last_modified=last_modified,
            max_age=max_age,
        )
    )


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **kwargs: t.Any
) -> Response:
    """Answer with the file ``path`` in ``directory``; 404 when it is not there.

    ``path`` may come from the client: one that leads out of the directory is 404.
    ``directory`` must not, and is relative to the app's root. The keyword arguments
    are those of ``send_file``.
    """
    if not kwargs or (len(kwargs) == 1 and "max_age" in kwargs):
        return _send_ordinary(directory, path, kwargs.get("max_age"))
    return werkzeug.utils.send_from_directory(  # type: ignore[return-value]  # as above
        directory, path, **_prepare_send_file_kwargs(**kwargs)
    )


class _Entry(t.NamedTuple):
    """What Werkzeug said about a file, and what that depended on."""

    path: str
    signature: Signature
    response_class: type[Response]
    extension: str
    mimetype: str | None
    #: The headers before Cache-Control; the other two come after it.
    headers: list[tuple[str, str]]
    etag: str
    last_modified: str


_entries: dict[tuple[str, str, str], _Entry] = {}
_hashes: dict[str, tuple[Signature, str]] = {}

#: This second and its date as a header.
_date: tuple[int, str] = (0, "")


def _sign(path: str) -> Signature:
    """What changes when a file does, without reading it."""
    info = os.stat(path)
    return info.st_mtime_ns, info.st_size, info.st_ino, info.st_dev, info.st_mode


def _keep(store: dict[K, V], key: K, value: V) -> None:
    """Put an item into a store of bounded size; the oldest goes."""
    if key not in store and len(store) >= _MOST_FILES:
        # Another thread may be at it too. A lock would outlive a fork.
        with suppress(KeyError, RuntimeError, StopIteration):
            del store[next(iter(store))]
    store[key] = value


def _send_ordinary(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, max_age: MaxAge
) -> Response:
    """``send_from_directory`` without options: from what is known, or in full."""
    app = _get_current_app()
    key = (os.fspath(directory), os.fspath(path), app.root_path)
    entry = _entries.get(key)
    if entry is not None:
        known = _answer_from(entry, app, _get_environ(), max_age)
        if known is not None:
            return known
    kwargs = _prepare_send_file_kwargs(max_age=max_age)
    response = werkzeug.utils.send_from_directory(directory, path, **kwargs)
    if not kwargs["use_x_sendfile"]:
        _remember(key, response)
    return response  # type: ignore[return-value]  # the app's class


def _get_environ() -> WSGIEnvironment:
    ctx = _cv_request.get(None)
    # Outside of a request the proxy says so.
    return request.environ if ctx is None else ctx.environ


def _remember(key: tuple[str, str, str], response: WerkzeugResponse) -> None:
    """Keep what a full answer to a plain request said about its file."""
    directory, name, root = key
    joined = safe_join(directory, name)
    response_class = type(response)
    # One file has any number of names ("a", "./a", ".//a"): only one is kept.
    if (
        joined is None
        or posixpath.normpath(name) != name
        or response.status_code != 200
        or not _is_made_plainly(response_class)
    ):
        return
    path = os.path.join(root, joined)
    found = dict(response.headers)
    try:
        info = os.stat(path)
        signature = _sign(path)
        etag, last_modified = found["ETag"], found["Last-Modified"]
    except (OSError, KeyError):
        return
    if not etag.startswith(f'"{info.st_mtime}-{info.st_size}-'):
        return  # it changed while it was being sent
    extension = os.path.splitext(path)[1].lower()
    headers = response.headers.to_wsgi_list()
    names = [name for name, _ in headers]
    _keep(
        _entries,
        key,
        _Entry(
            path,
            signature,
            response_class,
            extension,
            mimetypes.types_map.get(extension),
            headers[: names.index("Cache-Control")],
            etag,
            last_modified,
        ),
    )


def _is_made_plainly(
    response_class: type[WerkzeugResponse],
) -> t.TypeGuard[type[Response]]:
    """Whether the class leaves alone all that ``send_file`` does to a response."""
    return issubclass(response_class, Response) and all(
        getattr(response_class, name) is getattr(Response, name) for name in _MAKING
    )


def _answer_from(
    entry: _Entry, app: Kolben, environ: WSGIEnvironment, max_age: MaxAge
) -> Response | None:
    """The answer that Werkzeug would give, or None where that is not certain."""
    if (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or "HTTP_RANGE" in environ
        or "HTTP_IF_MATCH" in environ
        or app.response_class is not entry.response_class
        or app.config["USE_X_SENDFILE"]
        or mimetypes.types_map.get(entry.extension) != entry.mimetype
    ):
        return None
    try:
        if _sign(entry.path) != entry.signature:
            return None
    except OSError:
        return None
    if max_age is None:
        max_age = app.get_send_file_max_age
    if callable(max_age):
        max_age = max_age(entry.path)
    unchanged = _is_unchanged(entry, environ)
    if unchanged is None or not (max_age is None or type(max_age) is int):
        return None
    headers = Headers()
    headers._list = [
        *entry.headers,
        *_make_cache_headers(max_age),
        ("ETag", entry.etag),
        ("Date", _make_date()),
        ("Accept-Ranges", "bytes"),
    ]
    return entry.response_class(
        # The response closes the file. To a hook a 304 is a stream as well.
        iter(()) if unchanged else wrap_file(environ, open(entry.path, "rb")),
        304 if unchanged else 200,
        headers,
        direct_passthrough=True,
    )


def _is_unchanged(entry: _Entry, environ: WSGIEnvironment) -> bool | None:
    """Whether the client has the file already; None where Werkzeug must judge."""
    etag = environ.get("HTTP_IF_NONE_MATCH")
    if etag is not None:
        return True if etag == entry.etag else None
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is not None:
        return True if since == entry.last_modified else None
    return False


def _make_cache_headers(max_age: int | None) -> list[tuple[str, str]]:
    if max_age is None:
        return [("Cache-Control", "no-cache")]
    kind = "public" if max_age > 0 else "no-cache"
    return [
        ("Cache-Control", f"{kind}, max-age={max_age}"),
        ("Expires", http_date(int(time() + max_age))),
    ]


def _make_date() -> str:
    global _date
    second, text = _date
    now = int(time())
    if now != second:
        text = http_date(now)
        _date = (now, text)
    return text


def send_from_static_folder(folder: str, filename: str, max_age: MaxAge) -> Response:
    """Answer with a file of a static folder.

    With ``STATIC_HASH_URLS``, a URL that carries the hash of what the file holds may
    be kept for ever: another content has another URL.
    """
    app = _get_current_app()
    if _uses_hashes(app):
        query = _get_environ().get("QUERY_STRING", "")
        given = parse_qs(query).get("v") if "v=" in query else None
        if given and given[0] == find_content_hash(folder, filename, app.root_path):
            response = _send_ordinary(folder, filename, _FOR_EVER)
            response.headers["Cache-Control"] = (
                f"public, max-age={_FOR_EVER}, immutable"
            )
            return response
    return _send_ordinary(folder, filename, max_age)


def hashed_static_values(app: Kolben, endpoint: str, values: dict[str, t.Any]) -> None:
    """Add ``v``, the hash of the file, to the values of a static URL.

    Does nothing in debug, without ``STATIC_HASH_URLS``, for other endpoints, and
    where there is no such file.
    """
    if not _uses_hashes(app) or "v" in values or "filename" not in values:
        return
    owner_name, _, last = endpoint.rpartition(".")
    owner = app.blueprints.get(owner_name) if owner_name else app
    if last != "static" or owner is None or owner.static_folder is None:
        return
    filename = values["filename"]
    digest = find_content_hash(owner.static_folder, str(filename), app.root_path)
    if digest is not None:
        values["v"] = digest


def _uses_hashes(app: Kolben) -> bool:
    return bool(app.config.get("STATIC_HASH_URLS")) and not app.debug


def find_content_hash(folder: str, filename: str, root: str) -> str | None:
    """A short hash of the file's content, None where there is no such file.

    The file is read again only after it changed.
    """
    joined = safe_join(folder, filename)
    if joined is None:
        return None
    # By path, which is one for all names of a file: nobody can have it read twice.
    path = os.path.join(root, joined)
    known, digest = _hashes.get(path, (None, ""))
    try:
        signature = _sign(path)
        if signature == known:
            return digest
        if not stat.S_ISREG(signature[4]):
            return None
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except (OSError, ValueError):
        # ValueError: a name that no file can have.
        return None
    _keep(_hashes, path, (signature, digest))
    return digest
