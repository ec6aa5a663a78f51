"""Markdown as Flask-FlatPages renders it: Python-Markdown, code with classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:

    class Configured(Protocol):
        """What has `config`, as FlatPages has."""

        def config(self, key: str) -> Any: ...


def pygmented_markdown(text: str, flatpages: Configured | None = None) -> str:
    """Render Markdown with Python-Markdown; HTML in it stays as it is.

    The extensions are those of FLATPAGES_MARKDOWN_EXTENSIONS with the settings of
    FLATPAGES_EXTENSION_CONFIGS, and `codehilite` where there are none. Only for
    texts whose authors you trust; `Markdown` is for the others.
    """
    # Not before it is needed: a start would take longer by it.
    import markdown

    extensions: Any = []
    configs: Any = {}
    if flatpages is not None:
        extensions = flatpages.config("markdown_extensions")
        configs = flatpages.config("extension_configs")
    return markdown.markdown(
        text, extensions=extensions or ["codehilite"], extension_configs=configs
    )


def pygments_style_defs(
    style: str = "default", selector: str = ".codehilite", prefix: str = ""
) -> str:
    """The style sheet for code, in one of Pygments' styles.

    It fits `pygmented_markdown`. For `Markdown`, `selector` is `.highlight` and
    `prefix`, which its classes begin with, is `hl-`.
    """
    from pygments.formatters import HtmlFormatter

    formatter = HtmlFormatter(style=style, classprefix=prefix)
    css: str = formatter.get_style_defs(selector)  # type: ignore[no-untyped-call]  # the stubs' gap
    return css
