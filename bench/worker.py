"""One Granian worker with one app, for as long as a `with` block lasts."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import peers

HERE = Path(__file__).resolve().parent


class Worker(NamedTuple):
    port: int
    pid: int  # the server's main process; the worker is its child

    def get(self, path: str, times: int = 1) -> bytes:
        """The body of the last of ``times`` requests on one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        body = b""
        for _ in range(times):
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: status {answer.status}")
        connection.close()
        return body

    def worker_pid(self) -> int:
        """The child that serves; Granian's spawn method may add one that does not."""
        listing = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        named = {int(pid): command(int(pid)) for pid in listing.split()}
        serving = [pid for pid, line in named.items() if "resource_tracker" not in line]
        if len(serving) != 1:
            raise SystemExit(f"cannot tell which process is the worker: {named}")
        return serving[0]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def loop_name() -> str:
    return "uvloop" if find_spec("uvloop") else "asyncio"


def pinned(core: int | None) -> list[str]:
    """The prefix that keeps a command on one core, where that can be done."""
    if core is None or not shutil.which("taskset"):
        return []
    return ["taskset", "-c", str(core)]


def wait_until_up(process: subprocess.Popen[bytes], port: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"the server did not start: {process.args}")


def serving(peer: str, core: int | None = None) -> AbstractContextManager[Worker]:
    """``apps.<peer>.main_app()`` on one worker with one thread."""
    kind = "asgi" if peer in peers.ASGI else "wsgi"
    return serving_target(f"apps.{peer}:main_app", HERE, core, kind)


@contextmanager
def serving_target(
    target: str,
    folder: Path,
    core: int | None = None,
    kind: str = "wsgi",
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Worker]:
    """The app that a factory makes; its module is found from ``folder``."""
    port = free_port()
    line = [
        *pinned(core),
        *(sys.executable, "-m", "granian", target, "--factory"),
        *("--host", "127.0.0.1", "--port", str(port), "--http", "1", "--no-ws"),
        *("--interface", kind, "--workers", "1", "--log-level", "error"),
    ]
    if kind == "asgi":
        line += ["--loop", loop_name()]
    else:
        line += ["--blocking-threads", "1"]
    env = {**os.environ, **settings, "PYTHONPATH": str(folder)}
    process = subprocess.Popen(line, cwd=folder, env=env)
    try:
        wait_until_up(process, port, 20)
        yield Worker(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
