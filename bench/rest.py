"""APIs: a body validated, a list through a model, a query converted; and 500 routes."""

import argparse
import asyncio
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import asgi
import machine
import results
import server
import tables
import timing
import worker
import wsgi
from rest_apps import content

HERE = Path(__file__).resolve().parent
PACKAGES = (
    *("kolben", "werkzeug", "msgspec", "falcon", "litestar", "fastapi", "pydantic"),
    *("flask", "apiflask", "marshmallow", "flask-restx"),
    *("django", "djangorestframework", "granian", "uvloop"),
)
#: Module names, and what the tables call them.
PEERS = {
    "kolben_typed": "Kolben, typed",
    "kolben_rest": "Kolben, RESTPlus",
    "falcon": "Falcon + msgspec",
    "litestar": "Litestar",
    "fastapi": "FastAPI",
    "apiflask": "APIFlask",
    "flask_restx": "Flask-RESTX",
    "django_rest": "Django REST framework",
}
BIG = ("kolben_rest", "flask_restx")
ROUTES = 500
SCRIPT = """\
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{body}]]
"""
TIMED = """
import gc, json, sys
from importlib import import_module
from time import perf_counter, process_time
sys.path.insert(0, {here!r})
import wsgi
module = import_module("rest_apps.{peer}")
# As before every other round: what the imports left is nobody's cost here.
gc.collect()
start, begun = process_time(), perf_counter()
app = module.big_app({routes})
made = process_time()
sizes = []
for path in module.DOCUMENTS[:{documents}]:
    answer = wsgi.ask(app, wsgi.environ(path))
    assert answer.status == 200, answer
    sizes.append(len(json.loads(answer.body)["paths"]))
print(json.dumps([made - start, process_time() - made, perf_counter() - begun, *sizes]))
"""


@dataclass(frozen=True)
class Case:
    """One row: what is asked for, and what must come back."""

    name: str
    path: str
    body: object
    method: str = "GET"
    query: str = ""
    sent: object = None


CASES = [
    Case("body of 3 fields", "/items", content.NEW, "POST", sent=content.NEW),
    Case("list of 100 objects", "/items", content.LISTED),
    Case("query of 4", "/search", content.FOUND, query=content.QUERY),
]
#: What everybody must refuse: it shows that all of them do check.
REFUSED = [
    Case("wrong body", "/items", None, "POST", sent=content.WRONG),
    Case("wrong query", "/search", None, query=content.WRONG_QUERY),
]


def encode(case: Case) -> bytes:
    return b"" if case.sent is None else json.dumps(case.sent).encode()


class WsgiSite:
    """An app that is called as a WSGI server would."""

    def __init__(self, module: ModuleType) -> None:
        self.app = module.main_app()

    def _environ(self, case: Case) -> dict[str, Any]:
        environ = wsgi.environ(case.path, case.query)
        environ["REQUEST_METHOD"] = case.method
        if case.sent is not None:
            body = encode(case)
            environ["CONTENT_TYPE"] = "application/json"
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["wsgi.input"] = io.BytesIO(body)
        return environ

    def ask(self, case: Case) -> wsgi.Answer:
        return wsgi.ask(self.app, self._environ(case))

    def loop(self, case: Case) -> timing.Loop:
        environ = self._environ(case)
        if case.sent is None:
            return wsgi.loop(self.app, environ)
        return wsgi.loop(Rewound(self.app), environ)


class Rewound:
    """The app, with the body at its beginning again."""

    def __init__(self, app: wsgi.App) -> None:
        self.app = app

    def __call__(self, environ, start_response):
        environ["wsgi.input"].seek(0)
        return self.app(environ, start_response)


class AsgiSite:
    """An app that is called as an ASGI server would."""

    def __init__(self, module: ModuleType) -> None:
        loop_factory = None
        if find_spec("uvloop"):
            loop_factory = import_module("uvloop").new_event_loop
        self.runner = asyncio.Runner(loop_factory=loop_factory)
        self.app = module.main_app()

    def _scope(self, case: Case) -> dict[str, Any]:
        headers = {}
        if case.sent is not None:
            headers["content-type"] = "application/json"
            headers["content-length"] = str(len(encode(case)))
        return asgi.scope(case.method, case.path, case.query, headers)

    def ask(self, case: Case) -> wsgi.Answer:
        return asgi.ask(self.runner, self.app, self._scope(case), encode(case))

    def loop(self, case: Case) -> timing.Loop:
        return asgi.loop(self.runner, self.app, self._scope(case), encode(case))


def load(names: list[str]) -> dict[str, ModuleType]:
    """The modules by name; a framework that is not installed is left out."""
    loaded = {}
    for name in names:
        try:
            loaded[name] = import_module(f"rest_apps.{name}")
        except ModuleNotFoundError as error:
            print(f"{name}: skipped, {error.name} is not installed", flush=True)
    return loaded


def prepare(modules: Mapping[str, ModuleType]) -> dict[tuple[str, str], timing.Loop]:
    """A checked loop per case and peer. Stops where an answer is wrong."""
    loops = {}
    for name, module in modules.items():
        site = AsgiSite(module) if module.INTERFACE == "asgi" else WsgiSite(module)
        for case in CASES:
            for _ in range(2):
                answer = site.ask(case)
                if answer.status != 200 or json.loads(answer.body) != case.body:
                    raise SystemExit(f"{name}, {case.name}: answered {answer}")
            loops[case.name, name] = site.loop(case)
        for case in REFUSED:
            answer = site.ask(case)
            if answer.status not in (400, 422):
                raise SystemExit(f"{name}, {case.name}: answered {answer}")
    return loops


def report(names: list[str], best: Mapping[tuple[str, str], float]) -> str:
    """A row per framework: microseconds, and as a share of Kolben's."""
    rows = []
    for name in names:
        row = [PEERS[name]]
        for case in CASES:
            took = best[case.name, name]
            ours = best.get((case.name, "kolben_typed"))
            row.append(f"{took:.1f} ({took / ours:.2f})" if ours else f"{took:.1f}")
        rows.append(row)
    return tables.table(["µs", *(case.name for case in CASES)], rows)


def report_musts(names: list[str], best: Mapping[tuple[str, str], float]) -> str:
    """What must hold of the figures in one process."""
    rows = []
    others = [name for name in names if not name.startswith("kolben")]
    for case in CASES:
        ours = best.get((case.name, "kolben_typed"))
        if ours is None:
            continue
        for name in others:
            theirs = best[case.name, name]
            most = 1.3 if name == "falcon" else 1.0
            rows.append(
                [
                    f"{case.name}: typed views over {PEERS[name]}",
                    f"{ours / theirs:.2f}",
                    f"≤ {most}",
                    tables.verdict(ours <= most * theirs),
                ]
            )
    listed = CASES[1].name
    if {"kolben_rest", "flask_restx"} <= set(names):
        times = best[listed, "flask_restx"] / best[listed, "kolben_rest"]
        what = f"{listed}: marshal_with, times as fast as Flask-RESTX"
        rows.append([what, f"{times:.1f}", "≥ 5", tables.verdict(times >= 5)])
    return tables.table(["", "ratio", "must", "verdict"], rows)


def measure_big(rounds: int, routes: int) -> dict[tuple[str, int], list[list[float]]]:
    """Seconds of fresh processes: the API, its documents, both by the clock."""
    figures: dict[tuple[str, int], list[list[float]]] = {}
    for _ in range(rounds):
        for peer, documents in (*((name, 1) for name in BIG), (BIG[0], 2)):
            code = TIMED.format(
                here=str(HERE), peer=peer, routes=routes, documents=documents
            )
            done = subprocess.run(
                [sys.executable, "-c", code],
                capture_output=True,
                text=True,
                env=machine.make_environ(),
            )
            if done.returncode:
                print(f"{peer}: {done.stderr.strip().splitlines()[-1]}")
                continue
            made, document, clock, *sizes = json.loads(done.stdout)
            if set(sizes) != {routes}:
                raise SystemExit(f"{peer}: documents of {sizes} paths")
            figures.setdefault((peer, documents), []).append([made, document, clock])
    return figures


def report_big(figures: Mapping[tuple[str, int], list[list[float]]]) -> str:
    labels = {
        ("kolben_rest", 1): "Kolben, Swagger 2.0",
        ("kolben_rest", 2): "Kolben, Swagger 2.0 and OpenAPI 3.1",
        ("flask_restx", 1): "Flask-RESTX, Swagger 2.0",
    }
    theirs = figures.get(("flask_restx", 1))
    most = min(made + document for made, document, _ in theirs) if theirs else None
    rows = []
    for key, label in labels.items():
        if key not in figures:
            continue
        made, document, _ = min(figures[key], key=lambda each: each[0] + each[1])
        row = [label, *(f"{each * 1e3:.1f}" for each in (made, document))]
        row.append(f"{(made + document) * 1e3:.1f}")
        if most is not None and key[0] == "kolben_rest":
            share = (made + document) / most
            # Flask-RESTX has no second document to compare with.
            verdict = tables.verdict(share <= 0.2) if key[1] == 1 else ""
            row += [f"{share:.2f}", verdict]
        else:
            row += ["", ""]
        rows.append(row)
    head = ["ms", "API", "documents", "both", "of Flask-RESTX", "must ≤ 0.2"]
    return tables.table(head, rows)


def measure_server(
    modules: Mapping[str, ModuleType], rounds: int, seconds: int
) -> dict[tuple[str, str], list[server.Figure]]:
    """One Granian worker each, wrk on another core."""
    served_on, asked_from = server.cores()
    figures: dict[tuple[str, str], list[server.Figure]] = {}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text(SCRIPT.format(body=json.dumps(content.NEW)))
        for _ in range(rounds):
            for name, module in modules.items():
                target = f"rest_apps.{name}:main_app"
                kind = module.INTERFACE
                with worker.serving_target(target, HERE, served_on, kind) as running:
                    for case in CASES:
                        path = case.path + ("?" + case.query if case.query else "")
                        lua = script if case.sent is not None else None
                        for length in (1, seconds):
                            figure = server.wrk(
                                running, path, length, 32, asked_from, lua
                            )
                        figures.setdefault((case.name, name), []).append(figure)
                        print(f"{name:14} {case.name:16} {figure}", flush=True)
    return figures


def report_server(
    names: list[str], figures: Mapping[tuple[str, str], list[server.Figure]]
) -> str:
    rows = []
    for name in names:
        row = [PEERS[name]]
        for case in CASES:
            best = max(figures[case.name, name], key=lambda one: one.rate)
            row += [f"{best.rate:,.0f}", f"{best.cost:.1f}"]
        rows.append(row)
    head = [""]
    for case in CASES:
        head += [f"{case.name}, req/s", "µs"]
    return tables.table(head, rows)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help=",".join(PEERS))
    parser.add_argument("--parts", default="process,big,server")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=2, help="of wrk, per case")
    parser.add_argument("--quick", action="store_true", help="few short rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    parts = chosen.parts.split(",")
    wanted = chosen.peers.split(",") if chosen.peers else list(PEERS)
    if strange := sorted(set(wanted) - set(PEERS)):
        raise SystemExit(f"unknown: {', '.join(strange)}; known: {', '.join(PEERS)}")
    modules = load([name for name in PEERS if name in wanted])
    names = list(modules)
    rounds, slice_ = (2, 0.01) if chosen.quick else (chosen.rounds, 0.02)
    text = f"{machine.header(*PACKAGES)}\n"
    kept: dict[str, Any] = {}
    if "process" in parts:
        figures = timing.interleaved(prepare(modules), rounds=rounds, slice_=slice_)
        best = {key: min(values) for key, values in figures.items()}
        kept["process"] = [[*key, values] for key, values in figures.items()]
        text += (
            "In one process, each framework's own interface (WSGI, but ASGI for "
            f"Litestar and FastAPI, on {worker.loop_name()}): microseconds of "
            f"processor time per request, best of {rounds} interleaved rounds; in "
            "parentheses how many times Kolben's typed view.\n\n"
            f"{report(names, best)}\n{report_musts(names, best)}\n"
        )
    if "big" in parts:
        big = measure_big(2 if chosen.quick else 9, ROUTES)
        kept["big"] = [[*key, values] for key, values in big.items()]
        text += (
            f"An API of {ROUTES} routes with two methods each, and its document: "
            "milliseconds of processor time, best of fresh processes.\n\n"
            f"{report_big(big)}\n"
        )
    if "server" in parts and shutil.which("wrk") and find_spec("granian"):
        measured = measure_server(
            modules, 1 if chosen.quick else 2, 1 if chosen.quick else chosen.seconds
        )
        kept["server"] = [[*key, values] for key, values in measured.items()]
        text += (
            "One Granian worker with one thread on one core, wrk with 32 connections "
            "on another; µs is the worker's processor time per request.\n\n"
            f"{report_server(names, measured)}\n"
        )
    print("\n" + text)
    if chosen.json:
        chosen.json.write_text(json.dumps(kept, indent=1))
    if chosen.record:
        results.record("rest", text)


if __name__ == "__main__":
    main()
