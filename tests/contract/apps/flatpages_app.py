"""Flask-FlatPages: pages from files, their front matter and HTML."""

import tempfile
from pathlib import Path

from answers import show
from flask import Flask, jsonify, render_template_string
from flask_flatpages import FlatPages, pygments_style_defs

folder = tempfile.TemporaryDirectory()
root = Path(folder.name)
(root / "pages/deep").mkdir(parents=True)
(root / "pages/first.md").write_text(
    "title: First\ntags: [a, b]\n\n# Hello\n\n*text*\n"
)
(root / "pages/deep/second.md").write_text(
    "title: Second\n\n    :::python\n    x = 1\n"
)
app = Flask(__name__, root_path=folder.name)
app.config.update(
    FLATPAGES_EXTENSION=".md", FLATPAGES_MARKDOWN_EXTENSIONS=["codehilite"]
)
pages = FlatPages(app)


@app.get("/")
def index():
    return jsonify({page.path: page.meta for page in pages})


@app.get("/style.css")
def style():
    return pygments_style_defs("default"), 200, {"Content-Type": "text/css"}


@app.get("/<path:path>/")
def page(path):
    return render_template_string(
        "<h1>{{ p.title }}</h1>{{ p.html|safe }}", p=pages.get_or_404(path)
    )


client = app.test_client()
for path in ("/", "/first/", "/deep/second/", "/none/", "/style.css"):
    show(path, client.get(path))
folder.cleanup()
