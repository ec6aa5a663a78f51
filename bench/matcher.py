"""What a match costs as the number of rules grows."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import machine
import results
import tables
import timing
from werkzeug.routing import Map, Rule

from kolben.routing.map import UrlMap
from kolben.routing.matcher import compile_matcher

COUNTS = (10, 100, 1_000, 10_000)
#: Kind of rule set → the rule of one number, the path that hits it.
SHAPES = {
    "literal": ("/page{}", "/page{}"),
    "variable last": ("/shop{}/item/<int:item_id>", "/shop{}/item/7"),
    "variable first": ("/<name>/part{}/<int:item_id>", "/ada/part{}/7"),
}

Match = Callable[[str, str], object]


def make_rules(shape: str, count: int) -> list[Rule]:
    return [
        Rule(SHAPES[shape][0].format(number), endpoint=str(number), methods=["GET"])
        for number in range(count)
    ]


def make_werkzeug(shape: str, count: int) -> Match:
    return Map(make_rules(shape, count)).bind("127.0.0.1").match


def make_kolben(shape: str, count: int) -> Match:
    return compile_matcher(
        UrlMap(make_rules(shape, count)), lambda rule: rule.endpoint
    ).find


MAKERS = {"kolben": make_kolben, "werkzeug": make_werkzeug}


def loop(match: Match, paths: list[str]) -> timing.Loop:
    """A turn is one match of every path: the first rule, the middle, the last."""

    def run(count: int) -> None:
        for _ in range(count):
            for path in paths:
                match(path, "GET")

    return run


def prepare(
    counts: tuple[int, ...],
) -> tuple[dict[tuple[str, str, int], timing.Loop], int]:
    """A checked loop per contender, shape and count, and the matches in a turn."""
    loops: dict[tuple[str, str, int], timing.Loop] = {}
    for shape, (_, path) in SHAPES.items():
        for count in counts:
            numbers = (0, count // 2, count - 1)
            paths = [path.format(number) for number in numbers]
            for name, make in MAKERS.items():
                match = make(shape, count)
                for number, wanted in zip(numbers, paths, strict=True):
                    found = match(wanted, "GET")
                    if not isinstance(found, tuple) or found[0] != str(number):
                        raise SystemExit(f"{name}: {wanted} matched {found!r}")
                loops[name, shape, count] = loop(match, paths)
    return loops, 3


def report(counts: tuple[int, ...], best: dict[tuple[str, str, int], float]) -> str:
    rows = []
    for shape in SHAPES:
        for name in MAKERS:
            costs = [best[name, shape, count] for count in counts]
            growth = best[name, shape, 1000] / best[name, shape, 10]
            row = [f"{shape}: {name}", *(f"{cost:.2f}" for cost in costs)]
            row.append(f"{growth:.2f}")
            row.append(tables.verdict(growth <= 1.2) if name == "kolben" else "")
            rows.append(row)
    head = ["µs per match", *(f"{count:,}" for count in counts)]
    return tables.table([*head, "1,000:10", "must ≤ 1.2"], rows)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="four rounds, no 10,000")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    counts, rounds = (COUNTS[:3], 4) if chosen.quick else (COUNTS, chosen.rounds)
    loops, matches = prepare(counts)
    figures = timing.interleaved(loops, rounds=rounds)
    best = {key: min(values) / matches for key, values in figures.items()}
    text = (
        f"{machine.header('kolben', 'werkzeug')}\n"
        f"Mean of the first, the middle and the last rule; best of {rounds} "
        "interleaved rounds. Columns are numbers of rules.\n\n"
        f"{report(counts, best)}"
    )
    print(text)
    if chosen.json:
        plain = [
            {"matcher": name, "shape": shape, "rules": count, "rounds": values}
            for (name, shape, count), values in figures.items()
        ]
        chosen.json.write_text(json.dumps(plain, indent=1))
    if chosen.record:
        results.record("matcher", text)


if __name__ == "__main__":
    main()
