"""One site in a process of its own, which answers and measures what it is asked to.

    python side.py on_flask          reads commands: a line of JSON each
    python side.py on_flask PATH     answers one request, tells when, and ends
    python side.py on_flask --index [--look]  opens the pages, reads all metadata

The environment says which content: see `on_kolben` and `on_flask`.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).resolve().parent
# At the end: the benchmark press.py there must not be taken for the package.
sys.path.append(str(HERE.parent))

import wsgi  # noqa: E402


def make_environ(path: str, method: str = "GET", known: str = "") -> dict[str, Any]:
    """What a server passes for a path in Unicode; `known` is an ETag."""
    # WSGI has the bytes of a path as if they were Latin-1.
    environ = wsgi.environ(path.encode().decode("latin-1"))
    environ["REQUEST_METHOD"] = method
    if known:
        environ["HTTP_IF_NONE_MATCH"] = known
    return environ


def answer(app: wsgi.App, **asked: str) -> dict[str, Any]:
    """One answer, whole."""
    got = wsgi.ask(app, make_environ(**asked))
    body = got.body.decode("utf-8", "replace")
    return {"status": got.status, "headers": got.headers, "body": body}


def time_requests(
    app: wsgi.App, requests: list[dict[str, str]], turns: int
) -> dict[str, float]:
    """Microseconds of processor time per request, over all of them."""
    environs = [make_environ(**asked) for asked in requests]
    loops = [wsgi.loop(app, environ) for environ in environs]
    gc.collect()
    start = process_time()
    for _ in range(turns):
        for loop in loops:
            loop(1)
    took = process_time() - start
    return {"us": took / (turns * len(loops)) * 1e6}


def get_memory() -> dict[str, float]:
    """The process's memory now and at its highest, in MB."""
    status = Path("/proc/self/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return {
        "now": int(fields["VmRSS"].split()[0]) / 1024,
        "peak": int(fields["VmHWM"].split()[0]) / 1024,
    }


def obey(app: wsgi.App) -> None:
    """Do what each line says, and answer with a line."""
    for line in sys.stdin:
        command = json.loads(line)
        do = command.pop("do")
        result: Any
        if do == "answer":
            result = answer(app, **command)
        elif do == "time":
            result = time_requests(app, **command)
        elif do == "memory":
            result = get_memory()
        else:
            raise SystemExit(f"nobody knows how to {do}")
        print(json.dumps(result), flush=True)


def open_pages(name: str, look: bool) -> None:
    """Tell how long it takes from the import on until all metadata are there."""
    module = importlib.import_module(name)
    start, start_cpu = perf_counter(), process_time()
    app, pages = module.create_pages(look)
    with app.app_context():
        count = sum(bool(page.meta) for page in pages)
    took, used = perf_counter() - start, process_time() - start_cpu
    print(json.dumps({"clock": took, "processor": used, "pages": count}), flush=True)


def main() -> None:
    name, *rest = sys.argv[1:]
    if rest and rest[0] == "--index":
        open_pages(name, look="--look" in rest)
        return
    app = importlib.import_module(name).create_app()
    if rest:
        got = wsgi.ask(app, make_environ(rest[0]))
        print(json.dumps({"status": got.status, **get_memory()}), flush=True)
        return
    print(json.dumps({"ready": True}), flush=True)
    obey(app)


if __name__ == "__main__":
    main()
