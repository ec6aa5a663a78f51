"""A post: a page under ``posts/<language>/``, with what its front matter says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

import msgspec

from kolben.pages import Page

_NUMBER = re.compile(r"\d+-")
# As many as the name of a file may have bytes.
_LONGEST = 255
_KNOWN = frozenset(
    {"title", "date", "updated", "tags", "summary", "key", "draft", "aliases", "until"}
)


class PostError(ValueError):
    """A post's file says something that cannot be published; the text tells what."""


class Post(msgspec.Struct, frozen=True, eq=False):
    """One article in one language.

    `published`, `updated` and `until` know their time zone. `key` is the same in all
    translations of an article. `uri` is the last part of its address, in NFC, and
    `name` its one spelling by which the post is found. By `order` the newest is first.
    """

    page: Page
    language: str
    uri: str
    title: str
    published: datetime
    updated: datetime
    until: datetime | None
    tags: tuple[str, ...]
    summary: str
    key: str
    draft: bool
    aliases: tuple[str, ...]
    name: str
    order: tuple[float, str]

    @property
    def html(self) -> str:
        """The body as safe HTML; it has a ``toc``."""
        return self.page.html

    def shown_at(self, moment: datetime) -> bool:
        """True if readers may see the post at that moment."""
        return (
            not self.draft
            and self.published <= moment
            and (self.until is None or moment < self.until)
        )

    def get_next_moment(self, moment: datetime) -> datetime | None:
        """When, after that moment, the post next appears or disappears by its dates."""
        if self.draft:
            return None
        if moment < self.published:
            return self.published
        return self.until if self.until is not None and moment < self.until else None


def read_post(page: Page, zone: tzinfo) -> Post:
    """The post that a page at ``posts/<language>/<name>`` describes.

    A date without a time means midnight in `zone`, a time without a zone is in `zone`.
    Raises `PostError` for front matter that is missing, of a wrong type or unknown.
    """
    _, language, name = page.path.split("/", 2)
    meta = page.meta
    if not meta.keys() <= _KNOWN:
        _refuse_unknown(meta)
    published = _get_moment(meta, "date", zone)
    if published is None:
        raise PostError("it has no date: add a line like 'date: 2026-09-01'.")
    uri = _make_uri(name)
    return Post(
        page=page,
        language=language,
        uri=uri,
        title=_get_text(meta, "title"),
        published=published,
        updated=_get_moment(meta, "updated", zone) or published,
        until=_get_moment(meta, "until", zone),
        tags=_get_words(meta, "tags"),
        summary=_get_text(meta, "summary", ""),
        key=_get_text(meta, "key", name),
        draft=_get_flag(meta, "draft"),
        aliases=_get_words(meta, "aliases"),
        name=fold(uri),
        order=(-published.timestamp(), page.path),
    )


def fold(name: str) -> str:
    """One spelling for names that readers take for the same: case and width."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFKC", name).casefold()


def _make_uri(name: str) -> str:
    number = _NUMBER.match(name)
    uri = compose(name[number.end() :] if number else name)
    if not is_part_of_address(uri):
        raise PostError(
            f"{name!r} makes no address: put the file right under its language, with"
            " a name such as '02-hello-world.md'."
        )
    return uri


def is_part_of_address(text: str) -> bool:
    """Whether a text can be one: browsers leave "." and ".." out of an address."""
    return 0 < len(text) <= _LONGEST and "/" not in text and text not in {".", ".."}


def compose(text: str) -> str:
    """The text in NFC, the form of Unicode that addresses here are in."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _refuse_unknown(meta: Mapping[Any, Any]) -> None:
    unknown = sorted(str(name) for name in meta if name not in _KNOWN)
    raise PostError(
        f"its front matter has {unknown[0]!r}, which means nothing here; it may have"
        f" {', '.join(sorted(_KNOWN))}."
    )


def _get_text(meta: Mapping[Any, Any], name: str, default: str | None = None) -> str:
    value = meta.get(name, default)
    if value is None:
        raise PostError(f"it has no {name}: add a line '{name}: ...'.")
    if isinstance(value, (dict, list, set)):
        raise PostError(f"its {name} is {value!r}: write it in quotes, as one text.")
    # A title such as `404` is a number to YAML.
    text = compose(value if isinstance(value, str) else str(value))
    if default is None and not text.strip():
        raise PostError(f"its {name} is empty.")
    return text


def _get_moment(meta: Mapping[Any, Any], name: str, zone: tzinfo) -> datetime | None:
    value = meta.get(name)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone)
    raise PostError(
        f"its {name} is {value!r}, no date: write it as 2026-09-01 or as"
        " 2026-09-01T08:00:00+02:00, without quotes."
    )


def _get_words(meta: Mapping[Any, Any], name: str) -> tuple[str, ...]:
    value = meta.get(name) or ()
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise PostError(f"its {name} are {value!r}: write them as [one, two].")
    words = []
    for word in value:
        text = compose(str(word)).strip()
        if not is_part_of_address(text):
            raise PostError(
                f"{text[:50]!r} in its {name} makes no address: it must have 1 to"
                f" {_LONGEST} characters, no slash, and more than dots."
            )
        words.append(text)
    return tuple(words)


def _get_flag(meta: Mapping[Any, Any], name: str) -> bool:
    value = meta.get(name, False)
    if not isinstance(value, bool):
        raise PostError(f"its {name} is {value!r}: write true or false.")
    return value
