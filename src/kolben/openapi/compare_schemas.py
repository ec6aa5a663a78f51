"""What a change of a schema means to clients: to what they send, or what they get.

What they send breaks where the new schema takes less; what they get breaks where it may
hold more than they know, or lacks what they rely on.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .change import Change
from .compare_values import (
    compare_limits,
    compare_types,
    compare_values,
    label_schema,
    name_schema,
)
from .operation import JSON

_PREFIX = "#/components/schemas/"
#: What is not there. Always the same, as what is known of it is found by its id.
_ANYTHING: JSON = {}


class SchemaComparison:
    """Compares schemas of an old and a new document, shared ones once."""

    def __init__(self, old: JSON, new: JSON) -> None:
        self._old: dict[str, JSON] = (old.get("components") or {}).get("schemas") or {}
        self._new: dict[str, JSON] = (new.get("components") or {}).get("schemas") or {}
        self._known: dict[tuple[int, int, bool], list[Change]] = {}
        # Their ids are in the keys above, and must not become those of others.
        self._kept: list[t.Any] = []

    def compare(self, old: t.Any, new: t.Any, sent: bool) -> list[Change]:
        """The changes, with places that begin at the schema; ``sent``: by clients."""
        before, after = _find_name(old), _find_name(new)
        first, second = (
            old if before is None else self._old.get(before, _ANYTHING),
            new if after is None else self._new.get(after, _ANYTHING),
        )
        key = (id(first), id(second), sent)
        if key not in self._known:
            # A type that holds itself: what it adds is found on the way up.
            self._known[key] = []
            self._kept += (first, second)
            self._known[key] = self._compare_arms(first, second, sent)
        if before is None or after is None:
            return self._known[key]
        return [
            replace(each, shared=each.shared or f"{after}{each.place}")
            for each in self._known[key]
        ]

    def _compare_arms(self, old: t.Any, new: t.Any, sent: bool) -> list[Change]:
        before = _split(old, self._old)
        after = _split(new, self._new)
        if len(before) == len(after) == 1:
            return self._compare_plain(before[0], after[0], sent)
        changes: list[Change] = []
        rest: list[JSON] = []
        for arm in before:
            twin = self._find_twin(arm, after, sent)
            if twin is None:
                rest.append(arm)
            else:
                after = [each for each in after if each is not twin]
                changes += self._compare_plain(arm, twin, sent)
        if len(rest) == len(after) == 1:
            return changes + self._compare_plain(rest[0], after[0], sent)
        everything = _split(new, self._new), _split(old, self._old)
        for arm in rest:
            if not any(self._holds(arm, each, True) for each in everything[0]):
                text = f"can no longer be {name_schema(arm)}"
                changes.append(Change("", "type", sent, text))
        for arm in after:
            if not any(self._holds(each, arm, False) for each in everything[1]):
                text = f"can now also be {name_schema(arm)}"
                changes.append(Change("", "type", not sent, text))
        return changes

    def _find_twin(self, arm: JSON, others: list[JSON], sent: bool) -> JSON | None:
        alike = [each for each in others if label_schema(each) == label_schema(arm)]
        for each in alike:
            if self._holds(arm, each, sent):
                return each
        return alike[0] if len(alike) == 1 else None

    def _holds(self, old: JSON, new: JSON, sent: bool) -> bool:
        changes = self._compare_plain(old, new, sent)
        return not any(each.breaking for each in changes)

    def _compare_plain(self, old: JSON, new: JSON, sent: bool) -> list[Change]:
        changes = list(compare_types(old, new, sent))
        if any(each.breaking for each in changes):
            return changes
        changes += compare_values(old, new, sent)
        changes += compare_limits(old, new, sent)
        changes += self._compare_members(old, new, sent)
        changes += self._compare_items(old, new, sent)
        return changes

    def _compare_items(self, old: JSON, new: JSON, sent: bool) -> t.Iterator[Change]:
        before, after = old.get("prefixItems") or [], new.get("prefixItems") or []
        if len(before) != len(after):
            text = f"had {len(before)} fixed items, has {len(after)}"
            yield Change("", "items", True, text)
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self._within(f"[{index}]", one, other, sent)
        if "items" in old or "items" in new:
            first = old.get("items", _ANYTHING)
            second = new.get("items", _ANYTHING)
            yield from self._within("[]", first, second, sent)

    def _compare_members(self, old: JSON, new: JSON, sent: bool) -> t.Iterator[Change]:
        before, after = old.get("properties") or {}, new.get("properties") or {}
        needed, needs = old.get("required") or (), new.get("required") or ()
        for name in before:
            if name not in after:
                what = "is no longer taken" if sent else "is no longer there"
                yield Change(f".{name}", "field-removed", True, what)
        for name in after:
            place = f".{name}"
            if name not in before:
                required = name in needs
                text = "new, and required" if required and sent else "new"
                yield Change(place, "field-added", required and sent, text)
                continue
            if (name in needed) != (name in needs):
                required = name in needs
                text = "is now required" if required else "may now be missing"
                yield Change(place, "required", required == sent, text)
            yield from self._within(place, before[name], after[name], sent)
        for name in needs:
            if name not in after and name not in needed and name not in before:
                yield Change(f".{name}", "field-added", sent, "new, and required")
        first = old.get("additionalProperties", True)
        second = new.get("additionalProperties", True)
        if (first is False) != (second is False):
            text = "unknown members are now "
            text += "refused" if second is False else "allowed"
            yield Change("", "members", sent and second is False, text)
        elif isinstance(first, dict) or isinstance(second, dict):
            yield from self._within(".*", first, second, sent)

    def _within(
        self, place: str, old: t.Any, new: t.Any, sent: bool
    ) -> t.Iterator[Change]:
        for each in self.compare(old, new, sent):
            yield replace(each, place=place + each.place)


def _find_name(schema: t.Any) -> str | None:
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        name: str = schema["$ref"]
        return name.removeprefix(_PREFIX)
    return None


def _split(
    schema: t.Any, schemas: dict[str, JSON], seen: tuple[str, ...] = ()
) -> list[JSON]:
    """The alternatives that a schema allows, without references at their top."""
    if schema is True or not isinstance(schema, dict):
        return [] if schema is False else [{}]
    name = _find_name(schema)
    if name is not None:
        if name in seen or name not in schemas:
            return [{}]
        return _split(schemas[name], schemas, (*seen, name))
    arms = [*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]
    if arms:
        return [one for arm in arms for one in _split(arm, schemas, seen)]
    if schema.get("allOf"):
        return [_merge(schema, schemas, seen)]
    kind = schema.get("type")
    if isinstance(kind, list):
        kinds = [each for each in kind if each != "integer" or "number" not in kind]
        return [_narrow(schema, each) for each in kinds]
    return [schema]


def _narrow(schema: JSON, kind: str) -> JSON:
    if kind == "null":
        return {"type": "null"}
    narrowed = {**schema, "type": kind}
    if None in schema.get("enum", ()):
        narrowed["enum"] = [each for each in schema["enum"] if each is not None]
    return narrowed


def _merge(schema: JSON, schemas: dict[str, JSON], seen: tuple[str, ...]) -> JSON:
    """One schema for those that have to hold together."""
    parts = [_split(part, schemas, seen)[:1] for part in schema["allOf"]]
    own = {key: value for key, value in schema.items() if key != "allOf"}
    merged: JSON = {}
    for part in [*(part for each in parts for part in each), own]:
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        required = [*merged.get("required", ()), *part.get("required", ())]
        merged.update(part)
        if properties:
            merged["properties"] = properties
        if required:
            merged["required"] = list(dict.fromkeys(required))
    return merged
