"""The Swagger 2.0 document as text: written once, and sent again and again."""

from __future__ import annotations

import typing as t

from werkzeug.http import generate_etag

from .json_text import write_json

# Below what proxies put in front of an app, and what stands in the variables of a
# prefix, there are few places; in a URL there may be anything.
_MOST_PATHS = 8
Document = dict[str, t.Any]


class SwaggerText(Document):
    """A document, and its text as soon as that has been asked for."""

    __slots__ = ("_settings", "sent")

    #: The text, and its ETag.
    sent: tuple[bytes, str] | None

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.sent = None
        self._settings: Document = {}

    def write(self, settings: Document) -> bytes:
        """The text by these arguments of ``json.dumps``."""
        sent = self.sent
        if sent is None or self._settings != settings:
            text = write_json(dict(self), settings)
            self._settings = dict(settings)
            # The last: other threads may read it.
            self.sent = sent = (text, generate_etag(text))
        return sent[0]


class SwaggerTexts:
    """The texts of one Api, by the path in front of its URLs."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Document, SwaggerText]] = {}

    def find(self, document: Document, path: str) -> SwaggerText:
        """The document with ``path`` as its base path.

        It is another one after a member of ``document``, or of a dict in it, has been
        replaced, as some do with `Api.authorizations` and ``Api.__schema__``.
        """
        kept = self._kept.get(path)
        # What is the same object is not looked into, so this is quick.
        if kept is None or kept[0] != document:
            seen = {k: dict(v) if type(v) is dict else v for k, v in document.items()}
            made = SwaggerText({**document, "basePath": path})
            if len(self._kept) >= _MOST_PATHS:
                self._kept.clear()
            kept = self._kept[path] = (seen, made)
        return kept[1]
