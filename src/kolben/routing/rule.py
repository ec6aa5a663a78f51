"""A rule of the URL map that gets ready for building URLs when the first is built."""

from __future__ import annotations

import typing as t

from werkzeug.routing import Rule

Builder = t.Callable[..., tuple[str, str]]


class UrlRule(Rule):
    """Werkzeug's ``Rule``, quick to make.

    Werkzeug writes and compiles two functions for each rule as it is added, which
    takes a millisecond. Of many rules a process never builds a URL.
    """

    def compile(self) -> None:
        super().compile()
        names = [name for is_variable, name in self._trace if is_variable]
        if len(set(names)) < len(names):
            # Werkzeug notices a name that stands twice when it compiles.
            Rule._compile_builder(self)

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled: Builder | None = None

        def build(rule: UrlRule, *args: t.Any, **values: t.Any) -> tuple[str, str]:
            nonlocal compiled
            if compiled is None:
                compiled = Rule._compile_builder(rule, append_unknown)
            return compiled(rule, *args, **values)

        return build
