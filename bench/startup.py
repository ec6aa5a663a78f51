"""What it costs to import Kolben and Flask, and to keep a worker of each."""

import argparse
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import machine
import peers
import results
import tables
import worker

PACKAGES = ("kolben", "flask", "werkzeug", "jinja2", "click", "granian")
NAMES = ("kolben", "flask")
TIMED_IMPORT = """
from time import perf_counter, process_time
start, start_cpu = perf_counter(), process_time()
import {name}
print(perf_counter() - start, process_time() - start_cpu)
"""


def import_seconds(name: str) -> tuple[float, float]:
    """What the import takes: by the clock, and of the processor."""
    code = TIMED_IMPORT.format(name=name)
    # -I keeps this directory and the user's settings out of the child.
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    clock, processor = done.stdout.split()
    return float(clock), float(processor)


def import_times(names: list[str], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Milliseconds per fresh process, in turn; the first round only warms files."""
    clock: dict[str, list[float]] = {name: [] for name in names}
    processor: dict[str, list[float]] = {name: [] for name in names}
    for round_ in range(rounds + 1):
        for name in names:
            took, worked = import_seconds(name)
            if round_:
                clock[name].append(took * 1000)
                processor[name].append(worked * 1000)
    return {"import, ms": clock, "import, ms of processor time": processor}


def own_times(name: str, most: int) -> list[list[str]]:
    """The modules that cost the import most by themselves, from -X importtime."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", "-c", f"import {name}"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = []
    for line in done.stderr.splitlines()[1:]:
        own, _, module = line.removeprefix("import time:").split("|")
        found.append((int(own), module.strip()))
    found.sort(reverse=True)
    return [[module, f"{own / 1000:.1f}"] for own, module in found[:most]]


def peak_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise SystemExit(f"/proc/{pid}/status has no VmHWM")


def peak_memory(name: str, requests: int) -> int:
    """The peak of a worker of the benchmark's site after that many greetings."""
    with worker.serving(name) as server:
        server.get("/plain", times=requests)
        return peak_kilobytes(server.worker_pid())


def peaks(names: list[str], rounds: int, requests: int) -> dict[str, list[float]]:
    figures: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            figures[name].append(peak_memory(name, requests) / 1024)
    return figures


def report(names: list[str], lines: dict[str, dict[str, list[float]]]) -> str:
    rows = []
    for what, figures in lines.items():
        middle = {name: median(values) for name, values in figures.items()}
        row = [what, *(f"{middle[name]:.1f}" for name in names)]
        if set(NAMES) <= middle.keys():
            ratio = middle["kolben"] / middle["flask"]
            row += [f"{ratio:.2f}", tables.verdict(ratio <= 1)]
        else:
            row += ["", ""]
        rows.append(row)
    return tables.table(["", *names, "ratio", "must ≤ 1"], rows)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25, help="of imports")
    parser.add_argument("--requests", type=int, default=1000, help="to each worker")
    parser.add_argument("--importtime", action="store_true", help="the slow modules")
    parser.add_argument("--quick", action="store_true", help="five rounds, one worker")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    names = list(peers.load(list(NAMES)))
    rounds, workers = (5, 1) if chosen.quick else (chosen.rounds, 3)

    lines = import_times(names, rounds)
    if find_spec("granian"):
        what = f"worker's peak memory after {chosen.requests:,} requests, MB"
        lines[what] = peaks(names, workers, chosen.requests)
    else:
        print("memory: skipped, granian is not here (pip install 'kolben[serve]')")
    text = (
        f"{machine.header(*PACKAGES)}\n"
        f"Median of {rounds} fresh processes, and of {workers} Granian workers, "
        "in turn.\n\n"
        f"{report(names, lines)}"
    )
    print(text)
    if chosen.importtime:
        for name in names:
            print(tables.table([f"import {name}", "own ms"], own_times(name, 15)))
    if chosen.json:
        chosen.json.write_text(json.dumps(lines, indent=1))
    if chosen.record:
        results.record("startup", text)


if __name__ == "__main__":
    main()
