"""Whole answers, kept until there is a new edition."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache

from werkzeug.http import parse_accept_header, parse_etags

from kolben import Request, Response

# Below this, a compressed answer is hardly smaller than the headers around it.
_WORTH_COMPRESSING = 1024


@dataclass(slots=True)
class Answer:
    """A page, feed or map as it goes out, plain and compressed."""

    body: bytes
    content_type: str
    etag: str
    _compressed: bytes | None = field(default=None, init=False, repr=False)

    @classmethod
    def of(cls, response: Response) -> Answer:
        """The answer that a response with a body in memory gives."""
        body = response.get_data()
        digest = hashlib.sha256(response.content_type.encode() + b"\0" + body)
        return cls(body, response.content_type, digest.hexdigest()[:32])

    @property
    def compressible(self) -> bool:
        """Whether compressing makes the answer clearly smaller."""
        return len(self.body) >= _WORTH_COMPRESSING

    @property
    def compressed(self) -> bytes:
        """The body compressed; done when it is first asked for."""
        if self._compressed is None:
            # Without a time in it: every process must send the same bytes.
            self._compressed = gzip.compress(self.body, 6, mtime=0)
        return self._compressed

    @property
    def size(self) -> int:
        """Bytes of memory, about, with room for the compressed form."""
        length = len(self.body)
        return length + (length // 3 if self.compressible else 0) + 512

    def make_response(self, request: Request) -> Response:
        """The response for a request: the whole, compressed, or a 304.

        The tag is a strong one (RFC 9110, 8.8.3), and differs between the plain and
        the compressed form; `If-None-Match` is compared weakly, as 13.1.2 there says,
        because a proxy that compresses makes tags weak.
        """
        headers = request.environ
        etag = self.etag
        compressed = self.compressible and _accepts_gzip(
            headers.get("HTTP_ACCEPT_ENCODING", "")
        )
        if compressed:
            etag = f"{etag}-gzip"
        known = headers.get("HTTP_IF_NONE_MATCH")
        if known is not None and _has_tag(known, etag):
            response = Response(b"", status=304)
            # It has no body whose type and length could be told.
            response.headers.clear()
        else:
            body = self.compressed if compressed else self.body
            response = Response(body, content_type=self.content_type)
            if compressed:
                response.headers["Content-Encoding"] = "gzip"
        response.headers["ETag"] = f'"{etag}"'
        response.headers["Cache-Control"] = "public, no-cache"
        if self.compressible:
            response.headers["Vary"] = "Accept-Encoding"
        return response


@lru_cache(256)
def _accepts_gzip(header: str) -> bool:
    return "gzip" in header and parse_accept_header(header)["gzip"] > 0


def _has_tag(header: str, etag: str) -> bool:
    if header == f'"{etag}"':
        return True
    return parse_etags(header).contains_weak(etag)


class AnswerCache:
    """Answers by key, of one edition, within a number of bytes.

    The least recently used go first. Safe under threads.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._edition = 0
        self._size = 0

    def get(self, key: Hashable, edition: int) -> Answer | None:
        """The answer kept for a key in that edition."""
        with self._lock:
            if edition != self._edition:
                return None
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Hashable, edition: int, answer: Answer) -> None:
        """Keep an answer; those of older editions go."""
        with self._lock:
            if edition < self._edition or answer.size > self._limit:
                return
            if edition > self._edition:
                self._answers.clear()
                self._edition, self._size = edition, 0
            old = self._answers.pop(key, None)
            self._size += answer.size - (old.size if old else 0)
            self._answers[key] = answer
            while self._size > self._limit:
                _, dropped = self._answers.popitem(last=False)
                self._size -= dropped.size
