"""How `kolben run` ends, in a process of its own, when it cannot start."""

import os
import socket
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def run(path, *args, **env):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FLASK_", "KOLBEN_", "WERKZEUG_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "kolben", "run", *args],
        cwd=path,
        env={**clean, **env},
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
