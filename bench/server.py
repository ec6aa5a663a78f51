"""Requests per second and p99 latency behind a real server, one core each."""

import argparse
import json
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import machine
import peers
import results
import tables
import worker

PACKAGES = (
    *("kolben", "werkzeug", "flask", "falcon", "bottle", "django"),
    *("fastapi", "litestar", "granian", "uvloop"),
)
NAMES = (*peers.WSGI, *peers.ASGI)
PATHS = {
    "plain text": "/plain",
    "JSON dict": "/json",
    "path params": "/user/ada/post/7",
}
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class Figure(NamedTuple):
    rate: float  # requests per second
    p99: float  # milliseconds
    cost: float  # the worker's processor time per request, microseconds


def processor_seconds(pid: int) -> float:
    """What a process has used so far, in the kernel and outside of it."""
    # The name, in parentheses, may have spaces.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wrk(
    server: worker.Worker,
    path: str,
    seconds: int,
    connections: int,
    core: int | None,
    script: Path | None = None,
) -> Figure:
    """One run of wrk; `script` is a Lua file that says what to ask for instead."""
    url = f"http://127.0.0.1:{server.port}{path}"
    pid = server.worker_pid()
    used = processor_seconds(pid)
    line = [*worker.pinned(core), "wrk", "--latency", "-t1", f"-c{connections}"]
    if script is not None:
        line += ["-s", str(script)]
    done = subprocess.run(
        [*line, f"-d{seconds}s", url], capture_output=True, text=True, check=True
    )
    if bad := re.search(r"(Non-2xx|Socket errors).*", done.stdout):
        raise SystemExit(f"{url}: {bad[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    count = re.search(r"(\d+) requests in", done.stdout)
    if rate is None or p99 is None or count is None:
        raise SystemExit(f"wrk said something else:\n{done.stdout}")
    cost = (processor_seconds(pid) - used) / int(count[1]) * 1e6
    return Figure(float(rate[1]), float(p99[1]) * UNITS[p99[2]], cost)


def cores() -> tuple[int | None, int | None]:
    """A core for the worker and one for wrk, where there are two."""
    ours = sorted(os.sched_getaffinity(0))
    return (ours[1], ours[0]) if len(ours) > 1 else (None, None)


def measure(
    names: list[str], paths: dict[str, str], rounds: int, seconds: int, connections: int
) -> dict[tuple[str, str], list[Figure]]:
    """Every round starts every server anew, in turn."""
    served_on, asked_from = cores()
    figures: dict[tuple[str, str], list[Figure]] = {}
    for round_ in range(rounds):
        for name in names:
            with worker.serving(name, served_on) as server:
                for case, path in paths.items():
                    server.get(path, times=20)
                    wrk(server, path, 1, connections, asked_from)
                    figure = wrk(server, path, seconds, connections, asked_from)
                    figures.setdefault((case, name), []).append(figure)
                    print(
                        f"round {round_ + 1} {name:9} {case:12} "
                        f"{figure.rate:9,.0f}/s  p99 {figure.p99:6.2f} ms  "
                        f"{figure.cost:6.1f} µs",
                        flush=True,
                    )
    return figures


def report(
    paths: dict[str, str],
    names: list[str],
    figures: dict[tuple[str, str], list[Figure]],
) -> str:
    """Medians: a row per framework, then Kolben's ratios and their musts."""
    # The best round: a neighbour on the machine only ever takes away, and not from all
    # alike.
    best = {key: max(many, key=lambda one: one.rate) for key, many in figures.items()}
    rates = {key: figure.rate for key, figure in best.items()}
    rows = []
    for name in names:
        row = [name]
        for case in paths:
            p99, cost = best[case, name].p99, best[case, name].cost
            row += [f"{rates[case, name]:,.0f}", f"{p99:.2f}", f"{cost:.1f}"]
        rows.append(row)
    head = [""]
    for case in paths:
        head += [f"{case}, req/s", "p99 ms", "µs"]
    return tables.table(head, rows) + report_ratios(list(paths), names, rates)


def report_ratios(
    cases: list[str], names: list[str], rates: dict[tuple[str, str], float]
) -> str:
    if "kolben" not in names:
        return ""
    others = [name for name in names if name != "kolben"]
    rows = []
    for case in cases:
        ratios = {name: rates[case, "kolben"] / rates[case, name] for name in others}
        row = [case, *(f"{ratios[name]:.2f}" for name in others)]
        for name, least in (("flask", 4), ("bare", 0.8)):
            row.append(tables.verdict(ratios[name] >= least) if name in ratios else "")
        rows.append(row)
    head = ["Kolben's rate over", *others, "flask ≥ 4", "bare ≥ 0.8"]
    return "\n" + tables.table(head, rows)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", help="words, comma-separated: plain,json,path")
    parser.add_argument("--peers", help=",".join(NAMES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="per measurement")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--quick", action="store_true", help="one round of a second")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    if not shutil.which("wrk"):
        print("server: skipped, wrk is not here (on Debian: apt-get install wrk)")
        return
    if not find_spec("granian"):
        print("server: skipped, granian is not here (pip install 'kolben[serve]')")
        return
    words = chosen.cases.lower().split(",") if chosen.cases else [""]
    paths = {c: p for c, p in PATHS.items() if any(w in c.lower() for w in words)}
    names = list(peers.load(peers.chosen(chosen.peers, NAMES)))
    rounds, seconds = (1, 1) if chosen.quick else (chosen.rounds, chosen.seconds)

    figures = measure(names, paths, rounds, seconds, chosen.connections)
    text = (
        f"{machine.header(*PACKAGES)}\n"
        f"One Granian worker with one thread on one core, wrk with "
        f"{chosen.connections} connections on another; best of {rounds} "
        f"interleaved rounds of {seconds} s. µs is the worker's processor time per "
        "request, the server's own included. WSGI, but FastAPI and Litestar on ASGI "
        f"({worker.loop_name()}).\n\n"
        f"{report(paths, names, figures)}"
    )
    print("\n" + text)
    if chosen.json:
        plain = [
            {"case": case, "peer": peer, "rounds": [f._asdict() for f in values]}
            for (case, peer), values in figures.items()
        ]
        chosen.json.write_text(json.dumps(plain, indent=1))
    if chosen.record:
        results.record("server", text)


if __name__ == "__main__":
    main()
