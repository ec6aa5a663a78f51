"""Measuring sites against each other: checked first, then in interleaved rounds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from server import Figure, wrk
from worker import serving_target

from .child import SITES, Child, Setup, start_once
from .traffic import Requests

# (case, site) → a figure of each round.
Figures = dict[tuple[str, str], list[float]]
SECOND = 1_000_000


def check_answers(children: Mapping[str, Child], requests: Requests) -> None:
    """Stop when a site does not answer, or two show the same content differently."""
    for path in dict.fromkeys(asked["path"] for asked in requests):
        bodies: dict[Path, tuple[str, str]] = {}
        for name, child in children.items():
            answer = child.ask("answer", path=path)
            if answer["status"] != 200:
                raise SystemExit(f"{name}: {path}: {answer['status']}")
            other, body = bodies.setdefault(child.setup.content, (name, answer["body"]))
            if answer["body"] != body:
                raise SystemExit(f"{path} differs: {other}, {name}")


def time_cases(
    setups: Mapping[str, Setup],
    cases: Mapping[str, Requests],
    rounds: int,
    slice_: float,
    memory: dict[str, float] | None = None,
) -> Figures:
    """Microseconds of processor time per request, of every site in every case.

    A round asks every site in turn, about `slice_` seconds each. `memory` gets what
    the processes take at the end, in MB.
    """
    figures: Figures = {}
    turns = {}
    with ExitStack() as running:
        children = {
            name: running.enter_context(Child(setup)) for name, setup in setups.items()
        }
        for case, requests in cases.items():
            check_answers(children, requests)
            for name, child in children.items():
                us = child.ask("time", requests=requests, turns=1)["us"]
                took = us * len(requests) / SECOND
                turns[case, name] = max(1, round(slice_ / took))
        for _ in range(rounds):
            for (case, name), count in turns.items():
                answer = children[name].ask("time", requests=cases[case], turns=count)
                figures.setdefault((case, name), []).append(answer["us"])
        if memory is not None:
            for name, child in children.items():
                memory[name] = child.ask("memory")["peak"]
    return figures


def time_first_views(
    setups: Mapping[str, Setup], parts: Iterable[Requests], case: str
) -> Figures:
    """Microseconds for pages that nobody has asked for; every part is one round."""
    figures: Figures = {}
    with ExitStack() as running:
        children = {
            name: running.enter_context(Child(setup)) for name, setup in setups.items()
        }
        first, *others = parts
        for child in children.values():
            # What only the very first page costs, such as the templates.
            child.ask("time", requests=first, turns=1)
        for requests in others:
            for name, child in children.items():
                answer = child.ask("time", requests=requests, turns=1)
                figures.setdefault((case, name), []).append(answer["us"])
    return figures


def time_saved(
    setups: Mapping[str, Setup], file: Path, rounds: int, case: str
) -> Figures:
    """Microseconds of the first home page after a file was saved."""
    figures: Figures = {}
    home = [{"path": "/"}]
    with ExitStack() as running:
        children = {
            name: running.enter_context(Child(setup)) for name, setup in setups.items()
        }
        for child in children.values():
            child.ask("time", requests=home, turns=1)
        for _ in range(rounds):
            with file.open("a", encoding="utf-8") as text:
                text.write("\nOne more line.\n")
            for name, child in children.items():
                answer = child.ask("time", requests=home, turns=1)
                figures.setdefault((case, name), []).append(answer["us"])
    return figures


def find_tags(setup: Setup, requests: Requests) -> Requests:
    """The same requests from a reader who has seen the pages before."""
    with Child(setup) as child:
        known = []
        for asked in requests:
            etag = child.ask("answer", **asked)["headers"]["Etag"]
            known.append({**asked, "known": etag})
            if child.ask("answer", **known[-1])["status"] != 304:
                raise SystemExit(f"{asked['path']}: no 304")
    return known


def time_starts(
    sites: Mapping[str, Setup], asks: Mapping[str, list[str]], rounds: int
) -> Figures:
    """Seconds by the clock of fresh processes.

    A site's name that begins with "cold" has its index removed before each start.
    """
    figures: Figures = {}
    for _ in range(rounds):
        for name, setup in sites.items():
            for case, arguments in asks.items():
                if name.startswith("cold"):
                    remove_index(setup.index)
                found = start_once(setup, arguments)
                took = found.get("clock", found["since_start"])
                figures.setdefault((case, name), []).append(took)
    return figures


def remove_index(path: Path) -> None:
    for found in path.parent.glob(f"{path.name}*"):
        found.unlink()


def measure_server(
    setups: Mapping[str, Setup],
    cases: Mapping[str, Requests],
    rounds: int,
    seconds: int,
    cores: tuple[int | None, int | None],
    folder: Path,
) -> dict[tuple[str, str], list[Figure]]:
    """wrk against one Granian worker; every round starts both sites anew."""
    served_on, asked_from = cores
    scripts = {}
    for at, (case, requests) in enumerate(cases.items()):
        scripts[case] = folder / f"case{at}.lua"
        scripts[case].write_text(write_script([asked["path"] for asked in requests]))
    figures: dict[tuple[str, str], list[Figure]] = {}
    for _ in range(rounds):
        for name, setup in setups.items():
            with serving_target(
                f"{setup.module}:create_app",
                SITES,
                served_on,
                settings=setup.get_settings(),
            ) as server:
                for case, script in scripts.items():
                    wrk(server, "/", 1, 32, asked_from, script)
                    figure = wrk(server, "/", seconds, 32, asked_from, script)
                    figures.setdefault((case, name), []).append(figure)
    return figures


def write_script(paths: list[str]) -> str:
    """A script for wrk that asks for paths in turn."""
    listing = ", ".join(json.dumps(quote(path)) for path in paths)
    return f"""\
local paths, requests, at = {{{listing}}}, {{}}, 0
function init(arguments)
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


def pick(
    figures: Figures, choose: Callable[[list[float]], float]
) -> dict[tuple[str, str], float]:
    """One figure of the many: the least, the median."""
    return {key: choose(values) for key, values in figures.items()}
