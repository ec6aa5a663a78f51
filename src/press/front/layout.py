"""What all pages have in common: their frame, and how lists go over several pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kolben import abort, render_template, request, url_for

from ..posts import Post
from ..publication import Publication

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORDS_A_MINUTE = 200
_HAN_A_MINUTE = 350


@dataclass(frozen=True, slots=True)
class Pager:
    """One page of a list. `newer` and `older` are addresses of the pages around it."""

    posts: Sequence[Post]
    number: int
    count: int
    newer: str | None
    older: str | None


def make_pager(
    posts: Sequence[Post], number: int, size: int, endpoint: str, **values: Any
) -> Pager:
    """The page of that number, counted from 1; 404 beyond the last one."""
    count = max(1, -(-len(posts) // size))
    if not 1 <= number <= count:
        abort(404)
    return Pager(
        posts=posts[(number - 1) * size : number * size],
        number=number,
        count=count,
        newer=url_for(endpoint, number=number - 1, **values) if number > 1 else None,
        older=url_for(endpoint, number=number + 1, **values)
        if number < count
        else None,
    )


def count_minutes(text: str) -> int:
    """About how long a text takes to read; Han characters are read one by one."""
    han = 0 if text.isascii() else len(_HAN.findall(text))
    words = len(text.split())
    return max(1, round(han / _HAN_A_MINUTE + words / _WORDS_A_MINUTE))


def get_root(publication: Publication) -> str:
    """What makes a path on this site a full address."""
    return publication.site.url or request.host_url.rstrip("/")


def render(
    template: str,
    publication: Publication,
    language: str,
    path: str | None,
    alternates: Mapping[str, str] | None = None,
    **values: Any,
) -> str:
    """A page in a language. `path` is its own address; `None` keeps it unlisted.

    `alternates` has the addresses of the same page in the site's languages.
    """
    site = publication.site
    return render_template(
        template,
        t=site.get_language(language),
        language=language,
        site=site,
        words=site.words[language],
        root=get_root(publication),
        path=path,
        alternates=alternates or {},
        has_about=publication.get_about(language) is not None,
        count_minutes=count_minutes,
        **values,
    )
