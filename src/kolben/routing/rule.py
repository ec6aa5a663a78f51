"""A rule of the URL map that gets ready for building URLs when the first is built."""

from __future__ import annotations

import re
import typing as t
from functools import lru_cache

from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart, Weighting

Builder = t.Callable[..., tuple[str, str]]
_VARIABLE = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_][a-zA-Z0-9_]*):)?(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)>"
)
_SLASHES = re.compile("/{2,}")
_MOST_PARTS = 4096


class UrlRule(Rule):
    """Werkzeug's ``Rule``, quick to make.

    Werkzeug writes and compiles two functions for each rule as it is added, which
    takes a millisecond. Of many rules a process never builds a URL. It also reads a
    rule piece by piece, and makes some twenty objects of what is mostly plain text
    that other rules begin with as well.
    """

    _is_ready = False

    def compile(self) -> None:
        url_map, path = self.map, self.rule
        assert url_map is not None, "rule not bound"
        host = self.host if url_map.host_matching else self.subdomain
        if self.merge_slashes and "//" in path:
            path = _SLASHES.sub("/", path)
        self._trace = []
        self._converters = {}
        self._parts = [*self._parse_rule(host or "")]
        self._trace.append((False, "|"))
        self._parts += self._parse_rule(path)
        if self._is_ready:
            # It is bound again. Otherwise there is no need to look.
            for name in ("_build", "_build_unknown"):
                self.__dict__.pop(name, None)
        names = [name for is_variable, name in self._trace if is_variable]
        if len(set(names)) < len(names):
            # Werkzeug notices a name that stands twice when it compiles.
            self._compile_builder()

    # The first call puts what it makes in its own place.

    def _build(self, /, *args: t.Any, **values: t.Any) -> tuple[str, str]:
        self._is_ready = True
        build: Builder = self._compile_builder(False).__get__(self, None)
        self._build = build  # type: ignore[method-assign]  # see above
        return build(*args, **values)

    def _build_unknown(self, /, *args: t.Any, **values: t.Any) -> tuple[str, str]:
        self._is_ready = True
        build: Builder = self._compile_builder().__get__(self, None)
        self._build_unknown = build  # type: ignore[method-assign]  # see above
        return build(*args, **values)

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
        rest = rule[start:]
        part = self._read_variable(rest)
        if part is not None:
            yield part
            return
        try:
            yield from super()._parse_rule(rest)
        except ValueError:
            # It is told of the whole rule.
            yield from super()._parse_rule(rule)

    def _read_variable(self, text: str) -> RulePart | None:
        """The part that is one variable, as it mostly is; None for everything else."""
        found = _VARIABLE.fullmatch(text)
        if found is None:
            return None
        name = found["name"]
        converter = self.get_converter(name, found["converter"] or "default", (), {})
        if not converter.part_isolating:
            return None
        self._converters[name] = converter
        self.arguments.add(name)
        self._trace.append((True, name))
        return RulePart(
            rf"(?P<__werkzeug_0>{converter.regex})\Z",
            final=False,
            static=False,
            suffixed=False,
            weight=Weighting(0, [], -1, [converter.weight]),
        )


@lru_cache(_MOST_PARTS)
def _make_plain(text: str) -> RulePart:
    """The part of a rule that is this text; nobody changes it."""
    static = [(0, -len(text))] if text else []
    weight = Weighting(-len(static), static, 0, [])
    return RulePart(text, final=False, static=True, suffixed=False, weight=weight)
