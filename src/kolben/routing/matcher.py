"""A matcher for the common rules, which knows what it does not know.

``compile_matcher(url_map, make_target)`` reads the rules once. ``find(path, method)``
then gives ``(target, values)``, or None for "not sure": no match at all included,
since only the map tells a 405 from a redirect. What is found is what
``Map.bind(...).match()`` would give; `tests/differential` holds that against it.
``is_unknown(path)`` says whether a path is certainly a 404.

Where it is sure:

- rules without host or subdomain, websocket, alias or ``redirect_to``;
- each segment of the rule is literal or one whole ``<variable>`` of the converters
  string, int, float and uuid without arguments, or ``<path:...>`` as the last one;
- no other rule would turn the request into a redirect.

A literal path is one dict look-up. Other paths are walked segment by segment through
nodes; the cost depends on the path, not on the number of rules. Where a node has a
branch that this module does not understand, the walk gives up as soon as it would
have to choose among variables there.

The order of choices is Werkzeug's: at each segment the literal first, then the
variables by weight, then by the order in which they were added.
"""

from __future__ import annotations

import re
import typing as t
from uuid import UUID

from werkzeug.routing import (
    FloatConverter,
    IntegerConverter,
    PathConverter,
    Rule,
    UnicodeConverter,
    UUIDConverter,
)

from .map import UrlMap

VARIABLE = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\((?P<arguments>.*?)\))?:)?(?P<name>[a-zA-Z_]\w*)>"
)
_FLOAT = re.compile(r"[0-9]+\.[0-9]+")
_UUID = re.compile(
    r"[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}"
)
# Above this, int() and float() have limits and roundings that are the map's concern.
_MAX_DIGITS = 200


class _NotSure(Exception):
    """The walk met something that only the map can decide."""


# What a segment is worth as a value: the value, or _NO when it does not fit.
_NO: t.Any = object()


def _read_string(segment: str) -> t.Any:
    return segment or _NO


def _read_int(segment: str) -> t.Any:
    if segment.isdecimal():
        if len(segment) > _MAX_DIGITS or not segment.isascii():
            raise _NotSure
        return int(segment)
    return _NO


def _read_float(segment: str) -> t.Any:
    if not segment.isascii() or len(segment) > _MAX_DIGITS:
        raise _NotSure
    return float(segment) if _FLOAT.fullmatch(segment) else _NO


def _read_uuid(segment: str) -> t.Any:
    return UUID(segment) if _UUID.fullmatch(segment) else _NO


_PATH = "path"
#: Converter name → the class it has to be, its weight, how a segment is read.
_CONVERTERS: dict[str, tuple[type, int, t.Callable[[str], t.Any] | None]] = {
    "default": (UnicodeConverter, 100, _read_string),
    "string": (UnicodeConverter, 100, _read_string),
    "int": (IntegerConverter, 50, _read_int),
    "float": (FloatConverter, 50, _read_float),
    "uuid": (UUIDConverter, 100, _read_uuid),
    _PATH: (PathConverter, 200, None),
}

T = t.TypeVar("T")


class _Leaf(t.Generic[T]):
    """What a rule that ends here answers with."""

    __slots__ = ("defaults", "names", "target")

    def __init__(
        self, target: T, names: tuple[str, ...], defaults: t.Mapping[str, t.Any] | None
    ) -> None:
        self.target = target
        self.names = names
        self.defaults = dict(defaults) if defaults else None

    def make_values(self, values: list[t.Any]) -> dict[str, t.Any]:
        names = self.names
        count = len(names)
        # Written out for the usual counts: zip costs more than the rest of this.
        if count == 1:
            found = {names[0]: values[0]}
        elif count == 2:
            found = {names[0]: values[0], names[1]: values[1]}
        else:
            found = dict(zip(names, values, strict=True))
        if self.defaults is not None:
            found.update(self.defaults)
        return found


class _Node(t.Generic[T]):
    """One state of the walk: where a path can go on, and the rules that end here."""

    __slots__ = (
        "leaves",
        "lenient",
        "only",
        "opaque",
        "path",
        "single",
        "static",
        "variables",
    )

    def __init__(self) -> None:
        self.static: dict[str, _Node[T]] = {}
        # (weight, how to read, node), in the order in which they are tried
        self.variables: list[tuple[int, t.Callable[[str], t.Any], _Node[T]]] = []
        # where <path:...> leads
        self.path: _Node[T] | None = None
        # method → leaf; None where only the map knows
        self.leaves: dict[str, _Leaf[T] | None] = {}
        # a rule ends here that also takes a slash (strict_slashes=False)
        self.lenient = False
        # a branch goes on from here that this module does not understand
        self.opaque = False
        # set by `settle`: whether a literal that fits is the only way on, and the
        # only variable, which is the only way on if no literal fits
        self.single = False
        self.only: tuple[t.Callable[[str], t.Any], _Node[T]] | None = None

    def go(self, kind: str) -> _Node[T]:
        """The node behind a variable of converter ``kind``, made if need be."""
        _, weight, read = _CONVERTERS[kind]
        if read is None:
            if self.path is None:
                self.path = _Node()
            return self.path
        for _, known, node in self.variables:
            if known is read:
                return node
        node = _Node[T]()
        self.variables.append((weight, read, node))
        self.variables.sort(key=lambda entry: entry[0])
        return node

    def settle(self) -> None:
        """Work out, here and beyond, where there is no choice."""
        if not (self.path or self.opaque or self.lenient):
            self.single = not self.variables
            if len(self.variables) == 1:
                self.only = self.variables[0][1:]
        for node in self.static.values():
            node.settle()
        for _, _, node in self.variables:
            node.settle()


class Matcher(t.Generic[T]):
    """See the module. Made by :func:`compile_matcher`."""

    __slots__ = ("_exact", "_root")

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, _Leaf[T] | None]] = {}
        self._root: _Node[T] = _Node()

    def find(self, path: str, method: str) -> tuple[T, dict[str, t.Any]] | None:
        """The target and the URL values for a decoded path, or None if not sure."""
        leaves = self._exact.get(path)
        if leaves is not None:
            leaf = leaves.get(method)
            if leaf is None:
                return None
            return leaf.target, {} if leaf.defaults is None else leaf.defaults.copy()
        parts = path.split("/")
        if parts[0] or len(parts) == 1 or (not parts[1] and len(parts) > 2):
            return None  # the map takes off leading slashes before it matches
        try:
            found = self._find_without_choice(parts, method)
            if found is None:
                found = _walk(self._root, parts, 1, method, [])
            return found
        except _NotSure:
            return None

    def is_unknown(self, path: str) -> bool:
        """Whether no rule matches a decoded path, by any method, nor is redirected to.

        False where that is not certain.
        """
        parts = path.split("/")
        if parts[0] or len(parts) == 1 or "" in parts[1:-1] or "\n" in path:
            return False  # the map merges slashes, and has its own ends of lines
        try:
            return not _may_end(self._root, parts, 1)
        except _NotSure:
            return False

    def _find_without_choice(
        self, parts: list[str], method: str
    ) -> tuple[T, dict[str, t.Any]] | None:
        """What ``_walk`` finds, as long as there is one way on at each segment."""
        node = self._root
        values = []
        segments = iter(parts)
        next(segments)
        for part in segments:
            following = node.static.get(part)
            if following is not None:
                if not node.single:
                    return None
                node = following
                continue
            only = node.only
            if only is None:
                return None
            read, node = only
            value = read(part)
            if value is _NO:
                return None
            values.append(value)
        leaf = node.leaves.get(method)
        return None if leaf is None else (leaf.target, leaf.make_values(values))


def _walk(
    node: _Node[T], parts: list[str], index: int, method: str, values: list[t.Any]
) -> tuple[T, dict[str, t.Any]] | None:
    """Follow ``parts[index:]`` from ``node``; None when that leads nowhere."""
    count = len(parts)
    while index < count:
        part = parts[index]
        following = node.static.get(part)
        if following is not None:
            if not (node.variables or node.path or node.opaque) and (
                part or index + 1 < count or not node.lenient
            ):
                # The only way on, so no need to come back here.
                node = following
                index += 1
                continue
            found = _walk(following, parts, index + 1, method, values)
            if found is not None:
                return found
        if node.opaque:
            raise _NotSure
        for _, read, beyond in node.variables:
            value = read(part)
            if value is not _NO:
                found = _walk(beyond, parts, index + 1, method, [*values, value])
                if found is not None:
                    return found
        if node.path is not None and part:
            rest = "/".join(parts[index:])
            if "\n" in rest:
                raise _NotSure
            leaf = _find_leaf(node.path, method)
            if leaf is not None:
                return leaf.target, leaf.make_values([*values, rest])
        if not part and index + 1 == count and node.lenient:
            raise _NotSure
        return None
    leaf = _find_leaf(node, method)
    return None if leaf is None else (leaf.target, leaf.make_values(values))


def _may_end(node: _Node[T], parts: list[str], index: int) -> bool:
    """Whether any rule may have to do with ``parts[index:]`` from ``node``."""
    if node.opaque or node.path is not None:
        return True
    if index == len(parts):
        # With a slash behind it there may be one to be redirected to.
        return bool(node.leaves) or node.lenient or "" in node.static
    part = parts[index]
    if node.lenient and not part:
        return True
    index += 1
    following = node.static.get(part)
    if following is not None and _may_end(following, parts, index):
        return True
    return any(
        read(part) is not _NO and _may_end(beyond, parts, index)
        for _, read, beyond in node.variables
    )


def _find_leaf(node: _Node[T], method: str) -> _Leaf[T] | None:
    leaf = node.leaves.get(method, _NO)
    if leaf is _NO:
        slashed = node.static.get("")
        if slashed is not None and (slashed.leaves or slashed.lenient):
            raise _NotSure  # perhaps a redirect to the URL with a slash
        return None
    if leaf is None:
        raise _NotSure
    found: _Leaf[T] = leaf
    return found


# Compilation ----------------------------------------------------------------------


def compile_matcher(
    url_map: UrlMap, make_target: t.Callable[[Rule], T | None]
) -> Matcher[T]:
    """Read the rules of ``url_map``. Not for maps that look at the host.

    ``make_target`` makes what ``find`` gives for a rule; None if the rule is to be
    left to the map.
    """
    matcher: Matcher[T] = Matcher()
    if url_map.host_matching or url_map.default_subdomain:
        matcher._root.opaque = True
        return matcher
    for rule in url_map.get_rules():
        if rule.build_only:
            continue
        if rule.subdomain:
            if "<" in rule.subdomain:
                matcher._root.opaque = True
                matcher._exact.clear()
                return matcher
            continue  # never matches while the subdomain is the default one
        _add(matcher, url_map, rule, make_target)
    matcher._root.settle()
    return matcher


def _add(
    matcher: Matcher[T],
    url_map: UrlMap,
    rule: Rule,
    make_target: t.Callable[[Rule], T | None],
) -> None:
    text = rule.rule
    if rule.merge_slashes:
        text = re.sub("/{2,}", "/", text)
    if text.startswith("//"):
        # No path has two leading slashes by the time it is matched, but "/" may be
        # redirected to one.
        matcher._root.static.setdefault("", _Node()).opaque = True
        return
    node = matcher._root
    names: list[str] = []
    segments = _split(text)
    for position, segment in enumerate(segments):
        if isinstance(segment, str):
            node = node.static.setdefault(segment, _Node())
            continue
        converter, arguments, name = segment
        if not _is_plain(url_map, converter, arguments) or (
            converter == _PATH and position + 1 < len(segments)
        ):
            node.opaque = True
            return
        node = node.go(converter)
        names.append(name)
    if not rule.strict_slashes:
        node.lenient = True
    target = make_target(rule) if _is_final(url_map, rule) else None
    leaf = None if target is None else _Leaf(target, tuple(names), rule.defaults)
    # The answer to OPTIONS that a rule gives by itself is not its target's.
    own_options = getattr(rule, "provide_automatic_options", False)
    for method in rule.methods or ():
        known = None if own_options and method == "OPTIONS" else leaf
        node.leaves.setdefault(method, known)
    if rule.methods is None:
        node.opaque = True
        node.leaves = _AnyMethodUnknown()
    if not names:
        matcher._exact[text] = node.leaves


class _AnyMethodUnknown(dict[str, t.Any]):
    """The leaves of a rule that takes every method: the map's to answer."""

    def get(self, key: str, default: t.Any = None) -> t.Any:  # noqa: ARG002  # dict's
        return None


def _is_plain(url_map: UrlMap, converter: str, arguments: str | None) -> bool:
    known = _CONVERTERS.get(converter)
    return (
        known is not None
        and arguments is None
        and url_map.converters.get(converter) is known[0]
    )


def _is_final(url_map: UrlMap, rule: Rule) -> bool:
    """Whether the rule's match is the answer, and not a redirect or a refusal.

    The map redirects to a rule of the same endpoint that comes before this one in the
    order of building, if its defaults are among the values that have been matched.
    """
    if rule.websocket or rule.alias or rule.redirect_to is not None:
        return False
    if url_map.redirect_defaults:
        for other in url_map.iter_rules(rule.endpoint):
            if other is rule:
                break
            if other.provides_defaults_for(rule) and not _contradicts(other, rule):
                return False
    return True


def _contradicts(other: Rule, rule: Rule) -> bool:
    """Whether two rules' defaults differ, so that no match of one fits the other."""
    own = rule.defaults or {}
    return any(
        name in own and value != own[name]
        for name, value in (other.defaults or {}).items()
    )


def _split(text: str) -> list[str | tuple[str, str | None, str]]:
    """The segments of a rule: literal text, or (converter, arguments, name).

    A segment that is neither comes out with an unknown converter.
    """
    variables: list[tuple[str, str | None, str]] = []

    def keep(match: re.Match[str]) -> str:
        variables.append(
            (match["converter"] or "default", match["arguments"], match["name"])
        )
        return f"\0{len(variables) - 1}\0"

    segments: list[str | tuple[str, str | None, str]] = []
    for part in VARIABLE.sub(keep, text).split("/")[1:]:
        if "\0" not in part:
            segments.append(part)
        elif part.count("\0") == 2 and part[0] == part[-1] == "\0":
            segments.append(variables[int(part[1:-1])])
        else:
            segments.append(("(mixed)", None, part))
    return segments
