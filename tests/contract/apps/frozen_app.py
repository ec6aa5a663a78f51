"""Frozen-Flask: a site written to files by running its app."""

import tempfile
from pathlib import Path

from answers import say
from flask import Flask, url_for
from flask_frozen import Freezer

folder = tempfile.TemporaryDirectory()
app = Flask(__name__, static_folder=None)
app.config["FREEZER_DESTINATION"] = folder.name
freezer = Freezer(app, with_no_argument_rules=True)


@app.get("/")
def index():
    return f"<a href='{url_for('page', name='seen')}'>seen</a>"


@app.get("/pages/<name>/")
def page(name):
    return f"page {name}"


@app.get("/data.json")
def data():
    return {"a": 1}


@freezer.register_generator
def page_names():
    yield "page", {"name": "given"}


say("urls", sorted(freezer.freeze()))
root = Path(folder.name)
for path in sorted(path for path in root.rglob("*") if path.is_file()):
    say(str(path.relative_to(root)), path.read_text())
folder.cleanup()
