"""Flask 3.1.3's own tests, and those of its example apps, run on Kolben.

usage: scripts/conformance [PYTEST-ARGS...]

They come from Flask's source distribution, fetched once from the package index into
.conformance/, and import flask through the compat layer. They run on Flask
first: a test that fails there, with the libraries installed here, says nothing about
Kolben. The run fails when a test that passes on Flask does not on Kolben, unless
tests/conformance/exceptions.txt has it, and when a test on that list passes.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

VERSION = "3.1.3"
SDIST = f"flask-{VERSION}.tar.gz"
SHA256 = "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb"

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".conformance"
SUITE = CACHE / f"flask-{VERSION}"
OURS = ROOT / "tests" / "conformance"
EXCEPTIONS = OURS / "exceptions.txt"
# Folders of the distribution that have tests; "." has Flask's own.
SUITES = (".", "examples/tutorial", "examples/javascript")

Outcomes = dict[str, str]


def fetch_suite() -> None:
    """Unpack Flask's source distribution below .conformance/, once."""
    if (SUITE / "tests").is_dir():
        return
    CACHE.mkdir(exist_ok=True)
    archive = CACHE / SDIST
    if not archive.exists():
        download()
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256:
        archive.unlink()
        sys.exit(
            f"conformance: {SDIST} has the sha256 {digest}, not {SHA256}."
            " It was deleted; run this again to fetch it anew."
        )
    with tarfile.open(archive) as sdist:
        sdist.extractall(CACHE, filter="data")


def download() -> None:
    """Get the archive from the package index that pip is set up for."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", ":all:", "--dest", str(CACHE), f"flask=={VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not (CACHE / SDIST).exists():
        sys.exit(
            f"conformance: could not fetch {SDIST} from the package index. It is"
            f" needed once; put a copy at {CACHE / SDIST} to run without a network."
            f"\n{done.stderr.strip()}"
        )


def run_suites(target: str, args: list[str]) -> tuple[Outcomes, str]:
    """Each test's outcome on `target`, and what pytest printed."""
    outcomes: Outcomes = {}
    output = ""
    for folder in SUITES:
        found, printed = run_suite(target, folder, args)
        prefix = "" if folder == "." else f"{folder}/"
        outcomes |= {prefix + test: outcome for test, outcome in found.items()}
        output += printed
    return outcomes, output


def run_suite(target: str, folder: str, args: list[str]) -> tuple[Outcomes, str]:
    """Run pytest once, in one folder of the distribution."""
    report = CACHE / f"{target}.json"
    report.unlink(missing_ok=True)
    place = SUITE / folder
    environ = {
        **os.environ,
        "CONFORMANCE_REPORT": str(report),
        "CONFORMANCE_TARGET": target,
        # The suite's own set-up has no plugins; one that imports flask early, or
        # adds fixtures named `app`, would change it.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": os.pathsep.join([str(OURS), str(ROOT / "src"), str(place)]),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "plugin",
        "-p",
        "no:cacheprovider",
        "-q",
    ]
    command += ["--tb=short", "--continue-on-collection-errors"]
    command += ["--basetemp", str(CACHE / "tmp"), *args]
    done = subprocess.run(
        command,
        cwd=place,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    # 0: all passed, 1: some failed, 5: none found, where the arguments name a part
    # of the tests; anything else is no run of the suite.
    if done.returncode not in (0, 1, 5) or not report.exists():
        sys.exit(f"{done.stdout}\nconformance: pytest did not run on {target}.")
    return json.loads(report.read_text()), done.stdout


def read_exceptions() -> dict[str, str]:
    """Test id to reason."""
    rows = {}
    for line in EXCEPTIONS.read_text().splitlines():
        if line and not line.startswith("#"):
            test, _, reason = line.partition("  ")
            if not reason.strip():
                sys.exit(f"conformance: {EXCEPTIONS.name} gives no reason for {test}.")
            rows[test] = reason.strip()
    return rows


def main(args: list[str]) -> int:
    """Compare the two runs; the exit status."""
    fetch_suite()
    flask, flask_output = run_suites("flask", args)
    kolben, output = run_suites("kolben", args)
    if not flask:
        sys.exit(f"{flask_output}\nconformance: pytest found no tests.")

    exceptions = read_exceptions()
    lost = {test for test, outcome in flask.items() if outcome != "failed"}
    lost -= {test for test, outcome in kolben.items() if outcome == flask.get(test)}
    unexpected = sorted(lost - exceptions.keys())
    stale = sorted(
        test for test in exceptions if kolben.get(test) == "passed" or test not in flask
    )
    if args:
        # Of a part of the suite nothing can be said about the rest of the list.
        stale = [test for test in stale if test in kolben]
    if unexpected:
        print(output)

    for test in sorted(test for test in flask if flask[test] == "failed"):
        print(f"fails on Flask {VERSION} as well, here: {test}")
    for test in sorted(lost & exceptions.keys()):
        print(f"excepted: {test}: {exceptions[test]}")
    for test in unexpected:
        print(f"not as on Flask: {test}: {kolben.get(test, 'not collected')}")
    for test in stale:
        print(f"take this off {EXCEPTIONS.name}, it passes or is gone: {test}")
    for name, outcomes in (("Flask", flask), ("Kolben", kolben)):
        count = Counter(outcomes.values())
        print(
            f"conformance, Flask {VERSION}'s tests on {name}: {count['passed']} passed,"
            f" {count['failed']} failed, {count['skipped']} skipped"
        )
    return 1 if unexpected or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
