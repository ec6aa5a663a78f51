"""Markdown for texts that nobody has checked."""

from kolben import Kolben
from kolben.pages import FlatPages, Markdown, pygments_style_defs

# region: call
markdown = Markdown()

html = markdown("# Tea\n\n<script>alert(1)</script>")
# endregion

# region: renderer
app = Kolben(__name__)
app.config["FLATPAGES_HTML_RENDERER"] = Markdown()
pages = FlatPages(app)
# endregion


def test_html_is_shown_as_text():
    assert (
        html == '<h1 id="tea">Tea</h1>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n'
    )


def test_toc():
    # region: toc
    html = markdown("## 你好 世界\n\n## Tea\n")
    assert [heading.id for heading in html.toc] == ["你好-世界", "tea"]
    assert html.toc[0].level == 2
    assert html.toc[0].text == "你好 世界"
    # endregion


def test_styles():
    # region: styles
    light = pygments_style_defs("default", ".highlight", "hl-")
    dark = pygments_style_defs("monokai", ".highlight", "hl-")
    css = f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    # endregion
    assert ".hl-k" in css
