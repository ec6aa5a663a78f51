"""A Flask-RESTPlus app on Kolben: the app is in the folder from_flask_restplus."""

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).with_suffix("")
ASK = """
import json
import kolben.compat
kolben.compat.install()
import notes
from wsgi import app
client = app.test_client()
print(json.dumps([
    client.get("/api/v1/swagger.json").json,
    client.get("/api/v1/openapi.json").json,
    client.post("/api/v1/notes", json={"text": "good"}).json,
    client.put("/api/v1/books/7", json={}).json,
]))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=FOLDER, capture_output=True, text=True
    )


def test_no_line_under_the_compat_runner():
    done = run("-m", "kolben.compat", "library.py")
    assert done.stdout == "{'title': 'No. 7'}\n", done.stderr


def test_no_line_under_the_command():
    done = run("-m", "kolben", "--app", "library", "routes")
    assert "open_api.books_book" in done.stdout, done.stderr


def test_one_line_is_enough():
    done = run("-c", ASK)
    assert done.returncode == 0, done.stderr
    swagger, openapi, note, refused = json.loads(done.stdout)
    assert (swagger["swagger"], swagger["basePath"]) == ("2.0", "/api/v1")
    assert openapi["openapi"].startswith("3.1")
    assert note == {"text": "good", "stars": 0}
    assert refused["errors"] == {"title": "'title' is a required property"}
