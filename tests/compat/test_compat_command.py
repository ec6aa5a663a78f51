from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kolben.compat", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


SCRIPT = """
import sys
import threading
import urllib.request
import beside
from flask import Flask
if __name__ == "__main__":
    print(Flask.__name__, Flask("x").name, sys.argv, beside.WORD, __file__)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/app.py").write_text(SCRIPT)
    (tmp_path / "deep/beside.py").write_text("WORD = 'found'\n")
    (tmp_path / "deep/__main__.py").write_text("import flask; print(flask.Flask)\n")
    (tmp_path / "deep/__init__.py").write_text("")
    return tmp_path


def test_a_script_runs_as_by_python(folder: Path) -> None:
    done = run("deep/app.py", "--port", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Kolben x ['deep/app.py', '--port', '1'] found deep/app.py\n"


def test_a_module_runs_as_by_python(folder: Path) -> None:
    done = run("-m", "app", "-v", cwd=folder / "deep")
    assert done.returncode == 0, done.stderr
    file = folder / "deep/app.py"
    assert done.stdout == f"Kolben x ['{file}', '-v'] found {file}\n"


def test_a_package_runs_by_its_main(folder: Path) -> None:
    done = run("-m", "deep", cwd=folder)
    assert done.stdout == "<class 'kolben.app.Kolben'>\n", done.stderr


def test_a_failing_script_fails(folder: Path) -> None:
    (folder / "bad.py").write_text("import sys; sys.exit(3)\n")
    assert run("bad.py", cwd=folder).returncode == 3


def test_flasks_own_command_is_kolbens(folder: Path) -> None:
    (folder / "app.py").write_text(
        "from flask import Flask\napp = Flask(__name__, static_folder=None)\n"
        "@app.get('/here')\ndef here(): return ''\n"
    )
    done = run("-m", "flask", "routes", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "/here" in done.stdout


@pytest.mark.parametrize("arguments", [(), ("-x",), ("-m",)])
def test_a_wrong_command_line_shows_the_right_ones(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert "usage: python -m kolben.compat SCRIPT" in done.stderr


def test_help_is_an_answer(run_python: Callable[..., str]) -> None:
    assert "usage: python -m kolben.compat" in run_python("-m", "kolben.compat", "-h")


def test_a_missing_script_is_named(tmp_path: Path) -> None:
    done = run("nothing.py", cwd=tmp_path)
    assert done.returncode == 1
    assert "no file 'nothing.py'" in done.stderr


SERVED = """
import sys
import threading
import urllib.request
from flask import Flask
app = Flask(__name__)
@app.get("/")
def index(): return f"{type(app).__name__} {app.debug}"
if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=True)
"""


def test_the_reloader_starts_the_script_on_kolben_again(folder: Path) -> None:
    (folder / "served.py").write_text(SERVED)
    port = free_port()
    command = [sys.executable, "-u", "-m", "kolben.compat", "served.py", str(port)]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        last_resort = threading.Timer(30, server.kill)
        last_resort.start()
        try:
            # The reloader's child says this last, after it has bound the port.
            wait_for_line(server, "Debugger PIN")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert answer.read() == b"Kolben True"
        finally:
            last_resort.cancel()
            os.killpg(server.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_line(server: subprocess.Popen[str], text: str) -> None:
    assert server.stdout is not None
    seen = []
    for line in server.stdout:
        seen.append(line)
        if text in line:
            return
    pytest.fail("".join(seen))
