"""Microseconds per request of Kolben and its peers, called in this process."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import jinja2
import machine
import peers
import results
import tables
import timing
import wsgi
from apps import content

PACKAGES = (
    "kolben",
    "werkzeug",
    "jinja2",
    "flask",
    "falcon",
    "bottle",
    "django",
)


@dataclass(frozen=True)
class Case:
    """One row: which site is asked for what, and how it must answer."""

    name: str
    site: str
    path: str
    body: object
    must: float | None = None  # of Flask's cost
    query: str = ""
    primed_by: str = ""  # a path whose cookie the request carries
    status: int = 200
    steps: str | None = None
    own_text: bool = False  # each framework words this answer itself
    routes: int | None = None


def table_page() -> bytes:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(content.TEMPLATES), autoescape=True
    )
    page = env.get_template("table.html").render(title="Stock", rows=content.ROWS)
    return page.encode()


def route_cases() -> list[Case]:
    hits = {"first": 0, "middle": 0.5, "last": 1}
    return [
        Case(
            f"{count:,} routes, {where}",
            "routes",
            f"/shop{(number := round((count - 1) * at))}/item/7",
            f"{number}:7".encode(),
            must=1 / 3,
            routes=count,
        )
        for count in (10, 1000)
        for where, at in hits.items()
    ]


CASES = [
    Case("plain text", "main", "/plain", content.TEXT.encode(), 1 / 8),
    Case("JSON dict", "main", "/json", content.RECORD, 1 / 8),
    Case("path params", "main", "/user/ada/post/7", b"ada:7", 1 / 8),
    Case(
        "args + jsonify",
        "main",
        "/args",
        {"q": "piston rod", "page": 2},
        1 / 3,
        query="q=piston+rod&page=2",
    ),
    Case("session read", "session", "/visits", b"1", 1 / 3, primed_by="/visit"),
    Case("session write", "session", "/visit", b"2", 1 / 3, primed_by="/visit"),
    Case("template", "main", "/table", table_page(), 2 / 3),
    Case(
        "static file",
        "main",
        "/static/style.css",
        (content.STATIC / "style.css").read_bytes(),
        1 / 3,
    ),
    Case("404", "main", "/no/such/page", b"", 1 / 3, status=404, own_text=True),
    *route_cases(),
    Case(
        "5+5 hooks",
        "hooks",
        "/outer/inner/page",
        content.TEXT.encode(),
        1 / 3,
        steps="10",
    ),
]

Site = Callable[[], wsgi.App]


def check(peer: str, case: Case, answer: wsgi.Answer) -> None:
    """Stop when an answer is not the case's answer: its time would mean nothing."""
    where = f"{peer}, {case.name}"
    if answer.status != case.status:
        raise SystemExit(f"{where}: status {answer.status}, not {case.status}")
    if case.steps and answer.headers.get("X-Steps", case.steps) != case.steps:
        raise SystemExit(f"{where}: {answer.headers['X-Steps']} hooks ran")
    if case.own_text:
        return
    body = answer.body if isinstance(case.body, bytes) else json.loads(answer.body)
    if body != case.body:
        raise SystemExit(f"{where}: answered {answer.body[:200]!r}")


def check_twins(case: Case, answers: dict[str, wsgi.Answer]) -> None:
    """Kolben's body is Flask's, byte for byte, whatever the case."""
    if {"kolben", "flask"} <= answers.keys():
        ours, theirs = answers["kolben"], answers["flask"]
        if ours.body != theirs.body:
            raise SystemExit(f"{case.name}: {ours.body!r} is not {theirs.body!r}")


def site(module: ModuleType, case: Case) -> Site | None:
    factory = getattr(module, f"{case.site}_app", None)
    if factory is None:
        return None
    return partial(factory, case.routes) if case.routes else factory


def prepare(
    cases: list[Case], modules: dict[str, ModuleType]
) -> dict[tuple[str, str], timing.Loop]:
    """A checked loop per case and peer; peers without the site are left out."""
    loops: dict[tuple[str, str], timing.Loop] = {}
    built: dict[tuple[str, str, int | None], wsgi.App] = {}
    for case in cases:
        answers = {}
        for peer, module in modules.items():
            factory = site(module, case)
            if factory is None:
                continue
            key = (peer, case.site, case.routes)
            app = built.get(key) or built.setdefault(key, factory())
            cookie = ""
            if case.primed_by:
                primed = wsgi.ask(app, wsgi.environ(case.primed_by))
                cookie = primed.headers["Set-Cookie"].partition(";")[0]
            env = wsgi.environ(case.path, case.query, cookie)
            # Twice: the first request of an app may set it up.
            answers[peer] = wsgi.ask(app, env)
            check(peer, case, answers[peer])
            check(peer, case, wsgi.ask(app, env))
            loops[case.name, peer] = wsgi.loop(app, env)
        check_twins(case, answers)
    return loops


def report(
    cases: list[Case], names: list[str], best: dict[tuple[str, str], float]
) -> str:
    """A row per case: Kolben's cost, each peer's and Kolben's share of it."""
    others = [name for name in names if name != "kolben"]
    rows = []
    for case in cases:
        ours = best.get((case.name, "kolben"))
        row = [case.name, f"{ours:.2f}" if ours else "n/a"]
        for peer in others:
            theirs = best.get((case.name, peer))
            if theirs is None:
                row.append("n/a")
            elif ours is None:
                row.append(f"{theirs:.2f}")
            else:
                row.append(f"{theirs:.2f} ({ours / theirs:.2f})")
        flask = best.get((case.name, "flask"))
        if ours and flask and case.must:
            row += [
                f"1/{flask / ours:.1f}",
                f"{case.must:.3f}",
                tables.verdict(ours / flask <= case.must),
            ]
        else:
            row += ["", "", ""]
        rows.append(row)
    head = ["case", "kolben", *others, "of Flask", "must", "verdict"]
    return tables.table(head, rows)


def report_scaling(names: list[str], best: dict[tuple[str, str], float]) -> str:
    """What 1,000 routes cost over 10: the mean of the three hits, and the worst."""
    rows = []
    for peer in names:
        few, many = (
            [
                best[case.name, peer]
                for case in CASES
                if case.routes == count and (case.name, peer) in best
            ]
            for count in (10, 1000)
        )
        if len(few) == len(many) == 3:
            mean = sum(many) / sum(few)
            worst = max(many) / (sum(few) / 3)
            must = tables.verdict(mean <= 1.2) if peer == "kolben" else ""
            rows.append([peer, f"{mean:.2f}", f"{worst:.2f}", must])
    if not rows:
        return ""
    head = ["1,000 routes over 10", "mean", "worst hit", "must ≤ 1.2"]
    return "\n" + tables.table(head, rows)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", help="words, comma-separated: plain,json,routes …")
    parser.add_argument("--peers", help=",".join(peers.WSGI))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="two short rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    words = chosen.cases.lower().split(",") if chosen.cases else [""]
    cases = [case for case in CASES if any(w in case.name.lower() for w in words)]
    if not cases:
        raise SystemExit(f"no such case; known: {', '.join(c.name for c in CASES)}")
    modules = peers.load(peers.chosen(chosen.peers, peers.WSGI))
    rounds, slice_ = (2, 0.01) if chosen.quick else (chosen.rounds, 0.02)

    figures = timing.interleaved(prepare(cases, modules), rounds=rounds, slice_=slice_)
    best = {key: min(values) for key, values in figures.items()}
    text = (
        f"{machine.header(*PACKAGES)}\n"
        f"Microseconds of processor time per request, best of {rounds} interleaved "
        "rounds; in parentheses Kolben's cost as a share of that peer's.\n\n"
        f"{report(cases, list(modules), best)}"
        f"{report_scaling(list(modules), best)}"
    )
    print(text)
    if chosen.json:
        plain = [
            {"case": case, "peer": peer, "best": min(values), "rounds": values}
            for (case, peer), values in figures.items()
        ]
        chosen.json.write_text(json.dumps(plain, indent=1))
    if chosen.record:
        results.record("inprocess", text)


if __name__ == "__main__":
    main()
