"""A rule of the URL map that gets ready for building URLs when the first is built."""

from __future__ import annotations

import typing as t
from functools import lru_cache

from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart, Weighting

Builder = t.Callable[..., tuple[str, str]]
_MOST_PARTS = 4096


class UrlRule(Rule):
    """Werkzeug's ``Rule``, quick to make.

    Werkzeug writes and compiles two functions for each rule as it is added, which
    takes a millisecond. Of many rules a process never builds a URL. It also reads a
    rule piece by piece, and makes some twenty objects of what is mostly plain text
    that other rules begin with as well.
    """

    def compile(self) -> None:
        super().compile()
        names = [name for is_variable, name in self._trace if is_variable]
        if len(set(names)) < len(names):
            # Werkzeug notices a name that stands twice when it compiles.
            Rule._compile_builder(self)

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        return _build_all if append_unknown else _build

    def _parse_rule(self, rule: str) -> t.Iterable[RulePart]:
        """The parts of a rule; those in front of the first variable are shared."""
        first = rule.find("<")
        start = len(rule) if first < 0 else rule.rfind("/", 0, first) + 1
        *plain, last = rule[:start].split("/")
        for text in plain:
            if text:
                self._trace.append((False, text))
            self._trace.append((False, "/"))
            yield _make_plain(text)
        if first < 0:
            if last:
                self._trace.append((False, last))
            yield _make_plain(last)
            return
        try:
            yield from super()._parse_rule(rule[start:])
        except ValueError:
            # It is told of the whole rule.
            yield from super()._parse_rule(rule)


@lru_cache(_MOST_PARTS)
def _make_plain(text: str) -> RulePart:
    """The part of a rule that is this text; nobody changes it."""
    static = [(0, -len(text))] if text else []
    weight = Weighting(-len(static), static, 0, [])
    return RulePart(text, final=False, static=True, suffixed=False, weight=weight)


# Beside the class, so that a rule has no functions of its own before it needs them.
def _build(rule: UrlRule, *args: t.Any, **values: t.Any) -> tuple[str, str]:
    compiled = Rule._compile_builder(rule, False)
    rule._build = compiled.__get__(rule, None)
    return compiled(rule, *args, **values)


def _build_all(rule: UrlRule, *args: t.Any, **values: t.Any) -> tuple[str, str]:
    compiled = Rule._compile_builder(rule, True)
    rule._build_unknown = compiled.__get__(rule, None)
    return compiled(rule, *args, **values)
