"""The tables of press.py: what was measured, and whether it is what must be."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean, median

import tables
from server import Figure

from .measures import FEW, NAMES, Memory
from .rounds import Figures, pick

SECOND = 1_000_000


def caption(text: str, table: str) -> str:
    return f"{text}\n\n{table}"


def list_cases(figures: Iterable[tuple[str, str]]) -> list[str]:
    return list(dict.fromkeys(case for case, _ in figures))


def report_pages(figures: Figures) -> str:
    best, middle = pick(figures, min), pick(figures, median)
    rows = []
    for case in list_cases(figures):
        theirs = best[case, "Flask"]
        times = theirs / best[case, "press"]
        row = [case, f"{SECOND / best[case, 'press']:,.0f}", f"{SECOND / theirs:,.0f}"]
        row += [
            f"{times:.1f}",
            f"{middle[case, 'Flask'] / middle[case, 'press']:.1f}",
            tables.verdict(times >= 5),
        ]
        for name in ("press, none kept", "Flask-Caching"):
            us = best[case, name]
            row.append(f"{SECOND / us:,.0f} ({theirs / us:.1f})")
        rows.append(row)
    head = ["", "press", "Flask", "times", "of medians", "must ≥ 5"]
    return caption(
        f"In one process, {FEW} posts: pages per second of processor time; in "
        "parentheses how many times Flask's.",
        tables.table([*head, "press, none kept", "Flask-Caching"], rows),
    )


def report_growth(many: int, growth: dict[str, Figures]) -> str:
    rows = []
    for what, figures in growth.items():
        # Every first view is of another page; what a few pages cost is their mean.
        best = pick(figures, fmean if what == "first seen" else min)
        for case in list_cases(figures):
            row = [f"{case}, {what}"]
            for name in ("press", "Flask"):
                pair = [best.get((case, f"{name} {posts}")) for posts in (FEW, many)]
                if pair[0] is None or pair[1] is None:
                    row += ["", "", ""]
                    continue
                ratio = pair[1] / pair[0]
                row += [*(f"{us:,.1f}" for us in pair), f"{ratio:.2f}"]
                if name == "press":
                    row.append(tables.verdict(ratio <= 1.5))
            rows.append(row)
    return caption(
        "Few posts and many: microseconds of processor time per request.",
        tables.table(
            [
                "",
                *(f"press, {posts:,}" for posts in (FEW, many)),
                *("ratio", "must ≤ 1.5"),
                *(f"Flask, {posts:,}" for posts in (FEW, many)),
                "ratio",
            ],
            rows,
        ),
    )


def report_starts(many: int, figures: Figures) -> str:
    best, middle = pick(figures, min), pick(figures, median)
    rows = []
    for case in list_cases(figures):
        cold, warm = best[case, "cold"], best[case, "warm"]
        ratio = warm / cold
        flask = best.get((case, "Flask"))
        rows.append(
            [
                case,
                f"{cold * 1000:,.0f}",
                f"{warm * 1000:,.0f}",
                f"{ratio:.3f}",
                f"{middle[case, 'warm'] / middle[case, 'cold']:.3f}",
                tables.verdict(ratio <= 0.1),
                f"{flask * 1000:,.0f}" if flask else "",
            ]
        )
    head = ["", "cold", "warm", "ratio", "of medians", "must ≤ 0.1", "Flask"]
    return caption(
        f"Fresh processes with {many:,} posts: milliseconds by the clock, without an "
        "index on disk and with one.",
        tables.table(head, rows),
    )


def report_memory(many: int, memory: Memory) -> str:
    rows = [
        [f"{posts:,} posts", *(f"{memory[f'{name} {posts}']:.1f}" for name in NAMES)]
        for posts in (FEW, many)
    ]
    return caption(
        "What the processes of the table above took, at their highest.",
        tables.table(["MB", *NAMES], rows),
    )


def report_reload(found: dict[int, Figures]) -> str:
    rows = []
    for posts, figures in found.items():
        best = pick(figures, min)
        for case in list_cases(figures):
            ours, theirs = best[case, "press"], best[case, "Flask"]
            row = [f"{case}, {posts:,} posts"]
            rows.append(
                [*row, *(f"{us:,.0f}" for us in (ours, theirs)), f"{theirs / ours:.1f}"]
            )
    return caption(
        "Every request looks at all files (`FLATPAGES_AUTO_RELOAD = True`): "
        "microseconds of processor time per request.",
        tables.table(["", "press", "Flask", "times"], rows),
    )


def report_server(figures: dict[tuple[str, str], list[Figure]]) -> str:
    best = {key: max(many, key=lambda one: one.rate) for key, many in figures.items()}
    rows = []
    for case in list_cases(figures):
        ours, theirs = best[case, "press"], best[case, "Flask"]
        row = [case]
        for figure in (ours, theirs):
            row += [f"{figure.rate:,.0f}", f"{figure.p99:.2f}", f"{figure.cost:.1f}"]
        times = ours.rate / theirs.rate
        rows.append([*row, f"{times:.1f}", tables.verdict(times >= 5)])
    head = ["", "press, req/s", "p99 ms", "µs"]
    head += ["Flask, req/s", "p99 ms", "µs", "times", "must ≥ 5"]
    return caption(
        f"One Granian worker on one core, wrk on another, {FEW} posts; µs is the "
        "worker's processor time per request.",
        tables.table(head, rows),
    )
