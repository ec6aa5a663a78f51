"""What readers ask a site for."""

from __future__ import annotations

from random import Random

from . import articles

Requests = list[dict[str, str]]

# In the mix: one home page, two tag pages and seven posts of ten.
MIX = 100
HOMES = 10
TAGS = 20


def list_homes() -> list[str]:
    return ["/", "/zh/"]


def list_tags(count: int) -> list[str]:
    """The pages of the tags with most posts, half of them in each language."""
    return [f"/list/{name}/" for pair in articles.TAGS[: count // 2] for name in pair]


def list_posts(start: int, count: int) -> list[str]:
    """Posts of articles from a number on, half of them in each language."""
    numbers = [n for n in range(start, start + count) if not articles.is_draft(n)]
    return [
        f"/page/{articles.get_uri(language, number)}/"
        for number in numbers[: count // 2]
        for language in articles.LANGUAGES
    ]


def list_mix(posts: int) -> list[str]:
    """Requests to a site with that many posts, as they may come in a minute.

    Posts are asked for at random, new ones more often than old ones.
    """
    random = Random("mix")
    last = articles.count_articles(posts) - 1
    mix = random.choices(list_homes(), k=HOMES)
    mix += random.choices(list_tags(20), weights=range(20, 0, -1), k=TAGS)
    while len(mix) < MIX:
        number = last - int(random.random() ** 2 * (last + 1))
        if not articles.is_draft(number):
            uri = articles.get_uri(random.choice(articles.LANGUAGES), number)
            mix.append(f"/page/{uri}/")
    random.shuffle(mix)
    return mix


def get(paths: list[str], method: str = "GET") -> Requests:
    """Requests in the form that `side.time_requests` takes."""
    return [{"path": path, "method": method} for path in paths]
