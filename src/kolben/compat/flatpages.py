"""Flask-FlatPages 0.9.0: `flask_flatpages` gives `kolben.pages`.

Only where Flask-FlatPages is not installed: what somebody has installed is what they
want to run, as with every other extension.
"""

from __future__ import annotations

from .flask import of
from .package import Package

_PYGMENTED = of("kolben.pages.pygmented", "pygmented_markdown pygments_style_defs")
_PARSERS = of("kolben.pages.front_matter", "legacy_parser libyaml_parser")
_FLATPAGES = {"FlatPages": "kolben.pages.flatpages:FlatPages"}
_PAGE = {"Page": "kolben.pages.page:Page"}

MODULES: dict[str, dict[str, str]] = {
    "flask_flatpages": {
        **_FLATPAGES,
        **_PAGE,
        **_PYGMENTED,
        "__version__": "kolben.compat.dropped:flatpages_version",
    },
    "flask_flatpages.flatpages": {
        **_FLATPAGES,
        **_PAGE,
        **_PARSERS,
        "pygmented_markdown": "kolben.pages.pygmented:pygmented_markdown",
        "abort": "kolben.response:abort",
        "current_app": "kolben.globals:current_app",
        "Flask": "kolben.app:Kolben",
        "import_string": "werkzeug.utils:import_string",
    },
    "flask_flatpages.imports": {
        "PygmentsHtmlFormatter": "pygments.formatters:HtmlFormatter",
    },
    "flask_flatpages.page": {**_PAGE, "yaml": "yaml"},
    "flask_flatpages.parsers": _PARSERS,
    "flask_flatpages.parsers.yaml": _PARSERS,
    "flask_flatpages.utils": {
        **_PYGMENTED,
        "PygmentsHtmlFormatter": "pygments.formatters:HtmlFormatter",
        "codehilite": "markdown.extensions.codehilite",
        "force_unicode": "kolben.compat.dropped:force_unicode",
        "markdown": "markdown",
    },
}

FLATPAGES = Package(
    name="flask_flatpages",
    source=__file__,
    modules=MODULES,
    loaded=(
        "flask_flatpages.flatpages",
        "flask_flatpages.imports",
        "flask_flatpages.page",
        "flask_flatpages.parsers",
        "flask_flatpages.parsers.yaml",
        "flask_flatpages.utils",
    ),
    distribution="Flask-FlatPages",
    version="0.9.0",
    gives_way=True,
)
