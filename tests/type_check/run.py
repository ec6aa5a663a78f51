"""Check the snippets beside this file with mypy and pyright.

Every snippet must be clean, except refused.py: there, each line marked with
`# refused` must be an error, and no other line may be.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
REFUSED = HERE / "refused.py"

Place = tuple[str, int]


def by_mypy(paths: Iterable[Path]) -> dict[Place, str]:
    """Errors that mypy finds: place to message."""
    command = [sys.executable, "-m", "mypy", "--strict", "--hide-error-context"]
    # Each snippet is a program of its own: the same names may be used in all.
    command += ["--scripts-are-modules", "--no-error-summary", "--config-file="]
    output = subprocess.run(
        [*command, *map(str, paths)], capture_output=True, text=True, cwd=ROOT
    )
    if output.returncode not in {0, 1}:
        sys.exit(output.stdout + output.stderr)
    found = re.findall(r"^(.+?):(\d+): error: (.+)$", output.stdout, re.MULTILINE)
    return {(Path(path).name, int(line)): text for path, line, text in found}


def by_pyright(paths: Iterable[Path]) -> dict[Place, str]:
    """Errors that pyright finds: place to message."""
    output = subprocess.run(
        [_find_pyright(), "--outputjson", "--pythonpath", sys.executable]
        + [str(path) for path in paths],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    try:
        report = json.loads(output.stdout)
    except ValueError:
        sys.exit(f"pyright did not run: {output.stdout}{output.stderr}")
    return {
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1): each["message"]
        for each in report["generalDiagnostics"]
        if each["severity"] == "error"
    }


def _find_pyright() -> str:
    beside = shutil.which("pyright", path=str(Path(sys.executable).parent))
    return beside or "pyright"


def complaints(check: Callable[[Iterable[Path]], dict[Place, str]]) -> list[str]:
    """Where what a checker finds differs from what the snippets say."""
    snippets = sorted(path for path in HERE.glob("*.py") if path.name != "run.py")
    found = check(snippets)
    lines = REFUSED.read_text(encoding="utf-8").splitlines()
    wanted = {
        (REFUSED.name, number)
        for number, line in enumerate(lines, 1)
        if line.endswith("# refused")
    }
    unwanted = [
        f"{name}:{line}: {text}"
        for (name, line), text in sorted(found.items())
        if (name, line) not in wanted
    ]
    missed = [
        f"{name}:{line}: passes, but should be refused"
        for name, line in sorted(wanted - found.keys())
    ]
    return unwanted + missed


def main() -> None:
    status = 0
    for name, check in {"mypy": by_mypy, "pyright": by_pyright}.items():
        for complaint in complaints(check):
            print(f"{name}: {complaint}")
            status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
