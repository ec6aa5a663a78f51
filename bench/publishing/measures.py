"""What press.py measures: which sites, and what they are asked for."""

from __future__ import annotations

from pathlib import Path

from server import Figure

from . import articles, rounds, traffic
from .child import Setup
from .rounds import Figures

FEW = 100
NAMES = ("press", "Flask")
# Posts in a round of first views: four articles in two languages.
PART = 4
Memory = dict[str, float]


class Sites:
    """Content folders with few posts and with many, and the sites on them."""

    def __init__(self, folder: Path, many: int) -> None:
        self.folder = folder
        self.many = many
        for posts in (FEW, many):
            articles.write_site(folder / str(posts), posts)

    def setup(self, framework: str, posts: int, **options: bool) -> Setup:
        content, index = self.folder / str(posts), self.folder / f"index-{posts}.db"
        return Setup(framework, content, index, **options)

    def pair(self, posts: int, **options: bool) -> dict[str, Setup]:
        """press and its peer."""
        return {name: self.setup(name, posts, **options) for name in NAMES}

    def sizes(self, framework: str, **options: bool) -> dict[str, Setup]:
        """One site with few posts and with many, named after their number."""
        return {
            f"{framework} {posts}": self.setup(framework, posts, **options)
            for posts in (FEW, self.many)
        }


def choose_cases() -> dict[str, traffic.Requests]:
    return {
        "home": traffic.get(traffic.list_homes()),
        "tag": traffic.get(traffic.list_tags(10)),
        "post": traffic.get(traffic.list_posts(0, 20)),
    }


def measure_pages(sites: Sites, count: int, slice_: float) -> Figures:
    """Pages that were asked for before, on sites with few posts."""
    setups = {
        **sites.pair(FEW),
        "press, none kept": sites.setup("press", FEW, keeps=False),
        "Flask-Caching": sites.setup("Flask", FEW, cached=True),
    }
    mix = traffic.list_mix(FEW)
    cases = {
        **choose_cases(),
        "mix": traffic.get(mix),
        "mix, HEAD": traffic.get(mix, "HEAD"),
        "mix, seen before": rounds.find_tags(setups["press"], traffic.get(mix)),
    }
    return rounds.time_cases(setups, cases, count, slice_)


def measure_growth(
    sites: Sites, count: int, slice_: float, memory: Memory
) -> dict[str, Figures]:
    """Few posts and many; `memory` gets what each site takes with both."""
    cases, ours, theirs = choose_cases(), sites.sizes("press"), sites.sizes("Flask")
    kept = rounds.time_cases(ours, cases, count, slice_, memory)
    anew = rounds.time_cases(sites.sizes("press", keeps=False), cases, count, slice_)
    # Flask with many posts is slow: no more than is needed.
    anew |= rounds.time_cases(theirs, cases, min(count, 3), 0, memory)
    parts = [
        traffic.get(traffic.list_posts(at * PART, 2 * PART)) for at in range(count + 1)
    ]
    first = rounds.time_first_views({**ours, **theirs}, parts, "post")
    return {"kept": kept, "made anew": anew, "first seen": first}


def measure_starts(sites: Sites, count: int, flask: bool) -> Figures:
    """Fresh processes of the site with many posts."""
    setup = sites.setup("press", sites.many)
    asks = {
        "start to first page": ["/"],
        "index alone": ["--index"],
        "index, files looked at": ["--index", "--look"],
    }
    figures = rounds.time_starts({"cold": setup, "warm": setup}, asks, count)
    if flask:
        theirs = {"Flask": sites.setup("Flask", sites.many)}
        figures |= rounds.time_starts(theirs, asks, 1)
    return figures


def measure_reload(sites: Sites, count: int) -> dict[int, Figures]:
    """Each request looks at all files: the setting of those who are writing."""
    found = {}
    for posts in (FEW, sites.many):
        mix = {"mix": traffic.get(traffic.list_mix(posts)[:10])}
        setups = sites.pair(posts, reload=True)
        found[posts] = rounds.time_cases(setups, mix, count, 0.05)
        saved = sites.folder / str(posts) / "posts" / "en" / "note-00003.md"
        found[posts] |= rounds.time_saved(setups, saved, count, "home, a post saved")
    return found


def measure_server(
    sites: Sites,
    count: int,
    seconds: int,
    cores: tuple[int | None, int | None],
    quick: bool,
) -> dict[tuple[str, str], list[Figure]]:
    """One Granian worker with few posts, asked by wrk."""
    cases = {"mix": traffic.get(traffic.list_mix(FEW))}
    if not quick:
        cases = {**choose_cases(), **cases}
    setups = sites.pair(FEW)
    return rounds.measure_server(setups, cases, count, seconds, cores, sites.folder)
