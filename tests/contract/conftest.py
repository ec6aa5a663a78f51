"""The environment of the contract tests: an interpreter that has the extensions.

It is apart from the project's own, where their pytest plugins and their pins would
reach every other test.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".conformance" / "contract"


def fingerprint() -> str:
    """Of what decides over the environment's contents."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    parts = (
        sys.version,
        project["project"]["dependencies"],
        project["project"]["optional-dependencies"]["pages"],
        project["project"]["optional-dependencies"]["rest"],
        project["dependency-groups"]["contract"],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@pytest.fixture(scope="session")
def python() -> Path:
    """An interpreter with the `contract` group and the project, made when needed."""
    interpreter = FOLDER / ("Scripts" if os.name == "nt" else "bin") / "python"
    stamp = FOLDER / "installed"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    venv.create(FOLDER, clear=True, symlinks=os.name != "nt")
    pip = [sys.executable, "-m", "pip", "--python", str(interpreter)]
    install = [*pip, "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run(
        [*install, "--group", "contract", "--editable", ".[pages,rest]"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"the extensions cannot be installed: {done.stderr.strip()[-500:]}")
    stamp.write_text(wanted)
    return interpreter
