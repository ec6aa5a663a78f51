"""All benchmarks in order: python bench/run.py [--quick] [--record] [--only NAMES]"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = ("inprocess", "matcher", "shortcuts", "startup", "server", "press", "rest")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough look at all")
    parser.add_argument("--record", action="store_true", help="write RESULTS.md")
    parser.add_argument("--only", help=",".join(SCRIPTS))
    return parser.parse_args()


def main() -> None:
    chosen = options()
    names = chosen.only.split(",") if chosen.only else SCRIPTS
    if strange := sorted(set(names) - set(SCRIPTS)):
        raise SystemExit(f"unknown: {', '.join(strange)}; known: {', '.join(SCRIPTS)}")
    passed_on = [f"--{name}" for name in ("quick", "record") if getattr(chosen, name)]
    failed = []
    for name in names:
        print(f"## {name}\n", flush=True)
        line = [sys.executable, str(HERE / f"{name}.py"), *passed_on]
        if subprocess.run(line).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"did not finish: {', '.join(failed)}")


if __name__ == "__main__":
    main()
