"""Flask-FlatPages: several instances, every setting, every form of metadata."""

import os
import tempfile
from pathlib import Path

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()

from answers import mask, say, show
from flask import Flask, jsonify, render_template_string
from flask_flatpages import FlatPages, Page, pygmented_markdown, pygments_style_defs
from flask_flatpages.utils import force_unicode

folder = tempfile.TemporaryDirectory()
root = Path(folder.name)
mask(folder.name, "ROOT")


def write(name, text, encoding="utf-8"):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


BODY = "# Head\n\nsome *text* <b>HTML</b>\n\n    :::python\n    x = 1\n\n- a\n- b\n"
FORMS = {
    "dashes": "---\ntitle: One\ndate: 2020-01-02\nat: 2020-01-02 03:04:05+02:00\n---\n",
    "dots": "title: Two\ntags: [a, b]\n...\n",
    "empty-line": "title: Three\nlist:\n- a\n- b\n\n",
    "between": "---\ntitle: Four\nnested: {a: {b: [1, 2.5, null, true]}}\n---\n\n\n",
    "folded": "title: >\n  folded\n  text\nmore: |\n  kept\n  lines\n---\n",
    "quoted": "---\ntitle: 'a\n\n  b'\n---\n",
    "nothing": "",
    "only-dashes": "---\n---\n",
    "types": "---\ns: !!set {a}\nb: !!binary aGk=\n1: one\n2020-01-02: day\n---\n",
    "anchors": "---\na: &x [1, 2]\nb: *x\n---\n",
    "windows": "---\r\ntitle: Windows\r\n---\r\n",
    "mark": "\ufeff---\ntitle: Mark\n---\n",
    "note": "title: Note  # note\n\n",
    "rule": "---\ntitle: Rule\n---\ntext\n\n---\n\nmore\n",
}
for name, front in FORMS.items():
    write(f"pages/{name}.html", front + BODY)
write("pages/deep/er/Page.html", "title: Deep\n\nDeep")
write("pages/no-page.txt", "title: No\n\n")
write("notes/one.md", "title: One\n\n# One")
write("notes/two.markdown", "title: Two\n\n# Two")
write("notes/UPPER/Three.md", "title: Three\n\n# Three")
write("latin/eins.md", "title: Grüße\n\nÄpfel", "latin-1")
write("legacy/old.md", "title: Old\nsummary: |\n  text\n\nfirst: line\n\nrest")
write("instance/own/mine.md", "title: Mine\n\nMine")
write("twice/a.md", "title: A\n\n")
write("twice/a.html", "title: A\n\n")

app = Flask(__name__, root_path=folder.name, instance_path=str(root / "instance"))
app.config.update(
    FLATPAGES_NOTES_ROOT="notes",
    FLATPAGES_NOTES_EXTENSION=".md,.markdown",
    FLATPAGES_NOTES_CASE_INSENSITIVE=True,
    FLATPAGES_NOTES_MARKDOWN_EXTENSIONS=["toc", "tables"],
    FLATPAGES_NOTES_EXTENSION_CONFIGS={"toc": {"permalink": True}},
    FLATPAGES_LATIN_ROOT="latin",
    FLATPAGES_LATIN_EXTENSION=[".md"],
    FLATPAGES_LATIN_ENCODING="latin-1",
    FLATPAGES_LATIN_HTML_RENDERER=lambda body: f"<i>{body}</i>",
    FLATPAGES_LEGACY_ROOT="legacy",
    FLATPAGES_LEGACY_EXTENSION=(".md",),
    FLATPAGES_LEGACY_LEGACY_META_PARSER=True,
    FLATPAGES_LEGACY_HTML_RENDERER=lambda body, pages: f"{pages.name}: {body}",
    FLATPAGES_OWN_ROOT="own",
    FLATPAGES_OWN_EXTENSION={".md"},
    FLATPAGES_OWN_INSTANCE_RELATIVE=True,
    FLATPAGES_OWN_HTML_RENDERER=lambda body, pages, page: page.path + page["title"],
    FLATPAGES_TWICE_ROOT="twice",
    FLATPAGES_TWICE_EXTENSION=[".md", ".html"],
    FLATPAGES_NONE_ROOT="none",
    FLATPAGES_TEXT_ROOT="pages",
    FLATPAGES_TEXT_EXTENSION=".txt",
    FLATPAGES_TEXT_HTML_RENDERER="flask_flatpages.pygmented_markdown",
)
pages = FlatPages(app)
named = {
    name: FlatPages(name=name)
    for name in ("notes", "latin", "legacy", "own", "twice", "none", "text")
}
for each in named.values():
    each.init_app(app)


@app.get("/")
def index():
    return jsonify({page.path: page.folder for page in pages})


@app.get("/page/<path:path>/")
def page(path):
    page = pages.get_or_404(path)
    return render_template_string(
        "{{ p }}|{{ p.html }}|{{ p.title }}|{{ p['path'] }}|{{ p.meta }}", p=page
    )


client = app.test_client()
for path in (
    "/",
    *(f"/page/{name}/" for name in FORMS),
    "/page/deep/er/Page/",
    "/page/x/",
):
    show(path, client.get(path))

with app.app_context():
    for page in sorted(pages, key=lambda page: page.path):
        say(f"{page.path} meta", page.meta)
        say(f"{page.path} body", repr(page.body))
        say(f"{page.path} html", page.html)
        say(
            f"{page.path} repr", [repr(page), page.folder, page.__html__() == page.html]
        )
    for name, each in named.items():
        say(f"{name} root", each.root)
        say(f"{name} extension", each.config("extension"))
        if name != "twice":
            found = sorted(each, key=lambda page: page.path)
            say(f"{name} pages", [(p.path, p.folder, p.meta, p.html) for p in found])
    say("missing", [pages.get("x"), pages.get("x", 5), pages.get("Dashes")])
    say("upper", [named["notes"].get("upper/three"), named["notes"].get("UPPER/Three")])
    try:
        list(named["twice"])
    except ValueError as error:
        say("twice", type(error).__name__)
    app.config["FLATPAGES_EXTENSION"] = 5
    pages.reload()
    try:
        list(pages)
    except ValueError as error:
        say("extension", type(error).__name__)
    app.config["FLATPAGES_EXTENSION"] = ".html"
    pages.reload()
    same = pages.get("dots")
    say("same object", same is pages.get("dots"))
    write("pages/dots.html", "title: Changed now\n\nother")
    say("not reloaded", [pages.get("dots").meta["title"], pages.get("dots") is same])
    pages.reload()
    say("reloaded", [pages.get("dots").meta["title"], pages.get("dots").html])
    write("pages/bad.html", "---\ntitle: [a\n---\nbody")
    write("pages/list.html", "---\n- a\n- b\n---\nbody")
    pages.reload()
    for name in ("bad", "list"):
        bad = pages.get(name)
        try:
            say(name, bad.meta)
        except Exception as error:
            say(name, isinstance(error, ValueError) or "yaml" in type(error).__module__)
    say("others", pages.get("dashes").meta)

made = Page("a/b", "title: By hand", "*body*", lambda page: page.body.upper(), "a")
say("by hand", [made["title"], made.html, repr(made), made.meta, made.folder])
say("markdown", pygmented_markdown(BODY))
say("style", pygments_style_defs("monokai"))
say("unicode", [force_unicode(b"a"), force_unicode("b")])
say("registered", sorted(map(str, app.extensions["flatpages"])))
say("settings", sorted(key for key in app.config if key.startswith("FLATPAGES_ENC")))
folder.cleanup()
