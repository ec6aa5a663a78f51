"""Starting `side.py`: one site in a process of its own, on a content folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, NamedTuple, Self

import machine

# No package: a server that starts there must not see bench/press.py beside it.
SITES = Path(__file__).resolve().parent.parent / "sites"
MODULES = {"press": "on_kolben", "Flask": "on_flask"}


class Setup(NamedTuple):
    """A site as it is measured.

    `keeps` is whether press keeps whole answers, `cached` whether Flask-Caching does
    that for Flask; `reload` is whether each request looks at all files.
    """

    framework: str
    content: Path
    index: Path
    keeps: bool = True
    cached: bool = False
    reload: bool = False

    @property
    def module(self) -> str:
        return MODULES[self.framework]

    def get_settings(self) -> dict[str, str]:
        """The environment variables that the site's module reads."""
        settings = {
            "PRESS_CONTENT": str(self.content),
            "BENCH_INDEX": str(self.index),
            "BENCH_CACHED": "1" if self.cached else "",
            "BENCH_RELOAD": "1" if self.reload else "",
        }
        if not self.keeps:
            settings["PRESS_CACHE"] = "0"
        return settings

    def get_environment(self) -> dict[str, str]:
        """These, and the caller's own without what press would read from it."""
        own = machine.make_environ(**self.get_settings())
        return {
            k: v
            for k, v in own.items()
            if not k.startswith("PRESS_") or k in self.get_settings()
        }


class Child:
    """A running `side.py`, for as long as a `with` block lasts."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._process = subprocess.Popen(
            [sys.executable, str(SITES / "side.py"), setup.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=setup.get_environment(),
        )

    def __enter__(self) -> Self:
        self._read()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def ask(self, do: str, **values: Any) -> dict[str, Any]:
        """What the site's process answers to a command of `side.obey`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.setup.framework}: its process has ended")
        found: dict[str, Any] = json.loads(line)
        return found


def start_once(setup: Setup, arguments: Sequence[str]) -> dict[str, Any]:
    """What `side.py` says that ends by itself, and the seconds until it said it."""
    start = perf_counter()
    with subprocess.Popen(
        [sys.executable, str(SITES / "side.py"), setup.module, *arguments],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=setup.get_environment(),
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = perf_counter() - start
    if process.returncode or not line:
        raise SystemExit(f"{setup.framework} did not start")
    return {**json.loads(line), "since_start": took}
