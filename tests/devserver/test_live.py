"""`kolben run` and `app.run()` in processes of their own."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from urllib.request import urlopen

import pytest
from cli.server import find_free_port

pytestmark = pytest.mark.slow


def clean_environment():
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FLASK_", "KOLBEN_", "WERKZEUG_"))
    }


def run(path, *args, **env):
    return subprocess.run(
        [sys.executable, "-m", "kolben", "run", *args],
        cwd=path,
        env={**clean_environment(), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_ends_the_command_with_status_1(tmp_path):
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run(tmp_path, "--port", str(port))
    assert ended.returncode == 1
    assert f"Port {port} on '127.0.0.1' is already in use" in ended.stderr


def test_a_directory_without_an_app_ends_the_command_with_status_2(tmp_path):
    ended = run(tmp_path, "--port", "0")
    assert ended.returncode == 2
    assert "There is no app to load" in ended.stderr


def test_a_wrong_name_in_flask_app_ends_the_command_with_status_2(tmp_path):
    (tmp_path / "hello.py").write_text(
        "from flask import Flask\napp = Flask(__name__)\n"
    )
    ended = run(tmp_path, "--port", "0", FLASK_APP="helo")
    assert ended.returncode == 2
    assert "There is no module 'helo' to import" in ended.stderr
    assert "Did you mean 'hello'?" in ended.stderr


SCRIPT = """
import os
from kolben import Kolben

app = Kolben(__name__)

@app.on_startup
def tell():
    print("colour", os.environ["COLOUR"], flush=True)

if __name__ == "__main__":
    app.run(port={port}, debug=True, reloader_type="stat")
"""


def test_app_run_starts_again_when_an_environment_file_changes(tmp_path):
    port = find_free_port()
    (tmp_path / "shop.py").write_text(SCRIPT.format(port=port))
    (tmp_path / ".env").write_text("COLOUR=red")
    process = subprocess.Popen(
        [sys.executable, "shop.py"],
        cwd=tmp_path,
        text=True,
        env={**clean_environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    limit = threading.Timer(60, process.kill)
    limit.start()
    try:
        for colour in ("red", "blue"):
            if colour == "blue":
                (tmp_path / ".env").write_text("COLOUR=blue")
            assert any("Debugger is active" in line for line in process.stdout)
            with contextlib.suppress(OSError):
                urlopen(f"http://127.0.0.1:{port}/")
            assert any(line == f"colour {colour}\n" for line in process.stdout)
    finally:
        limit.cancel()
        process.terminate()
        process.communicate()
