"""Runs small programs that import ``flask``, as learners write them, on Kolben.

The programs are in the tests; here is what they share: a folder with the files, and
`python -m kolben.compat` or the `kolben` command in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# What a learner's shell would say is part of some tests, so nothing else may.
_SETTINGS = ("FLASK_", "KOLBEN_", "WERKZEUG_")


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(
    folder: Path, *command: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``python COMMAND`` in a folder, with the settings in ``env`` only."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(_SETTINGS)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=clean | (env or {}),
        capture_output=True,
        text=True,
        timeout=60,
    )


def check(folder: Path, files: dict[str, str], program: str) -> str:
    """Run a program of asserts as a script that imports ``flask``; what it printed.

    It must end well and say nothing on stderr.
    """
    write_files(folder, files | {"check.py": program})
    done = run(folder, "-W", "error", "-m", "kolben.compat", "check.py")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout
