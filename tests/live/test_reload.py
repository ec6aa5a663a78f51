"""SIGHUP to `kolben serve` while requests come: with new code, and with broken code."""

import http.client
import os
import signal
import threading
from collections import Counter

import pytest
from cli.server import Server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no SIGHUP"),
]

APP = """
import os
from kolben import Kolben
app = Kolben(__name__)

@app.get("/")
def index():
    return "{version}"
"""


class Load:
    """Requests without a pause, each over a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen: Counter[object] = Counter()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.ask) for _ in range(3)]

    def ask(self) -> None:
        while not self.over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", "/")
                answer = connection.getresponse()
                self.seen[answer.status, answer.read().decode()] += 1
            except OSError as error:
                self.seen[repr(error)] += 1
            finally:
                connection.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def serve(tmp_path):
    """Start the app; `server.write(text)` puts other code in its place."""
    servers = []

    def write(text):
        part = tmp_path / "part"
        part.write_text(text)
        part.replace(tmp_path / "app.py")

    def start(workers, *args):
        write(APP.format(version="first"))
        server = Server(tmp_path, "serve", "--workers", workers, *args)
        server.write = write
        servers.append(server)
        server.wait_for("Started worker-", times=int(workers))
        server.wait_until_open()
        return server

    yield start
    for server in servers:
        server.close()


def reload(server):
    server.process.send_signal(signal.SIGHUP)


def test_new_code_is_taken_and_no_request_fails(serve):
    server = serve("2")
    with Load(server.port) as load:
        server.write(APP.format(version="second"))
        reload(server)
        server.wait_for("Stopped old worker-", times=2)
    assert set(load.seen) == {(200, "first"), (200, "second")}
    assert server.get("/") == (200, "second")
    assert server.terminate() == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("def (", "SyntaxError: invalid syntax ({app}, line 9)"),
        ("from os import nothing", "ImportError: cannot import name 'nothing'"),
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere' ({app}, li"),
        ("{}['key']", "KeyError: 'key' ({app}, line 9)"),
        ("app.on_startup(lambda: 1 / 0)", "division by zero ({app}, line 9)"),
        ("raise SystemExit", "SystemExit ({app}, line 9)"),
        ("os._exit(0)", "the process that tried it ended with 0"),
        ("del app", "Module 'app' has no app"),
        ("app.debug = True", "Not served: app.debug is set"),
    ],
)
def test_broken_code_is_told_and_not_taken_and_no_request_fails(
    serve, tmp_path, line, said
):
    server = serve("2")
    with Load(server.port) as load:
        server.write(APP.format(version="second") + line)
        reload(server)
        server.wait_for("Not reloaded: ")
    assert set(load.seen) == {(200, "first")}
    assert said.format(app=tmp_path / "app.py") in server.lines[-1]
    assert "Still serving the code of before" in server.lines[-1]
    assert server.terminate() == 0
    assert "HUP signal received" not in server.output


def test_mended_code_is_taken_by_the_next_signal(serve):
    server = serve("1")
    server.write("1 / 0")
    reload(server)
    server.wait_for("Not reloaded: ")
    server.write(APP.format(version="mended"))
    reload(server)
    server.wait_for("Stopped old worker-1")
    assert server.get("/") == (200, "mended")
    assert server.terminate() == 0


HANGING = "import os\nprint('hangs as', os.getpid(), flush=True)\nopen('gate').read()\n"


@pytest.fixture
def gate(tmp_path):
    """A file that keeps those who read it until it is written."""
    os.mkfifo(tmp_path / "gate")
    return tmp_path / "gate"


def assert_gone(pid):
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.usefixtures("gate")
def test_code_that_does_not_end_loading_is_given_up(serve):
    server = serve("1", "--reload-timeout", "1")
    server.write(HANGING)
    reload(server)
    server.wait_for("hangs as")
    pid = int(server.lines[-1].split()[-1])
    server.wait_for("Not reloaded: it was not loaded after 1 second")
    assert_gone(pid)
    assert server.get("/") == (200, "first")


@pytest.mark.usefixtures("gate")
def test_the_server_stops_at_once_also_while_new_code_hangs(serve):
    # Longer than the test may take.
    server = serve("1", "--reload-timeout", "300")
    server.write(HANGING)
    reload(server)
    server.wait_for("hangs as")
    pid = int(server.lines[-1].split()[-1])
    assert server.terminate() == 0
    assert_gone(pid)


def test_a_signal_during_a_trial_leads_to_another_one(serve, gate):
    server = serve("1")
    server.write(HANGING + "1 / 0")
    reload(server)
    server.wait_for("hangs as")
    server.write(APP.format(version="last"))
    reload(server)
    gate.write_text("go on")
    server.wait_for("Stopped old worker-1")
    assert server.get("/") == (200, "last")
    assert server.terminate() == 0
