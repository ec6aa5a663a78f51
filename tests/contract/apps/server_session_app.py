"""Flask-Session: sessions kept in files by cachelib, read back by another client."""

import tempfile

from answers import say, show
from cachelib.file import FileSystemCache
from flask import Flask, flash, get_flashed_messages, session
from flask_session import Session

folder = tempfile.TemporaryDirectory()
app = Flask(__name__)
app.config.update(
    SESSION_TYPE="cachelib", SESSION_CACHELIB=FileSystemCache(folder.name)
)
Session(app)


@app.get("/count")
def count():
    session["count"] = session.get("count", 0) + 1
    return {"count": session["count"], "new": session.new}


@app.get("/big")
def big():
    session["big"] = "x" * 10_000
    flash("kept")
    return str(len(session))


@app.get("/flashed")
def flashed():
    return {"flashed": get_flashed_messages()}


@app.get("/rotate")
def rotate():
    app.session_interface.regenerate(session)
    return "rotated"


@app.get("/clear")
def clear():
    session.clear()
    return "cleared"


client = app.test_client()
show("first", client.get("/count"))
show("second", client.get("/count"))
show("big", client.get("/big"))
show("flashed", client.get("/flashed"))
before = client.get_cookie("session").value
show("rotate", client.get("/rotate"))
say("id changed", client.get_cookie("session").value != before)
show("third", client.get("/count"))
show("clear", client.get("/clear"))
show("anew", client.get("/count"))
with client.session_transaction() as stored:
    say("stored", dict(stored))
folder.cleanup()
