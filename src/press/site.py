"""The site: its name, languages and address, from ``site.toml`` in the content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from .languages import Language, LanguageError, load_language

FILE = "site.toml"


class SiteError(ValueError):
    """``site.toml`` is missing, or something in it cannot be used."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the site is called in one language."""

    name: str
    tagline: str
    description: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    author: str
    languages: list[str]
    words: dict[str, Words]
    url: str = ""
    timezone: str = "UTC"
    posts_per_page: int = 10


@dataclass(frozen=True, slots=True)
class Site:
    """A publishing site as its owner describes it.

    `url` is where the site is reached, without a slash at the end; ``None`` when it is
    not known: then addresses begin with the host of the request. The first of the
    `languages` has the addresses without a prefix.
    """

    author: str
    languages: tuple[Language, ...]
    words: dict[str, Words]
    url: str | None
    zone: ZoneInfo
    posts_per_page: int
    codes: tuple[str, ...]

    def get_language(self, code: str) -> Language:
        """One of the site's languages, by the name of its folder."""
        return self.languages[self.codes.index(code)]

    def get_prefix(self, code: str) -> str:
        """What addresses in a language begin with: nothing for the first one."""
        return "" if code == self.codes[0] else f"/{code}"


def load_site(content: Path, url: str | None = None) -> Site:
    """The site described in a content folder; `url` goes before the file's.

    Raises `SiteError` if the file is missing or says something that cannot be used.
    """
    source = content / FILE
    try:
        text = source.read_bytes()
    except OSError as error:
        raise SiteError(
            f"There is no site in {str(content)!r}: {source} cannot be read"
            f" ({error.strerror}). Set PRESS_CONTENT to the folder that has {FILE}"
            " and posts/."
        ) from None
    try:
        found = msgspec.toml.decode(text, type=_File)
    except msgspec.DecodeError as error:
        raise SiteError(f"{source}: {error}") from None
    if not found.languages:
        raise SiteError(f"{source}: languages is empty; name one, such as 'en'.")
    for code in found.languages:
        if code not in found.words:
            raise SiteError(
                f"{source}: the language {code!r} has no words: add [words.{code}]"
                " with name, tagline and description."
            )
    if found.posts_per_page < 1:
        raise SiteError(f"{source}: posts_per_page must be 1 or more.")
    try:
        languages = tuple(load_language(code) for code in found.languages)
        zone = ZoneInfo(found.timezone)
    except LanguageError as error:
        raise SiteError(f"{source}: {error}") from None
    except (ZoneInfoNotFoundError, ValueError):
        raise SiteError(
            f"{source}: there is no time zone {found.timezone!r}; names are like"
            " 'Europe/Berlin' or 'UTC'. On a system without them:"
            " pip install tzdata"
        ) from None
    return Site(
        author=found.author,
        languages=languages,
        words=found.words,
        url=_check_url(url or found.url, source),
        zone=zone,
        posts_per_page=found.posts_per_page,
        codes=tuple(found.languages),
    )


def _check_url(url: str, source: Path) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SiteError(
            f"{source}: the url {url!r} is no address: write it in full, such as"
            " 'https://example.org'. PRESS_URL in the environment goes before it."
        )
    return url.rstrip("/")
