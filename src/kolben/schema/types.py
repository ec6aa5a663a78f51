"""A type, compiled: it decodes, converts, encodes, and finds all faults."""

from __future__ import annotations

import math
import re
import sys
import typing as t
from importlib import import_module
from typing import Any

import msgspec
from msgspec import inspect as kinds

from . import leaf
from .components import JSON, add_schema
from .fault import MOST_FAULTS, Collector, Faults, Malformed
from .second_look import find_faults

_encoder = msgspec.json.Encoder()
#: What a text may say for a boolean.
BOOLEANS = {
    **dict.fromkeys(("true", "1", "on", "yes", "t", "y"), True),
    **dict.fromkeys(("false", "0", "off", "no", "f", "n"), False),
}
_DIGITS = re.compile(r"[+-]?[0-9]{1,4300}")
_AT = re.compile(r"(?s)(?P<reason>.*?)(?: - at `(?P<path>.*)`)?\Z")
_SEQUENCES = (
    kinds.CollectionType,
    kinds.FrozenSetType,
    kinds.ListType,
    kinds.SetType,
    kinds.TupleType,
    kinds.VarTupleType,
)
_FIELDS = (kinds.DataclassType, kinds.StructType, kinds.TypedDictType)
#: What a text that is none is not.
_NAMES: dict[type, str] = {
    kinds.BoolType: "boolean",
    kinds.FloatType: "number",
    kinds.IntType: "integer",
}
_compiled: dict[Any, Type] = {}


class UnsupportedAnnotation(TypeError):
    """An annotation that nothing can be read or written by; the message says why."""


class Type:
    """What an annotation means, made ready once. See `compile_type`."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        try:
            self.node = kinds.type_info(annotation)
            self._json = msgspec.json.Decoder(annotation)
        except (TypeError, NameError, RecursionError) as error:
            raise UnsupportedAnnotation(
                f"{describe(annotation)} cannot be read from a request: {error}."
            ) from error
        _refuse_custom(self.node, set())
        core = _core(self.node)
        #: ``scalar``, ``struct``, ``mapping``, ``sequence``, ``union`` or ``any``.
        self.kind = _find_kind(core)
        #: For text: without the None of an optional type.
        self._text = _without_none(core)
        self.optional = self._text is not core
        self._decode = self._json.decode
        self._read = _make_reader(self._text)

    # Bytes ----------------------------------------------------------------------

    def decode_json(self, data: bytes, place: str = "body") -> Any:
        """The value that JSON says.

        Raises Malformed for what is no JSON, Faults for what does not fit.
        """
        try:
            return self._decode(data)
        except msgspec.ValidationError as error:
            raise self._explain_json(data, place, error) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Malformed(_say_malformed("JSON", error)) from None

    def decode_msgpack(self, data: bytes, place: str = "body") -> Any:
        """The value that MessagePack says; raises as `decode_json` does."""
        try:
            return msgspec.msgpack.decode(data, type=self.annotation)
        except msgspec.ValidationError as error:
            try:
                plain = msgspec.msgpack.decode(data)
            except (msgspec.DecodeError, ValueError, RecursionError):
                raise _only(place, error) from None
            raise self._explain(plain, place, error) from None
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise Malformed(_say_malformed("MessagePack", error)) from None

    def encode_json(self, value: Any) -> bytes:
        """A value of this type as JSON. Raises TypeError for what JSON cannot say."""
        return _encoder.encode(value)

    # Objects --------------------------------------------------------------------

    def convert(self, value: Any, place: str, *, text: bool = False) -> Any:
        """A value out of what JSON would have given. Raises Faults.

        With `text`, out of the texts of a query, a header or a form: one for a scalar,
        a list for a sequence, and lists by name for a type with fields.
        """
        if text:
            if isinstance(value, str):
                return self._convert_one(value, place)
            if isinstance(value, dict):
                return self._convert_form(value, place)
            if isinstance(value, list | tuple):
                return self.convert_text(value, place)
        try:
            return msgspec.convert(value, self.annotation, str_keys=True)
        except msgspec.ValidationError as error:
            raise self._explain(value, place, error) from None
        except RecursionError:
            found = Collector()
            found.add(place, "depth")
            raise Faults(found.faults) from None

    def convert_text(self, texts: t.Sequence[str], place: str) -> Any:
        """A value out of the texts that a query, form or header has for one name.

        A type that is a sequence takes all of them; of others there must be one. An
        empty text is None for an optional type that is no string. Raises Faults.
        """
        return _read_texts(self._text, self.optional, texts, place)

    def _convert_one(self, text: str, place: str) -> Any:
        if self._read is not None:
            try:
                return self._read(text)
            except (msgspec.ValidationError, ValueError, KeyError):
                # Said in full below.
                pass
        return _read_texts(self._text, self.optional, (text,), place)

    def _convert_form(self, values: t.Mapping[str, t.Sequence[str]], place: str) -> Any:
        """A value with fields out of the texts for each name."""
        found = Collector()
        plain: dict[str, Any] = {}
        node = self._text
        if isinstance(node, kinds.UnionType):
            node = self._choose_form(node, values)
        if not isinstance(node, _FIELDS):
            found.add(place, "invalid", reason="cannot be read from a form")
            raise Faults(found.faults)
        known = {field.encode_name for field in node.fields}
        tag = getattr(node, "tag_field", None)
        if tag is not None and tag in values:
            known.add(tag)
            plain[tag] = values[tag][0]
        for field in node.fields:
            texts = values.get(field.encode_name)
            inner = f"{place}.{field.encode_name}"
            if texts is None:
                if field.required:
                    found.add(inner, "missing")
                continue
            try:
                plain[field.encode_name] = _read_field(field.type, texts, inner)
            except Faults as faults:
                found.faults += faults.faults
        for name in values:
            if name not in known and getattr(node, "forbid_unknown_fields", False):
                found.add(f"{place}.{name}", "unknown", values[name][0])
        if found.faults:
            raise Faults(found.faults[:MOST_FAULTS], found.more)
        return self.convert(plain, place)

    def _choose_form(self, node: Any, values: t.Mapping[str, t.Any]) -> Any:
        arms = [_core(arm) for arm in node.types]
        for arm in arms:
            field = getattr(arm, "tag_field", None)
            if field is not None and list(values.get(field, ())) == [arm.tag]:
                return arm
        return arms[0]

    def to_builtins(self, value: Any) -> Any:
        """A value of this type as dicts, lists and scalars that JSON knows."""
        return msgspec.to_builtins(value, str_keys=True)

    def check(self, value: Any, place: str = "answer") -> None:
        """Raise Faults where a value that is to be sent is not of this type."""
        self.decode_json(self.encode_json(value), place)

    # Documents ------------------------------------------------------------------

    def json_schema(self, components: dict[str, JSON]) -> JSON:
        """The JSON Schema 2020-12 of the type; shared ones go to `components`."""
        return add_schema(self.annotation, components)

    # Faults ---------------------------------------------------------------------

    def _explain_json(self, data: bytes, place: str, error: Exception) -> Exception:
        try:
            plain = msgspec.json.decode(data)
        except msgspec.ValidationError:
            # A number beyond what Python takes: the rest cannot be looked at.
            return _only(place, error)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as malformed:
            # The value did not fit before the data broke off.
            return Malformed(_say_malformed("JSON", malformed))
        return self._explain(plain, place, error)

    def _explain(self, plain: Any, place: str, error: Exception) -> Faults:
        found = Collector()
        try:
            find_faults(self.node, plain, place, found, leaf.fits)
        except RecursionError:
            found.add(place, "depth")
        if not found.faults:
            return _only(place, error)
        return Faults(found.faults, found.more)


def compile_type(annotation: Any) -> Type:
    """The type that an annotation means, compiled at its first use.

    Structs, dataclasses, typed dicts, named tuples, attrs classes, pydantic models,
    scalars, enums, literals, containers and unions of them, with ``msgspec.Meta``.
    Raises UnsupportedAnnotation, whose message says what to do.
    """
    try:
        known = _compiled.get(annotation)
    except TypeError:
        return _make(annotation)
    if known is None:
        known = _compiled[annotation] = _make(annotation)
    return known


def describe(annotation: Any) -> str:
    """An annotation as its author would write it."""
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return repr(annotation).replace("typing.", "")


def _make(annotation: Any) -> Type:
    if "pydantic" in sys.modules:
        # By name: nobody who has no models of pydantic's pays for it.
        module = import_module(f"{__package__}.pydantic_types")
        if module.has_models(annotation):
            made: Type = module.PydanticType(annotation)
            return made
    return Type(annotation)


def _core(node: Any) -> Any:
    while isinstance(node, kinds.Metadata):
        node = node.type
    return node


def _without_none(node: Any) -> Any:
    if isinstance(node, kinds.UnionType):
        arms = [arm for arm in node.types if not isinstance(arm, kinds.NoneType)]
        if len(arms) < len(node.types):
            return _core(arms[0]) if len(arms) == 1 else kinds.UnionType(tuple(arms))
    return node


def _find_kind(node: Any) -> str:
    if isinstance(node, kinds.UnionType):
        inner = _without_none(node)
        if not isinstance(inner, kinds.UnionType):
            return _find_kind(inner)
        parts = {_find_kind(_core(arm)) for arm in inner.types}
        return parts.pop() if len(parts) == 1 else "union"
    if isinstance(node, kinds.AnyType | kinds.RawType):
        return "any"
    if isinstance(node, (*_SEQUENCES, kinds.NamedTupleType)):
        return "sequence"
    if isinstance(node, kinds.DictType):
        return "mapping"
    if isinstance(node, _FIELDS):
        array = isinstance(node, kinds.StructType) and node.array_like
        return "sequence" if array else "struct"
    return "scalar"


def _refuse_custom(node: Any, seen: set[int]) -> None:
    """Raise for a class, however deep, of which msgspec knows nothing."""
    if isinstance(node, kinds.CustomType):
        raise UnsupportedAnnotation(
            f"Nothing is known of the parts of {describe(node.cls)}: make it a"
            " dataclass, a msgspec.Struct, a TypedDict or an attrs class."
        )
    if id(node) in seen:
        return
    seen.add(id(node))
    for name in ("type", "item_type", "key_type", "value_type"):
        inner = getattr(node, name, None)
        if isinstance(inner, kinds.Type):
            _refuse_custom(inner, seen)
    for name in ("types", "item_types"):
        for inner in getattr(node, name, ()):
            _refuse_custom(inner, seen)
    for field in getattr(node, "fields", ()):
        _refuse_custom(field.type, seen)


def _make_reader(node: Any) -> t.Callable[[str], Any] | None:
    """A quick way from a text to a value that may be; it raises where there is none.

    None for types whose texts take a longer look.
    """
    plain: t.Callable[[str], Any]
    if isinstance(node, kinds.StrType):
        plain = str
    elif isinstance(node, kinds.IntType):
        plain = _read_int
    elif isinstance(node, kinds.BoolType):
        return BOOLEANS.__getitem__
    else:
        return None
    kind = leaf.rebuild(node)
    if kind is str or kind is int:
        return plain
    convert = msgspec.convert
    return lambda text: convert(plain(text), kind)


def _read_int(text: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _read_field(field: Any, texts: t.Sequence[str], place: str) -> Any:
    core = _core(field)
    node = _without_none(core)
    return _read_texts(node, node is not core, texts, place)


def _read_texts(node: Any, optional: bool, texts: t.Sequence[str], place: str) -> Any:
    found = Collector()
    if isinstance(node, _SEQUENCES):
        value = _read_items(node, texts, place, found)
    elif len(texts) > 1:
        found.add(place, "too_many", list(texts))
    elif not texts:
        found.add(place, "missing")
    elif optional and not texts[0] and not isinstance(node, kinds.StrType):
        return None
    else:
        value = _read_text(node, texts[0], place, found)
    if found.faults:
        raise Faults(found.faults, found.more)
    return value


def _read_items(node: Any, texts: t.Sequence[str], place: str, found: Collector) -> Any:
    if isinstance(node, kinds.TupleType):
        items = node.item_types
        least = most = len(items)
    else:
        items = (node.item_type,) * len(texts)
        least, most = node.min_length, node.max_length
    if least is not None and len(texts) < least:
        found.add(place, "min_items", list(texts), limit=least)
    if most is not None and len(texts) > most:
        found.add(place, "max_items", list(texts), limit=most)
    read = [
        _read_text(_core(item), text, f"{place}[{at}]", found)
        for at, (item, text) in enumerate(zip(items, texts, strict=False))
    ]
    makers: dict[type, t.Callable[[list[Any]], Any]] = {
        kinds.FrozenSetType: frozenset,
        kinds.SetType: set,
        kinds.TupleType: tuple,
        kinds.VarTupleType: tuple,
    }
    return read if found.faults else makers.get(type(node), list)(read)


def _read_text(node: Any, text: str, place: str, found: Collector) -> Any:
    """The value that a text means; a fault is noted where it means none."""
    value: Any = text
    if isinstance(node, kinds.StrType | kinds.AnyType):
        pass
    elif isinstance(node, kinds.BoolType):
        value = BOOLEANS.get(text.lower(), text)
    elif isinstance(node, kinds.IntType):
        if _DIGITS.fullmatch(text):
            value = int(text)
    elif isinstance(node, kinds.FloatType):
        value = _read_float(text)
    elif isinstance(node, kinds.LiteralType | kinds.EnumType):
        value = _read_choice(node, text)
    elif isinstance(node, kinds.UnionType):
        return _read_union(node, text, place, found)
    elif isinstance(node, (*_FIELDS, kinds.DictType)):
        try:
            value = msgspec.json.decode(text.encode())
        except (msgspec.DecodeError, ValueError, RecursionError):
            value = text
    if value is text and type(node) in _NAMES:
        found.add(place, "format", text, expected=_NAMES[type(node)])
        return None
    if type(value) is float and not math.isfinite(value):
        # JSON has no such numbers, so that answers could not say them either.
        found.add(place, "range", text)
        return None
    try:
        kind = node.cls if isinstance(node, _FIELDS) else leaf.rebuild(node)
        return msgspec.convert(value, kind, str_keys=True)
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError):
        find_faults(node, value, place, found, leaf.fits)
        if not found.faults:
            found.add(place, "invalid", text, reason="does not fit")
    return None


def _read_float(text: str) -> Any:
    try:
        # Python would also take "1_0" and spaces.
        return float(text) if "_" not in text and text == text.strip() else text
    except ValueError:
        return text


def _read_choice(node: Any, text: str) -> Any:
    values = (
        node.values
        if isinstance(node, kinds.LiteralType)
        else [each.value for each in node.cls]
    )
    for value in values:
        if value == text or (not isinstance(value, str) and str(value) == text):
            return value
    return text


def _read_union(node: Any, text: str, place: str, found: Collector) -> Any:
    """The first type that takes it; strings last, since they take everything."""
    arms = sorted(
        map(_core, node.types), key=lambda arm: isinstance(arm, kinds.StrType)
    )
    for arm in arms:
        attempt = Collector()
        value = _read_text(arm, text, place, attempt)
        if not attempt.faults:
            return value
    for fault in attempt.faults:
        found.add(fault.place, fault.code, text, **fault.params)
    return None


def _only(place: str, error: Exception) -> Faults:
    """msgspec's own words, where a second look finds nothing by itself."""
    match = _AT.match(str(error))
    assert match is not None
    path = (match["path"] or "$").removeprefix("$")
    reason = match["reason"]
    found = Collector()
    if "out of range" in reason:
        found.add(place + path, "range")
    else:
        found.add(place + path, "invalid", reason=reason)
    return Faults(found.faults)


def _say_malformed(what: str, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"This {what} is nested too deeply."
    if isinstance(error, UnicodeDecodeError):
        return f"This {what} is not encoded in UTF-8: byte {error.start} is wrong."
    text = str(error).rstrip(".")
    text = text.removeprefix(f"{what} is malformed: ")
    if text == "Input data was truncated":
        text = "it breaks off"
    return f"This is no valid {what}: {text}."
