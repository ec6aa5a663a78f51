import os
import re
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from kolben.cli.serve import count_cores, count_threads

# Each worker writes to the log what its app is told.
APP = """
import os, sys, threading
from flask import Flask

app = Flask(__name__)
entered = threading.Event()

def log(text):
    print(f"worker: {text}", flush=True)

@app.on_startup
def up():
    log("startup")

@app.on_shutdown
def down():
    log("shutdown")

@app.get("/")
def index():
    app.after_response(log, "after response")
    return str(os.getpid())

@app.get("/slow")
def slow():
    log("slow begins")
    threading.Event().wait(1)
    return "slow ends"

@app.get("/die")
def die():
    os._exit(3)
"""


def test_the_defaults_fit_the_machine():
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
    assert 1 <= count_threads() <= 8


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "KOLBEN_DEBUG"])
def test_debug_in_the_environment_is_refused(project, name):
    project.write(app=APP)
    result = project.kolben("serve", env={name: "1"})
    assert result.exit_code == 1
    assert "Not served: debug mode is on" in result.output
    assert "kolben run" in result.output


def test_without_granian_the_pip_line_is_given(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "granian", None)
    monkeypatch.setattr("kolben.cli.serve.find_spec", lambda name: None)
    result = project.kolben("serve")
    assert result.exit_code == 1
    assert "pip install 'kolben[serve]'" in result.output


def test_a_certificate_needs_its_key(project):
    (project.path / "cert").touch()
    result = project.kolben("serve", "--cert", "cert")
    assert result.exit_code == 2
    assert "--cert and --key go together" in result.output


def test_a_port_in_use_is_told(project, monkeypatch):
    pytest.importorskip("granian")
    monkeypatch.setattr(
        "kolben.cli.serve.find_port_problem", lambda *_: "port is taken"
    )
    result = project.kolben("serve")
    assert result.output == "Error: port is taken\n"


@pytest.mark.slow
def test_each_worker_starts_serves_and_stops_with_nothing_lost(project, start):
    pytest.importorskip("granian")
    project.write(app=APP)
    server = start("serve", "--workers", "2", "--access-log")
    server.wait_for("Started worker-", times=2)
    server.wait_until_open()
    assert server.output.count("worker: startup") == 2
    status, pid = server.get("/")
    assert (status, int(pid) != server.process.pid) == (200, True)
    server.wait_for("worker: after response")

    with ThreadPoolExecutor() as pool:
        # Begun before the end is asked for, so it is answered.
        slow = pool.submit(server.get, "/slow")
        server.wait_for("worker: slow begins")
        assert server.terminate() == 0
        assert slow.result() == (200, "slow ends")
    assert server.output.count("worker: shutdown") == 2
    assert '"GET /slow' in server.output


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends what a terminal sends")
def test_ctrl_c_which_reaches_every_process_leaves_no_worker_hanging(project, start):
    pytest.importorskip("granian")
    project.write(app=APP)
    # A worker that hangs would be killed after more time than the test may take.
    server = start("serve", "--workers", "2", "--graceful-timeout", "300")
    server.wait_for("Started worker-", times=2)
    server.wait_until_open()
    server.get("/")
    workers = re.findall(r"Spawning worker-\d with PID: (\d+)", server.output)
    for pid in [*map(int, workers), server.process.pid]:
        os.kill(pid, signal.SIGINT)
    assert server.finish() == 0
    assert server.output.count("worker: shutdown") == 2


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced(project, start):
    pytest.importorskip("granian")
    project.write(app=APP)
    server = start("serve", "--workers", "1", "--host", "localhost")
    server.wait_for("Started worker-1")
    server.wait_until_open()
    first = server.get("/")[1]
    with pytest.raises(OSError):  # noqa: PT011 - the connection ends in several ways
        server.get("/die")
    server.wait_for("Started worker-1")
    server.wait_until_open()
    status, second = server.get("/")
    assert status == 200
    assert first != second
    assert server.terminate() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("app", "message"),
    [
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ("1 / 0", "ZeroDivisionError"),
        (
            "from kolben import Kolben\napp = Kolben('x')\napp.debug = True",
            "Not served: app.debug is set",
        ),
    ],
)
def test_an_app_that_cannot_be_served_is_told_once(project, start, app, message):
    pytest.importorskip("granian")
    project.write(app=app)
    server = start("serve", "--workers", "2")
    assert server.finish() == 1
    assert server.output.count(message) == 1
