"""The files of press, the site of Kolben's repository, that a new blog begins with.

Needs the standard library alone, and no package around it: `hatch_build.py` loads this
file to put the same files into the wheel.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

# Where a wheel has them, beside this file, each with this at the end of its name: under
# their true names, tools would take them for modules of Kolben.
PACKED = "new_app/press"
SUFFIX = ".txt"

_HERE = Path(__file__).parent
_MANIFEST = _HERE / "new_app" / "blog" / "source.toml"
_PRESS = _HERE.parent.parent / "press"


def find_source() -> dict[str, Path]:
    """Each file's path in the blog's package, and where it is read."""
    packed = _HERE / PACKED
    if not packed.is_dir():
        return find_in_checkout()
    return {
        path.relative_to(packed).as_posix().removesuffix(SUFFIX): path
        for path in sorted(packed.rglob("*" + SUFFIX))
        if path.is_file()
    }


def find_in_checkout() -> dict[str, Path]:
    """The same in a checkout of the repository, from ``src/press`` itself.

    Raises `FileNotFoundError` if the list of files names one that is not there.
    """
    found: dict[str, Path] = {}
    for pattern in tomllib.loads(_MANIFEST.read_text("utf-8"))["files"]:
        matches = sorted(_PRESS.glob(pattern))
        if not matches:
            raise FileNotFoundError(f"{_MANIFEST}: nothing in {_PRESS} is {pattern!r}")
        for match in matches:
            for path in [match] if match.is_file() else sorted(match.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    found[path.relative_to(_PRESS).as_posix()] = path
    return found
