"""A feed: the newest posts in full, in one of three formats."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

# What XML 1.0 cannot hold at all, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_LINKS = re.compile(r'(\s(?:href|src)=")(/(?!/)|#)')


@dataclass(frozen=True, slots=True)
class Entry:
    """A post in a feed. `address` and the links in `html` are full addresses."""

    title: str
    address: str
    language: str
    published: datetime
    updated: datetime
    summary: str
    html: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its own full addresses: `home` is the page that it feeds."""

    title: str
    description: str
    author: str
    language: str
    home: str
    address: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """The latest change in it; a fixed moment for an empty feed."""
        return max(
            (entry.updated for entry in self.entries),
            default=datetime(1970, 1, 1, tzinfo=UTC),
        )


def complete_links(html: str, root: str, address: str) -> str:
    """HTML whose links are full addresses, as readers of feeds need them."""
    return _LINKS.sub(
        lambda found: found[1] + (f"{root}/" if found[2] == "/" else f"{address}#"),
        html,
    )


def write_rss(feed: Feed) -> bytes:
    """RSS 2.0, the content in full (RSS 2.0 at Harvard; content module of RSS 1.0)."""
    ET.register_namespace("atom", _ATOM)
    ET.register_namespace("content", _CONTENT)
    ET.register_namespace("dc", _DC)
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", format_datetime(feed.updated))
    ET.SubElement(
        channel,
        f"{{{_ATOM}}}link",
        href=feed.address,
        rel="self",
        type="application/rss+xml",
    )
    for entry in feed.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", entry.address)
        _add(item, "guid", entry.address).set("isPermaLink", "true")
        _add(item, "pubDate", format_datetime(entry.published))
        _add(item, f"{{{_DC}}}creator", feed.author)
        for tag in entry.tags:
            _add(item, "category", tag)
        _add(item, "description", entry.summary)
        _add(item, f"{{{_CONTENT}}}encoded", entry.html)
    return _serialize(rss)


def write_atom(feed: Feed) -> bytes:
    """Atom (RFC 4287), the content in full."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "id", feed.address)
    _add(root, "updated", feed.updated.isoformat())
    ET.SubElement(root, "link", rel="self", href=feed.address)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for found in feed.entries:
        entry = ET.SubElement(root, "entry", {"xml:lang": found.language})
        _add(entry, "title", found.title)
        _add(entry, "id", found.address)
        ET.SubElement(
            entry, "link", rel="alternate", type="text/html", href=found.address
        )
        _add(entry, "published", found.published.isoformat())
        _add(entry, "updated", found.updated.isoformat())
        for tag in found.tags:
            ET.SubElement(entry, "category", term=_clean(tag))
        _add(entry, "summary", found.summary)
        _add(entry, "content", found.html).set("type", "html")
    return _serialize(root)


def write_json(feed: Feed) -> bytes:
    """JSON Feed 1.1, the content in full."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": entry.address,
                "url": entry.address,
                "title": entry.title,
                "summary": entry.summary,
                "content_html": entry.html,
                "date_published": entry.published.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "tags": list(entry.tags),
                "language": entry.language,
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _serialize(root: ET.Element) -> bytes:
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
