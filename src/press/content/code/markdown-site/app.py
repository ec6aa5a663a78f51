"""A blog whose posts are Markdown files."""

# region: setup
from kolben import Kolben, abort, render_template
from kolben.pages import FlatPages, Markdown

FLATPAGES_ROOT = "posts"
FLATPAGES_EXTENSION = ".md"
FLATPAGES_AUTO_RELOAD = "if debug"
FLATPAGES_HTML_RENDERER = Markdown()

app = Kolben(__name__)
app.config.from_object(__name__)
pages = FlatPages(app)
# endregion


# region: views
def newest_first(pages):
    return sorted(pages, key=lambda page: page["date"], reverse=True)


@app.route("/")
def index() -> str:
    return render_template("list.html", title="All posts", pages=newest_first(pages))


@app.route("/list/<string:tag>/")
def page_list(tag: str) -> str:
    tagged = [page for page in pages if tag in page.meta.get("tags", [])]
    if not tagged:
        abort(404)
    return render_template("list.html", title=tag, pages=newest_first(tagged))


@app.route("/page/<path:uri>/")
def page(uri: str) -> str:
    return render_template("page.html", page=pages.get_or_404(uri))


# endregion
