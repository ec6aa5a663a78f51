"""``kolben routes``: the table of routes, and what one request would meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from ..globals import find_app_ctx
from .group import with_appcontext
from .match import explain_match
from .options import make_app_option

if TYPE_CHECKING:
    from werkzeug.routing import Map, Rule
    from werkzeug.routing.matcher import State

_AUTOMATIC = frozenset({"HEAD", "OPTIONS"})


@click.command(
    "routes", short_help="Show the routes for the app.", params=[make_app_option()]
)
@click.option(
    "--sort",
    "-s",
    type=click.Choice(("endpoint", "methods", "domain", "rule", "match")),
    default="endpoint",
    show_default=True,
    help="The column to sort by; 'match' is the order in which rules are tried.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS too.")
@click.option(
    "--match",
    "request",
    nargs=2,
    metavar="METHOD URL",
    help="Tell which rule, view and hooks would answer that request, or why none.",
)
@with_appcontext
def routes_command(
    sort: str, all_methods: bool, request: tuple[str, str] | None
) -> None:
    """Show the app's routes, or with --match the way of one request."""
    active = find_app_ctx()
    assert active is not None  # with_appcontext
    app = active.app
    if request is not None:
        click.echo("\n".join(explain_match(app, *request)))
        return
    url_map = app.url_map
    rules = sort_as_matched(url_map) if sort == "match" else [*url_map.iter_rules()]
    if not rules:
        click.echo("No routes were registered.")
        return
    columns = _make_columns(rules, url_map.host_matching, all_methods)
    rows = list(zip(*(cells for _, cells in columns.values()), strict=True))
    if sort in columns:
        rows.sort(key=lambda row: row[list(columns).index(sort)])
    click.echo(format_table([title for title, _ in columns.values()], rows))


def sort_as_matched(url_map: Map) -> list[Rule]:
    """The rules in the order in which the map tries them; those for building, last.

    Of rules that fit one URL, the one that comes first answers it.
    """
    rules = list(url_map.iter_rules())  # brings the map's states up to date

    def walk(state: State) -> Iterator[Rule]:
        yield from state.rules
        for beyond in state.static.values():
            yield from walk(beyond)
        for _, beyond in state.dynamic:
            yield from walk(beyond)

    # Werkzeug has no public way to ask for this.
    matched = list(walk(url_map._matcher._root))
    return matched + [rule for rule in rules if rule.build_only]


def _make_columns(
    rules: Sequence[Rule], host_matching: bool, all_methods: bool
) -> dict[str, tuple[str, list[str]]]:
    """Sort key → title and cells. The domain only where a rule has one."""
    hidden = frozenset() if all_methods else _AUTOMATIC
    domains = [(r.host if host_matching else r.subdomain) or "" for r in rules]
    columns = {
        "endpoint": ("Endpoint", [str(r.endpoint) for r in rules]),
        "methods": (
            "Methods",
            [", ".join(sorted((r.methods or set()) - hidden)) for r in rules],
        ),
    }
    if any(domains):
        columns["domain"] = ("Host" if host_matching else "Subdomain", domains)
    columns["rule"] = ("Rule", [r.rule for r in rules])
    return columns


def format_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines of columns as wide as their widest cell, under underlined titles."""
    rows = [titles, *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
