"""Two documents of one API: what is different, and what of it breaks clients."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterator
from dataclasses import replace

from .change import Change
from .compare_schemas import SchemaComparison
from .operation import JSON
from .shared_answers import spell_out_answers

_METHODS = (
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
)
_VARIABLE = re.compile(r"\{[^{}]*\}")
Key = tuple[str, str]


def compare_documents(old: JSON, new: JSON) -> list[Change]:
    """The differences from ``old`` to ``new``, those that break clients first.

    Both are OpenAPI 3.1 documents. Texts and examples are one change in all: that
    they are not the same. Whether answers are shared makes no difference.
    """
    old, new = spell_out_answers(old), spell_out_answers(new)
    if old == new:
        return []
    changes = list(_Comparison(old, new).run())
    if not changes:
        changes = [Change("document", "texts", False, "texts or examples are others")]
    return sorted(changes, key=lambda change: not change.breaking)


def group_changes(changes: list[Change]) -> list[tuple[Change, int]]:
    """Each change once, and how many further places have it through a shared schema."""
    first: dict[t.Any, Change] = {}
    counts: dict[t.Any, int] = {}
    for change in changes:
        key: t.Any = change
        if change.shared is not None:
            key = (change.shared, change.kind, change.breaking, change.message)
        if key in first:
            counts[key] += 1
        else:
            first[key], counts[key] = change, 0
    return [(change, counts[key]) for key, change in first.items()]


class _Comparison:
    """One run over two documents."""

    def __init__(self, old: JSON, new: JSON) -> None:
        self._old = old
        self._new = new
        self._schemas = SchemaComparison(old, new)

    def run(self) -> Iterator[Change]:
        yield from self._compare_servers()
        before, after = _list_operations(self._old), _list_operations(self._new)
        paths = {path for _, path in after}
        for key, (name, _) in before.items():
            if key not in after:
                gone = "the operation" if key[1] in paths else "the path"
                yield Change(name, "operation-removed", True, f"{gone} is gone")
        for key, (name, operation) in after.items():
            if key not in before:
                yield Change(name, "operation-added", False, "new")
            else:
                old_name, other = before[key]
                yield from self._compare_operations(name, old_name, other, operation)

    def _compare_servers(self) -> Iterator[Change]:
        before, after = (
            [each["url"] for each in document.get("servers") or [{"url": "/"}]]
            for document in (self._old, self._new)
        )
        for url in before:
            if url not in after:
                yield Change("servers", "server-removed", True, f"{url} is gone")
        for url in after:
            if url not in before:
                yield Change("servers", "server-added", False, f"{url} is new")

    def _compare_operations(
        self, name: str, old_name: str, old: JSON, new: JSON
    ) -> Iterator[Change]:
        if old.get("operationId") != new.get("operationId"):
            text = (
                f"operationId was {old.get('operationId')}, is {new.get('operationId')}"
                " (generated clients name their functions by it)"
            )
            yield Change(name, "operation-id", False, text)
        if bool(old.get("deprecated")) != bool(new.get("deprecated")):
            text = (
                "is now deprecated" if new.get("deprecated") else "no longer deprecated"
            )
            yield Change(name, "deprecated", False, text)
        yield from self._compare_security(name, old, new)
        yield from self._compare_parameters(
            name, _list_parameters(old_name, old), _list_parameters(name, new)
        )
        yield from self._compare_bodies(name, old, new)
        yield from self._compare_answers(name, old, new)

    def _compare_security(self, name: str, old: JSON, new: JSON) -> Iterator[Change]:
        before = _list_needs(self._old, old)
        after = _list_needs(self._new, new)
        for need in before:
            if not any(_suffices(need, other) for other in after):
                wanted = " or ".join(map(_write_need, after))
                text = f"{_write_need(need)} no longer suffices: needs {wanted}"
                yield Change(name, "security", True, text)
        for need in after:
            if need not in before:
                text = f"{_write_need(need)} suffices now"
                yield Change(name, "security", False, text)
        for scheme in dict.fromkeys(scheme for need in before for scheme in need):
            first = _find_component(self._old, "securitySchemes", scheme)
            second = _find_component(self._new, "securitySchemes", scheme)
            for key in ("type", "name", "in", "scheme"):
                if second and first.get(key) != second.get(key):
                    text = (
                        f"{key} of {scheme} was {first.get(key)}, is {second.get(key)}"
                    )
                    yield Change(name, "security", True, text)

    def _compare_parameters(
        self, name: str, old: dict[Key, JSON], new: dict[Key, JSON]
    ) -> Iterator[Change]:
        for key, parameter in old.items():
            if key not in new:
                place = f"{name} {parameter['in']}.{parameter['name']}"
                text = "is no longer taken"
                yield Change(place, "parameter-removed", True, text)
        for key, parameter in new.items():
            place = f"{name} {parameter['in']}.{parameter['name']}"
            required = bool(parameter.get("required"))
            other = old.get(key)
            if other is None:
                text = "new, and required" if required else "new"
                yield Change(place, "parameter-added", required, text)
                continue
            if required != bool(other.get("required")):
                text = "is now required" if required else "may now be left out"
                yield Change(place, "required", required, text)
            for word in ("style", "explode"):
                if other.get(word) != parameter.get(word):
                    text = f"{word} was {other.get(word)}, is {parameter.get(word)}"
                    yield Change(place, "style", True, text)
            first, second = other.get("schema", {}), parameter.get("schema", {})
            yield from self._within(place, first, second, sent=True)

    def _compare_bodies(self, name: str, old: JSON, new: JSON) -> Iterator[Change]:
        first, second = old.get("requestBody"), new.get("requestBody")
        place = f"{name} body"
        if first is None and second is None:
            return
        if first is None or second is None:
            required = bool(second and second.get("required"))
            text = "no body is taken any more"
            if second is not None:
                text = "a body is now required" if required else "a body is now taken"
            kind = "body-removed" if second is None else "body-added"
            yield Change(place, kind, second is None or required, text)
            return
        if bool(first.get("required")) != bool(second.get("required")):
            required = bool(second.get("required"))
            text = "is now required" if required else "may now be left out"
            yield Change(place, "required", required, text)
        yield from self._compare_contents(place, first, second, sent=True)

    def _compare_answers(self, name: str, old: JSON, new: JSON) -> Iterator[Change]:
        before, after = _list_answers(old), _list_answers(new)
        for status in before:
            if status not in after:
                # Nobody waits for an error.
                breaking = status[0] not in "45d"
                text = "is no longer answered"
                yield Change(f"{name} {status}", "answer-removed", breaking, text)
        for status, answer in after.items():
            place = f"{name} {status}"
            if status not in before:
                yield Change(place, "answer-added", False, "new")
                continue
            other = before[status]
            yield from self._compare_contents(place, other, answer, sent=False)
            first, second = other.get("headers") or {}, answer.get("headers") or {}
            for header in first:
                if header not in second:
                    text = "the header is gone"
                    yield Change(f"{place} {header}", "header-removed", True, text)
                else:
                    yield from self._within(
                        f"{place} {header}",
                        first[header].get("schema", {}),
                        second[header].get("schema", {}),
                        sent=False,
                    )
            for header in second:
                if header not in first:
                    text = "the header is new"
                    yield Change(f"{place} {header}", "header-added", False, text)

    def _compare_contents(
        self, place: str, old: JSON, new: JSON, *, sent: bool
    ) -> Iterator[Change]:
        first, second = old.get("content") or {}, new.get("content") or {}
        for media_type in first:
            if media_type not in second:
                text = f"{media_type} is no longer {'taken' if sent else 'answered'}"
                yield Change(place, "media-type-removed", True, text)
        known: list[tuple[t.Any, t.Any]] = []
        for media_type, content in second.items():
            if media_type not in first:
                text = f"{media_type} is new"
                # Those who send nothing that they could get now get the same.
                yield Change(place, "media-type-added", False, text)
                continue
            pair = (first[media_type].get("schema", {}), content.get("schema", {}))
            # A change of one schema for several media types is one change.
            if pair not in known:
                known.append(pair)
                yield from self._within(place, *pair, sent=sent)

    def _within(
        self, place: str, old: t.Any, new: t.Any, *, sent: bool
    ) -> Iterator[Change]:
        for each in self._schemas.compare(old, new, sent):
            yield replace(each, place=f"{place}{each.place}")


def _list_operations(document: JSON) -> dict[Key, tuple[str, JSON]]:
    """By method and path, where it does not matter how a path's values are called."""
    found: dict[Key, tuple[str, JSON]] = {}
    for path, item in (document.get("paths") or {}).items():
        for method in _METHODS:
            if method in item:
                key = (method, _VARIABLE.sub("{}", path))
                shared = item.get("parameters") or []
                operation = item[method]
                if shared:
                    own = operation.get("parameters") or []
                    operation = {**operation, "parameters": [*shared, *own]}
                found.setdefault(key, (f"{method.upper()} {path}", operation))
    return found


def _list_parameters(name: str, operation: JSON) -> dict[Key, JSON]:
    """By place and name; those of the path by where they stand in it."""
    names = [each[1:-1] for each in _VARIABLE.findall(name)]
    found: dict[Key, JSON] = {}
    for each in operation.get("parameters") or ():
        key = each["name"]
        if each["in"] == "path" and key in names:
            key = str(names.index(key))
        elif each["in"] == "header":
            key = key.lower()
        found[each["in"], key] = each
    return found


def _list_answers(operation: JSON) -> dict[str, JSON]:
    answers = operation.get("responses") or {}
    return {str(status): answer for status, answer in answers.items()}


def _find_component(document: JSON, kind: str, name: str) -> JSON:
    found: JSON = ((document.get("components") or {}).get(kind) or {}).get(name) or {}
    return found


def _list_needs(document: JSON, operation: JSON) -> list[dict[str, list[str]]]:
    needs = operation.get("security")
    if needs is None:
        needs = document.get("security")
    return needs or [{}]


def _suffices(have: dict[str, list[str]], need: dict[str, list[str]]) -> bool:
    return all(
        scheme in have and set(scopes) <= set(have[scheme])
        for scheme, scopes in need.items()
    )


def _write_need(need: dict[str, list[str]]) -> str:
    parts = [
        f"{scheme} ({', '.join(scopes)})" if scopes else scheme
        for scheme, scopes in need.items()
    ]
    return " and ".join(parts) or "nothing"
