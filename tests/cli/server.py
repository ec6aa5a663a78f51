"""A server in a process of its own, for tests that need a socket."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`python -m kolben ARGS`, its lines as they come, and requests to it."""

    def __init__(self, path, *args: str, env: dict[str, str] | None = None) -> None:
        self.port = find_free_port()
        self.lines: list[str] = []
        self.cookie = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kolben", *args, "--port", str(self.port)],
            cwd=path,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "PYTHONUNBUFFERED": "1",
                # Two versions of a file within a second would share the bytecode.
                "PYTHONDONTWRITEBYTECODE": "1",
                **(env or {}),
            },
        )
        self.limit = threading.Timer(60, self.process.kill)
        self.limit.start()

    def wait_for(self, text: str, times: int = 1) -> None:
        """Read lines until `text` was in as many of them."""
        for line in self.process.stdout:
            self.lines.append(line)
            times -= text in line
            if not times:
                return
        pytest.fail(f"no {text!r} in:\n{''.join(self.lines)}")

    def wait_until_open(self) -> None:
        """Return when connections are taken: Granian tells of a worker just before."""
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                assert self.process.poll() is None, self.output
                # Nothing tells of the moment, so look for it again and again.
                threading.Event().wait(0.01)
            else:
                return

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie})
            response = connection.getresponse()
            self.cookie = response.getheader("Set-Cookie") or self.cookie
            return response.status, response.read().decode()
        finally:
            connection.close()

    def terminate(self) -> int:
        """Ask it to stop, read what it still says, and return how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.finish()

    def finish(self) -> int:
        self.lines += self.process.stdout
        return self.process.wait()

    def close(self) -> None:
        self.limit.cancel()
        if self.process.poll() is None:
            self.process.terminate()
            self.finish()
        self.process.stdout.close()

    @property
    def output(self) -> str:
        return "".join(self.lines)
