"""The files of the docs pages: styles, scripts and images, all from this package."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote_to_bytes

_FOLDER = Path(__file__).parent

#: Name → where it is. Nothing else of the package is served.
FILES = {
    "docs.css": "static",
    "docs.js": "static",
    "icon.svg": "static",
    "oauth2-redirect.html": "vendor",
    "oauth2-redirect.js": "vendor",
    "reference.css": "static",
    "swagger-ui-bundle.js": "vendor",
    "swagger-ui.css": "vendor",
    "theme.js": "static",
}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_ENDINGS = {
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
}
#: An image inside of a style sheet. A quoted one may hold parentheses.
_INLINE = re.compile(
    rb"""url\((?:"(data:(?:[^"\\]|\\.)*)"|'(data:(?:[^'\\]|\\.)*)'|(data:[^)'"]*))\)"""
)
_DATA = re.compile(r"data:([\w/+.-]+)((?:;[\w=-]+)*),")
#: Developer tools would ask for a file that is not there.
_MAP = re.compile(rb"/\*# sourceMappingURL=[^*]*\*/")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    compressed: bytes | None
    content_type: str
    #: Of the content; a part of the URL, so that a browser may keep the file.
    version: str


def find_asset(name: str) -> Asset | None:
    """The file of a name, if it is one of the pages' files."""
    if name in FILES:
        return _load(name)
    if name.startswith("image-"):
        return _load_images().get(name)
    return None


@cache
def _load(name: str) -> Asset:
    body = (_FOLDER / FILES[name] / name).read_bytes()
    if name == "swagger-ui.css":
        body = _MAP.sub(b"", _take_images_out(body)[0])
    return _make(name, body)


@cache
def _load_images() -> dict[str, Asset]:
    name = "swagger-ui.css"
    return _take_images_out((_FOLDER / FILES[name] / name).read_bytes())[1]


def _make(name: str, body: bytes) -> Asset:
    ending = Path(name).suffix
    version = hashlib.sha256(body).hexdigest()[:16]
    packed = None
    if ending in {".css", ".js", ".svg"}:
        packed = gzip.compress(body, 6, mtime=0)
    return Asset(body, packed, _TYPES[ending], version)


def _take_images_out(style: bytes) -> tuple[bytes, dict[str, Asset]]:
    """A style sheet whose images are files of their own, and these files.

    ``default-src 'self'`` lets no page show an image that stands in a style sheet.
    """
    images: dict[str, Asset] = {}

    def name_image(match: re.Match[bytes]) -> bytes:
        quoted = match[1] or match[2]
        url = quoted or match[3]
        text = re.sub(rb"\\(.)", rb"\1", url) if quoted else url
        kind, body = _decode(text.decode())
        made = _make(f"image{_ENDINGS[kind]}", body)
        name = f"image-{made.version}{_ENDINGS[kind]}"
        images[name] = made
        return b"url(%s)" % name.encode()

    return _INLINE.sub(name_image, style), images


def _decode(url: str) -> tuple[str, bytes]:
    match = _DATA.match(url)
    assert match is not None, url[:60]
    data = unquote_to_bytes(url[match.end() :])
    if ";base64" in match[2]:
        data = base64.b64decode(data)
    return match[1], data
