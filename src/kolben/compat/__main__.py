"""`python -m kolben.compat app.py args…` or `-m module args…`: run it on Kolben."""

from __future__ import annotations

import os
import runpy
import sys

from . import install

USAGE = """\
usage: python -m kolben.compat SCRIPT [ARGS...]
       python -m kolben.compat -m MODULE [ARGS...]

Runs the program as python would, with 'import flask' giving Kolben.
"""


def main() -> None:
    """Run the program that the command line names."""
    args = sys.argv[1:]
    if args in (["-h"], ["--help"]):
        print(USAGE, end="")
    elif len(args) >= 2 and args[0] == "-m":
        install()
        sys.argv[:] = args[1:]
        runpy.run_module(args[1], run_name="__main__", alter_sys=True)
    elif args and not args[0].startswith("-"):
        run_script(args)
    else:
        sys.exit(USAGE.rstrip())


def run_script(args: list[str]) -> None:
    """Run the file `args[0]` with `args` as its `sys.argv`."""
    script = args[0]
    if not os.path.exists(script):
        sys.exit(f"kolben.compat: there is no file {script!r} in {os.getcwd()!r}.")
    install()
    sys.argv[:] = args
    if not sys.flags.safe_path:
        # `-m` put the working directory there; a script has its own folder.
        sys.path[0] = os.path.dirname(os.path.abspath(script))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
