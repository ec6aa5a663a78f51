"""Content for a publishing site: any number of posts, the same ones every time.

A post is put together from passages that are made once: 10,000 posts are about 120 MB,
and writing them takes seconds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")
# Long past, so that every post is published whenever this runs.
LAST_DAY = date(2025, 12, 31)
YEARS = 12
# One article in so many is not finished.
DRAFTS = 50


class Words(NamedTuple):
    """What sentences of a language are made of."""

    things: list[str]
    deeds: list[str]
    ways: list[str]
    patterns: list[str]
    gap: str
    # Sentences in a paragraph; both languages then take about as long to read.
    sentences: list[int]


SOURCE = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
SITE: str = SOURCE["site"]
TAGS: list[list[str]] = SOURCE["tags"]
WORDS = {language: Words(**words) for language, words in SOURCE["words"].items()}


class Passages(NamedTuple):
    """What the posts of a language are put together from."""

    paragraphs: list[str]
    headings: list[str]
    extras: list[str]
    titles: list[str]
    summaries: list[str]


def count_articles(posts: int) -> int:
    """Each article is there in every language."""
    return posts // len(LANGUAGES)


def write_site(folder: Path, posts: int) -> None:
    """Make a content folder with that many posts, half of them in each language.

    Article number 7 has the same text in a site of any size; only the dates spread
    over more or fewer days.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.toml").write_text(SITE, "utf-8")
    articles = count_articles(posts)
    pause = timedelta(days=max(1, YEARS * 365 // articles))
    for language in LANGUAGES:
        about = folder / "pages" / language / "about.md"
        about.parent.mkdir(parents=True)
        passages = make_passages(language)
        about.write_text(
            f"---\ntitle: {passages.titles[0]}\n---\n\n{passages.paragraphs[0]}\n",
            "utf-8",
        )
        home = folder / "posts" / language
        home.mkdir(parents=True)
        for number in range(articles):
            # Never two of a language on one day, so that there is one order only.
            day = LAST_DAY - (articles - 1 - number) * pause
            text = write_post(language, passages, number, day)
            (home / f"{get_uri(language, number)}.md").write_text(text, "utf-8")


def get_uri(language: str, number: int) -> str:
    """The address of an article in a language, as its file is called."""
    return f"note-{number:05}" if language == "en" else f"笔记-{number:05}"


def is_draft(number: int) -> bool:
    return number % DRAFTS == DRAFTS - 1


def get_tags(language: str, number: int) -> list[str]:
    random = Random(f"tags {number}")
    chosen: list[int] = []
    for _ in range(random.randint(2, 4)):
        # The square makes the first tags the frequent ones.
        at = int(random.random() ** 2 * len(TAGS))
        if at not in chosen:
            chosen.append(at)
    return [TAGS[at][LANGUAGES.index(language)] for at in chosen]


def write_post(language: str, passages: Passages, number: int, day: date) -> str:
    """The text of one post's file."""
    random = Random(f"{language} {number}")
    lines = [
        "---",
        f"title: {random.choice(passages.titles)} ({number + 1})",
        f"date: {day.isoformat()}",
        f"tags: [{', '.join(get_tags(language, number))}]",
        f"summary: {random.choice(passages.summaries)}",
        f"key: note-{number:05}",
    ]
    if is_draft(number):
        lines.append("draft: true")
    parts = ["\n".join([*lines, "---"]), random.choice(passages.paragraphs)]
    for _ in range(random.randint(5, 8)):
        parts.append(f"## {random.choice(passages.headings)}")
        parts += random.sample(passages.paragraphs, k=random.randint(2, 3))
        if random.random() < 0.7:
            parts.append(random.choice(passages.extras))
    return "\n\n".join(parts) + "\n"


def make_passages(language: str) -> Passages:
    random, words = Random(f"passages {language}"), WORDS[language]

    def make(maker: Callable[[Random, Words], str], count: int) -> list[str]:
        return [maker(random, words) for _ in range(count)]

    return Passages(
        paragraphs=make(write_paragraph, 300),
        headings=make(write_heading, 80),
        extras=[
            *make(write_code, 40),
            *make(write_table, 20),
            *make(write_list, 20),
            *make(write_quote, 10),
        ],
        titles=make(write_heading, 80),
        summaries=make(write_summary, 80),
    )


def write_sentence(random: Random, words: Words) -> str:
    pattern = random.choice(words.patterns)
    a, b, c, d = random.sample(words.things, 4)
    do, does = random.sample(words.deeds, 2)
    way, n = random.choice(words.ways), random.randrange(1, 400)
    return pattern.format(a=a, b=b, c=c, d=d, do=do, does=does, way=way, n=n)


def write_paragraph(random: Random, words: Words) -> str:
    count = random.randint(*words.sentences)
    return "".join(write_sentence(random, words) for _ in range(count)).strip()


def write_heading(random: Random, words: Words) -> str:
    a, b = random.sample(words.things, 2)
    heading = words.gap.join([a, random.choice(words.deeds), b])
    return heading[0].upper() + heading[1:]


def write_summary(random: Random, words: Words) -> str:
    return write_heading(random, words) + words.gap + random.choice(SOURCE["names"])


def write_code(random: Random, words: Words) -> str:
    thing, deed = random.choice(SOURCE["names"]), random.choice(SOURCE["verbs"])
    n = random.randrange(2, 90)
    code = random.choice(SOURCE["code"])
    return code.format(thing=thing, Thing=thing.title(), deed=deed, n=n).strip()


def write_table(random: Random, words: Words) -> str:
    rows = [f"| {random.choice(words.things)} | A | B |", "| --- | --- | ---: |"]
    for _ in range(random.randint(4, 9)):
        thing, way = random.choice(words.things), random.choice(words.ways)
        rows.append(f"| {thing} | {way} | {random.randrange(10_000)} |")
    return "\n".join(rows)


def write_list(random: Random, words: Words) -> str:
    sentences = (write_sentence(random, words) for _ in range(random.randint(3, 6)))
    return "\n".join(f"- {sentence.strip()}" for sentence in sentences)


def write_quote(random: Random, words: Words) -> str:
    return f"> {write_paragraph(random, words)}"
