"""What each shortcut of the request path buys over the general way it stands for."""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import inprocess
import jinja2
import machine
import results
import tables
import timing
import werkzeug.utils
import werkzeug.wrappers
import wsgi
from apps import content
from apps import kolben as apps
from itsdangerous import URLSafeTimedSerializer
from werkzeug.local import LocalProxy
from werkzeug.routing import Map, Rule

import kolben
import kolben.globals
from kolben.routing.rule import UrlRule
from kolben.sessions import session_json_serializer

SWITCH = "KOLBEN_GENERAL"
WAYS = ("short", "general")

Pair = tuple[str, Callable[[], object], Callable[[], object]]
Loops = dict[tuple[str, str], timing.Loop]


def whole_requests() -> Loops:
    """The cases of inprocess.py, with the walk and with `KOLBEN_GENERAL=1`."""
    cases = [case for case in inprocess.CASES if case.routes != 10]
    loops: Loops = {}
    for way in WAYS:
        if way == "general":
            os.environ[SWITCH] = "1"  # read when an app answers its first request
        else:
            os.environ.pop(SWITCH, None)
        for (case, _), loop in inprocess.prepare(cases, {"kolben": apps}).items():
            loops[case, way] = loop
    os.environ.pop(SWITCH, None)
    return {(case.name, way): loops[case.name, way] for case in cases for way in WAYS}


def proxy_pairs() -> Iterator[Pair]:
    request, general = kolben.request, LocalProxy(kolben.globals._get_request)
    yield "request.method", lambda: request.method, lambda: general.method
    kolben.g.item = 1
    g, general_g = kolben.g, LocalProxy(kolben.globals._get_g)
    yield "g.item", lambda: g.item, lambda: general_g.item


def http_pairs(env: dict[str, Any]) -> Iterator[Pair]:
    def start_response(status, headers, exc_info=None):
        return None

    plain_request, plain_response = (
        werkzeug.wrappers.Request,
        werkzeug.wrappers.Response,
    )
    yield (
        "request made, args read",
        lambda: kolben.Request(env).args,
        lambda: plain_request(env).args,
    )
    yield (
        "response made and sent",
        lambda: kolben.Response(content.TEXT)(env, start_response),
        lambda: plain_response(content.TEXT)(env, start_response),
    )


def service_pairs(app: kolben.Kolben) -> Iterator[Pair]:
    """JSON, session cookie, template and file."""
    provider = app.json
    yield (
        "JSON written",
        lambda: provider.dumps(content.RECORD, separators=(",", ":")),
        lambda: json.dumps(
            content.RECORD,
            default=provider.default,
            sort_keys=True,
            separators=(",", ":"),
        ),
    )
    interface = app.session_interface
    session = {"user_id": 7, "csrf_token": "d9b1d7db4cd6e70935368a1efb10e377"}

    def sign_anew() -> str:
        serializer = URLSafeTimedSerializer(
            content.SECRET,
            salt=interface.salt,
            serializer=session_json_serializer,
            signer_kwargs={
                "key_derivation": interface.key_derivation,
                "digest_method": interface.digest_method,
            },
        )
        return serializer.dumps(session)

    yield (
        "session signed",
        lambda: interface.get_signing_serializer(app).dumps(session),
        sign_anew,
    )
    general_env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(content.TEMPLATES), autoescape=True
    )
    yield (
        "table rendered",
        lambda: app.jinja_env.get_template("table.html").render(rows=content.ROWS),
        lambda: general_env.get_template("table.html").render(rows=content.ROWS),
    )
    environ = kolben.request.environ
    yield (
        "file found and described",
        lambda: kolben.send_from_directory(content.STATIC, "style.css").close(),
        lambda: werkzeug.utils.send_from_directory(
            content.STATIC, "style.css", environ, response_class=app.response_class
        ).close(),
    )


def start_pairs() -> Iterator[Pair]:
    """What an app does before its first request."""
    rule = "/shop/<name>/item/<int:number>"
    yield (
        "rule added",
        lambda: Map([UrlRule(rule, endpoint="item")]),
        lambda: Map([Rule(rule, endpoint="item")]),
    )


def parts() -> Loops:
    """Single steps, each next to what it stands for. Runs in a request context."""
    app = apps.main_app()
    env = wsgi.environ("/args", "q=piston+rod&page=2")
    # Not popped again: the loops run in it.
    app.request_context(env).push()
    pairs = [*proxy_pairs(), *http_pairs(env), *service_pairs(app), *start_pairs()]
    loops: Loops = {}
    for name, *both in pairs:
        for way, call in zip(WAYS, both, strict=True):
            call()
            loops[name, way] = repeated(call)
    return loops


def repeated(call: Callable[[], object]) -> timing.Loop:
    def run(count: int) -> None:
        for _ in range(count):
            call()

    return run


def report(title: str, best: dict[tuple[str, str], float]) -> str:
    names = dict.fromkeys(name for name, _ in best)
    rows = []
    for name in names:
        short, general = best[name, "short"], best[name, "general"]
        gain = f"{general - short:.2f}"
        rows.append(
            [name, f"{short:.2f}", f"{general:.2f}", gain, f"{general / short:.1f}"]
        )
    return tables.table([title, *WAYS, "gain", "times"], rows)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--quick", action="store_true", help="two short rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    rounds, slice_ = (2, 0.01) if chosen.quick else (chosen.rounds, 0.02)

    def best_of(loops: Loops) -> dict[tuple[str, str], float]:
        figures = timing.interleaved(loops, rounds=rounds, slice_=slice_)
        return {key: min(values) for key, values in figures.items()}

    requests = best_of(whole_requests())
    steps = best_of(parts())
    text = (
        f"{machine.header('kolben', 'werkzeug', 'jinja2', 'itsdangerous')}\n"
        f"Microseconds, best of {rounds} interleaved rounds. Whole requests: the walk "
        f"and the general path (`{SWITCH}=1`). Single steps: Kolben's and the "
        "library's.\n\n"
        f"{report('whole request', requests)}\n{report('single step', steps)}"
    )
    print(text)
    if chosen.json:
        plain = [
            {"what": name, "way": way, "best": figure}
            for (name, way), figure in {**requests, **steps}.items()
        ]
        chosen.json.write_text(json.dumps(plain, indent=1))
    if chosen.record:
        results.record("shortcuts", text)


if __name__ == "__main__":
    main()
