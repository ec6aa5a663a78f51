"""The run.py of many notes, its views filled in."""

# region: notes
from flask import Flask, render_template
from flask_flatpages import FlatPages

FLATPAGES_AUTO_RELOAD = True
FLATPAGES_ROOT = "posts"
FLATPAGES_EXTENSION = ".md"

app = Flask(__name__)
app.config.from_object(__name__)
flatpages = FlatPages(app)


@app.route("/")
def index():
    return render_template("list.html", title="All posts", pages=flatpages)


@app.route("/list/<string:tag>/")
def page_list(tag):
    tagged = [page for page in flatpages if tag in page.meta.get("tags", [])]
    return render_template("list.html", title=tag, pages=tagged)


@app.route("/page/<string:uri>/")
def page(uri):
    return render_template("page.html", page=flatpages.get_or_404(uri))


if __name__ == "__main__":
    app.run()
# endregion
