"""A quick yes to data by a JSON Schema that is not ours; jsonschema has the long no.

Of the keywords of Draft 2020-12, those that schemas of fields and models are made of
become closures. They judge as jsonschema does: 1.0 is an integer, True is no number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import Any

Schema = Mapping[str, Any]
Check = Callable[[Any], bool]

_REFERENCE = "#/definitions/"
#: What is said for readers only.
_ANNOTATIONS = frozenset(
    [
        *("$comment", "collectionFormat", "default", "definitions", "deprecated"),
        *("description", "discriminator", "example", "examples", "externalDocs"),
        *("format", "readOnly", "title", "writeOnly", "xml"),
    ]
)


class _Unknown(Exception):
    """A schema with a keyword that nothing here knows."""


def compile_check(
    schema: Schema,
    definitions: Mapping[str, Schema] | None = None,
    *,
    formats: bool = False,
) -> Check | None:
    """Tells of a value, when it is True, that jsonschema finds nothing wrong with it.

    None for a schema with keywords beyond those that are known. `definitions` are what
    ``#/definitions/Name`` refers to. With `formats`, ``format`` is such a keyword.
    """
    compiler = _Compiler(definitions or {}, formats)
    try:
        check = compiler.compile(schema)
    except (_Unknown, RecursionError):
        return None

    def is_fine(value: Any) -> bool:
        try:
            return check(value)
        except RecursionError:
            return False

    return is_fine


def is_unique(items: Sequence[Any]) -> bool:
    """Whether no two of the items are the same JSON: 1 and 1.0 are, 1 and True are not.

    It takes time in proportion to their size. jsonschema's own way compares each object
    with each other one.
    """
    return len({_write_key(each) for each in items}) == len(items)


def _write_key(value: Any) -> str:
    """A text that is the same for the same JSON.

    Not a value with a hash: there are many numbers of one hash for who wants them.
    """
    if isinstance(value, str):
        return repr(str(value))
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Mapping):
        pairs = [f"{key!r}:{_write_key(each)}" for key, each in value.items()]
        return f"{{{','.join(sorted(pairs))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_write_key, value))}]"
    return repr(value)


class _Compiler:
    def __init__(self, definitions: Mapping[str, Schema], formats: bool) -> None:
        self._definitions = definitions
        self._formats = formats
        self._made: dict[str, list[Check]] = {}

    def compile(self, schema: Any) -> Check:
        """The check of one schema. Raises _Unknown."""
        if schema is True or schema == {}:
            return _yes
        if not isinstance(schema, Mapping):
            raise _Unknown(schema)
        checks = []
        done = set()
        for keyword, value in schema.items():
            if keyword in _ANNOTATIONS or keyword.startswith("x-"):
                if keyword == "format" and self._formats:
                    raise _Unknown(keyword)
            elif keyword in _OF_OBJECTS:
                if "object" not in done:
                    done.add("object")
                    checks.append(self._compile_object(schema))
            elif keyword in _MAKERS:
                checks.append(_MAKERS[keyword](self, value))
            else:
                raise _Unknown(keyword)
        return _all(checks)

    # Keywords -------------------------------------------------------------------

    def refer(self, reference: Any) -> Check:
        if not isinstance(reference, str) or not reference.startswith(_REFERENCE):
            raise _Unknown(reference)
        name = reference.removeprefix(_REFERENCE)
        if name not in self._definitions or set(name) & set("/~%"):
            raise _Unknown(reference)
        made = self._made.get(name)
        if made is None:
            # A schema may refer to itself: what it is is known when it is asked.
            made = self._made[name] = []
            made.append(self.compile(self._definitions[name]))
        if made:
            return made[0]
        return lambda value: made[0](value)

    def be_type(self, name: Any) -> Check:
        names = name if isinstance(name, list) else [name]
        if not all(isinstance(each, str) and each in _TYPES for each in names):
            raise _Unknown(name)
        checks = [_TYPES[each] for each in names]
        return checks[0] if len(checks) == 1 else _any(checks)

    def be_one_of(self, values: Any) -> Check:
        if not isinstance(values, list | tuple):
            raise _Unknown(values)
        texts = frozenset(each for each in values if isinstance(each, str))
        # By types, since True is 1 to Python.
        numbers = frozenset(
            each for each in values if type(each) is int or type(each) is float
        )
        others = [each for each in values if each is None or isinstance(each, bool)]
        if len(texts) + len(numbers) + len(others) < len(set(map(repr, values))):
            # Lists and objects, or 1 and 1.0.
            raise _Unknown(values)

        def check(value: Any) -> bool:
            if type(value) is str:
                return value in texts
            if type(value) is int or type(value) is float:
                return value in numbers
            return any(value is each for each in others)

        return check

    def have_items(self, schema: Any) -> Check:
        check = self.compile(schema)
        return lambda value: not isinstance(value, list) or all(map(check, value))

    def be_unique(self, wanted: Any) -> Check:
        if not wanted:
            return _yes

        return lambda value: not isinstance(value, list) or is_unique(value)

    def match(self, pattern: Any) -> Check:
        try:
            search = re.compile(pattern).search
        except (TypeError, re.error):
            raise _Unknown(pattern) from None
        return lambda value: not isinstance(value, str) or search(value) is not None

    def be_multiple_of(self, unit: Any) -> Check:
        if type(unit) is not int or unit <= 0:
            raise _Unknown(unit)

        def check(value: Any) -> bool:
            if not _is_number(value):
                return True
            return type(value) is int and value % unit == 0

        return check

    def fit_all(self, schemas: Any) -> Check:
        return _all([self.compile(each) for each in schemas])

    def fit_any(self, schemas: Any) -> Check:
        return _any([self.compile(each) for each in schemas])

    def _compile_object(self, schema: Schema) -> Check:
        """The check of all keywords of objects in one."""
        properties = schema.get("properties", {})
        if not isinstance(properties, Mapping):
            raise _Unknown(properties)
        members = [(name, self.compile(each)) for name, each in properties.items()]
        members = [(name, each) for name, each in members if each is not _yes]
        required = schema.get("required", [])
        if not isinstance(required, list) or not all(
            isinstance(each, str) for each in required
        ):
            # The old boolean, say.
            raise _Unknown(required)
        needed = frozenset(required)
        known = frozenset(properties)
        others = schema.get("additionalProperties", True)
        is_closed = others is False
        check_other = None if is_closed else self.compile(others)
        if check_other is _yes:
            check_other = None

        def check(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            if not needed <= value.keys():
                return False
            for name, fits in members:
                if name in value and not fits(value[name]):
                    return False
            if is_closed:
                return value.keys() <= known
            return check_other is None or all(
                check_other(each) for name, each in value.items() if name not in known
            )

        return check


def _yes(_: Any) -> bool:
    return True


def _all(checks: list[Check]) -> Check:
    checks = [check for check in checks if check is not _yes]
    if not checks:
        return _yes
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        one, two = checks
        return lambda value: one(value) and two(value)
    return lambda value: all(check(value) for check in checks)


def _any(checks: list[Check]) -> Check:
    return lambda value: any(check(value) for check in checks)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return type(value) is int or (isinstance(value, float) and value.is_integer())


def _compare(fails: Callable[[Any, Any], bool]) -> Callable[[_Compiler, Any], Check]:
    def make(_: _Compiler, limit: Any) -> Check:
        # Draft 4 had booleans for exclusive limits.
        if not _is_number(limit):
            raise _Unknown(limit)
        return lambda value: not _is_number(value) or not fails(value, limit)

    return make


def _count(
    kind: type[Sized], fails: Callable[[int, int], bool]
) -> Callable[[_Compiler, Any], Check]:
    def make(_: _Compiler, limit: Any) -> Check:
        if type(limit) is not int:
            raise _Unknown(limit)
        return lambda value: not isinstance(value, kind) or not fails(len(value), limit)

    return make


_TYPES: Mapping[str, Check] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
_OF_OBJECTS = frozenset(["additionalProperties", "properties", "required"])
_MAKERS: Mapping[str, Callable[[_Compiler, Any], Check]] = {
    "$ref": _Compiler.refer,
    "allOf": _Compiler.fit_all,
    "anyOf": _Compiler.fit_any,
    "enum": _Compiler.be_one_of,
    "exclusiveMaximum": _compare(lambda value, limit: bool(value >= limit)),
    "exclusiveMinimum": _compare(lambda value, limit: bool(value <= limit)),
    "items": _Compiler.have_items,
    "maxItems": _count(list, lambda length, limit: length > limit),
    "maxLength": _count(str, lambda length, limit: length > limit),
    "maxProperties": _count(dict, lambda length, limit: length > limit),
    "maximum": _compare(lambda value, limit: bool(value > limit)),
    "minItems": _count(list, lambda length, limit: length < limit),
    "minLength": _count(str, lambda length, limit: length < limit),
    "minProperties": _count(dict, lambda length, limit: length < limit),
    "minimum": _compare(lambda value, limit: bool(value < limit)),
    "multipleOf": _Compiler.be_multiple_of,
    "pattern": _Compiler.match,
    "type": _Compiler.be_type,
    "uniqueItems": _Compiler.be_unique,
}
