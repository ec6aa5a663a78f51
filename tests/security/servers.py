"""A Redis of one test, on a port of its own."""

import contextlib
import shutil
import signal
import socket
import subprocess
import threading

import pytest
from cli.server import find_free_port

from kolben.security.api import RedisNonces


class Redis:
    """`redis-server` in an empty directory, which keeps nothing."""

    def __init__(self, folder):
        path = shutil.which("redis-server")
        if path is None:
            pytest.fail(
                "The tests of RedisNonces need 'redis-server' on PATH. On Debian:"
                " apt-get install redis-server"
            )
        self.port = find_free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.command = [path, "--port", str(self.port), "--bind", "127.0.0.1"]
        self.command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        self.process = None
        self.clients = []

    def make_nonces(self, **options):
        """A store in it, whose connections end with the server."""
        nonces = RedisNonces.from_url(self.url, **options)
        self.clients.append(nonces._client)
        return nonces

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            assert self.process.poll() is None
            threading.Event().wait(0.01)

    def hang(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        for client in self.clients:
            client.close()
        if self.process is not None:
            self.go_on()
            self.process.terminate()
            self.process.wait(30)
            self.process = None
