"""A schema as rows of a table: names, types and limits, what it refers to unfolded."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from .example import find_type
from .operation import JSON

# Deeper ones are linked.
_DEEPEST = 3
_LIMITS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("multipleOf", "a multiple of {}"),
    ("minLength", "{} or more characters"),
    ("maxLength", "up to {} characters"),
    ("pattern", "matches {}"),
    ("minItems", "{} or more items"),
    ("maxItems", "up to {} items"),
    ("minProperties", "{} or more members"),
    ("maxProperties", "up to {} members"),
    ("contentEncoding", "encoded as {}"),
)
_PREFIX = "#/components/schemas/"


@dataclass(slots=True)
class Row:
    """One member, and those below it."""

    name: str
    #: Words of the type; with a name behind a word it is a link to a shared schema.
    type: list[tuple[str, str | None]]
    notes: list[str]
    description: str | None = None
    required: bool = False
    deprecated: bool = False
    rows: list[Row] = field(default_factory=list)


class Outliner:
    """Makes rows of the schemas of one document."""

    def __init__(self, schemas: dict[str, JSON]) -> None:
        self._schemas = schemas

    def find(self, reference: str) -> JSON | None:
        """The schema that a reference means, if it is a shared one."""
        return self._schemas.get(reference.removeprefix(_PREFIX))

    def make_row(
        self,
        name: str,
        schema: t.Any,
        seen: tuple[str, ...] = (),
        deepest: int = _DEEPEST,
    ) -> Row:
        """The row of a schema, under the name of what has it."""
        if not isinstance(schema, dict):
            return Row(
                name, [("anything" if schema is not False else "nothing", None)], []
            )
        row = Row(
            name,
            self._name_type(schema),
            _list_notes(schema),
            schema.get("description"),
            deprecated=bool(schema.get("deprecated")),
        )
        row.rows = self._unfold(schema, seen, deepest)
        return row

    def _name_type(self, schema: JSON) -> list[tuple[str, str | None]]:
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_PREFIX)
            return [(name, name if name in self._schemas else None)]
        for key, word in (("anyOf", " or "), ("oneOf", " or "), ("allOf", " and ")):
            if schema.get(key):
                words: list[tuple[str, str | None]] = []
                for arm in schema[key]:
                    if words:
                        words.append((word, None))
                    words += self._name_type(arm if isinstance(arm, dict) else {})
                return words
        if "const" in schema:
            return [(json.dumps(schema["const"], ensure_ascii=False), None)]
        return self._name_plain(schema)

    def _name_plain(self, schema: JSON) -> list[tuple[str, str | None]]:
        kind = find_type(schema)
        null = isinstance(schema.get("type"), list) and "null" in schema["type"]
        words: list[tuple[str, str | None]]
        items = schema.get("items")
        extra = schema.get("additionalProperties")
        if kind == "array" and isinstance(items, dict) and items:
            words = [("array of ", None), *self._name_type(items)]
        elif kind == "object" and isinstance(extra, dict) and extra:
            words = [("object of ", None), *self._name_type(extra)]
        else:
            form = schema.get("format") or schema.get("contentMediaType")
            words = [(f"{kind} ({form})" if form else kind, None)]
        return [*words, (" or null", None)] if null and kind != "null" else words

    def _unfold(self, schema: JSON, seen: tuple[str, ...], deepest: int) -> list[Row]:
        if "$ref" in schema:
            name = schema["$ref"]
            target = self.find(name)
            if target is None or name in seen or len(seen) >= deepest:
                return []
            return self._unfold(target, (*seen, name), deepest)
        rows: list[Row] = []
        required = schema.get("required") or ()
        for name, member in (schema.get("properties") or {}).items():
            row = self.make_row(name, member, seen, deepest)
            row.required = name in required
            rows.append(row)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                rows += self._unfold(schema[key], seen, deepest)
        for part in schema.get("allOf") or ():
            rows += self._unfold(part, seen, deepest)
        return rows + self._unfold_arms(schema, seen, deepest)

    def _unfold_arms(
        self, schema: JSON, seen: tuple[str, ...], deepest: int
    ) -> list[Row]:
        arms = [*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]
        arms = [arm for arm in arms if isinstance(arm, dict)]
        unfolded = [(arm, self._unfold(arm, seen, deepest)) for arm in arms]
        with_rows = [each for each in unfolded if each[1]]
        if len(with_rows) == 1:
            return with_rows[0][1]
        return [
            Row("", [("as ", None), *self._name_type(arm)], [], rows=rows)
            for arm, rows in with_rows
        ]


def _list_notes(schema: JSON) -> list[str]:
    notes = [text.format(_write(schema[key])) for key, text in _LIMITS if key in schema]
    if schema.get("enum"):
        notes.append("one of " + ", ".join(_write(each) for each in schema["enum"]))
    if schema.get("uniqueItems"):
        notes.append("no two alike")
    if "default" in schema:
        notes.append(f"default {_write(schema['default'])}")
    for key, text in (("readOnly", "only in answers"), ("writeOnly", "only sent")):
        if schema.get(key):
            notes.append(text)
    items = schema.get("items")
    if isinstance(items, dict) and "$ref" not in items:
        notes += [f"each {note}" for note in _list_notes(items)]
    return notes


def _write(value: t.Any) -> str:
    if isinstance(value, str):
        return value or '""'
    return json.dumps(value, ensure_ascii=False, default=str)
