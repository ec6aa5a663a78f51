"""Values out of texts: those of a query, a form, a header, a cookie."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import inspect as kinds

from .annotation import COLLECTIONS, FIELDS, SEQUENCES, SETS, strip, walk, without_none
from .fault import REFUSALS, Collector, Enough, Faults, step
from .guards import MOST_DIGITS, MOST_LEVELS, MOST_LOOKUPS, measure
from .judge import Judge
from .leaf import find_leaf_faults, get_choices
from .second_look import SecondLook

#: What a text may say for a boolean, in capitals too.
BOOLEANS = {
    **dict.fromkeys(("true", "1", "on", "yes", "t", "y"), True),
    **dict.fromkeys(("false", "0", "off", "no", "f", "n"), False),
}
_whole = re.compile(rf"[+-]?[0-9]{{1,{MOST_DIGITS}}}")
_real = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")
#: What browsers send of <input type=time> and of type=datetime-local.
_minutes = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{2}:[0-9]{2}")
#: Digits of a real number; beyond that, none of them counts.
_MOST_REAL = 1000
#: What a text that is none is not.
_NOUNS: dict[type, str] = {
    kinds.BoolType: "boolean",
    kinds.FloatType: "number",
    kinds.IntType: "integer",
}
_MAKERS: dict[type, Callable[[list[Any]], Any]] = {
    kinds.FrozenSetType: frozenset,
    kinds.SetType: set,
    kinds.TupleType: tuple,
    kinds.VarTupleType: tuple,
}


def make_reader(node: Any) -> Callable[[str], Any] | None:
    """A quick way from one text to a value, where there is one.

    It raises ValueError or KeyError for a text that takes a longer look.
    """
    if isinstance(node, kinds.BoolType):
        return BOOLEANS.__getitem__
    plain: Callable[[str], Any]
    if isinstance(node, kinds.StrType):
        plain = str
    elif isinstance(node, kinds.IntType):
        plain = _read_int
    else:
        return None
    kind = Judge().annotate(node)
    if kind is str or kind is int:
        return plain
    convert = msgspec.convert
    return lambda text: convert(plain(text), kind)


def _read_int(text: str) -> int:
    if not _whole.fullmatch(text):
        raise ValueError(text)
    return int(text)


class Texts:
    """Reads values of one type out of texts; everything raises Faults."""

    def __init__(self, node: Any, optional: bool) -> None:
        self._node = node
        self._optional = optional
        self._judge = Judge()
        # By id, of what stands in a description that is kept.
        self._looks = {
            id(part): SecondLook(part)
            for part in map(strip, walk(node))
            if isinstance(part, (*FIELDS, kinds.NamedTupleType, kinds.DictType))
        }

    def read(self, texts: Sequence[str], place: str) -> Any:
        """A value out of all that came under one name."""
        found = Collector()
        try:
            value = self._read(self._node, self._optional, texts, place, found)
        except Enough:
            pass
        else:
            if not found:
                return value
        raise Faults(found.faults, found.more)

    def read_form(self, values: Mapping[str, Sequence[str]], place: str) -> Any:
        """What JSON would have given, out of the texts of each name."""
        found = Collector()
        plain: dict[str, Any] = {}
        with suppress(Enough):
            self._read_fields(values, place, plain, found)
        if found:
            raise Faults(found.faults, found.more)
        return plain

    def _read_fields(
        self,
        values: Mapping[str, Sequence[str]],
        place: str,
        plain: dict[str, Any],
        found: Collector,
    ) -> None:
        node: Any = self._choose(values)
        if type(node) not in FIELDS:
            found.add(place, "invalid", reason="cannot be read from a form")
            return
        known = set()
        tag = getattr(node, "tag_field", None)
        if tag is not None and tag in values:
            known.add(tag)
            plain[tag] = self._read_choice((node.tag,), values[tag][0])
        for field in node.fields:
            wire = field.encode_name
            known.add(wire)
            texts = values.get(wire)
            inner = step(place, wire)
            core = strip(field.type)
            wanted = without_none(core)
            if texts is None:
                if not field.required:
                    continue
                if not isinstance(wanted, COLLECTIONS):
                    found.add(inner, "missing")
                    continue
                # A form cannot say an empty list in another way.
                texts = ()
            before = len(found)
            value = self._read(wanted, wanted is not core, texts, inner, found)
            if len(found) == before:
                plain[wire] = value
        if getattr(node, "forbid_unknown_fields", False):
            for wire, texts in values.items():
                if wire not in known:
                    found.add(step(place, wire), "unknown", texts[0])

    def _choose(self, values: Mapping[str, Sequence[str]]) -> Any:
        """The class of a union whose tag the form has."""
        if not isinstance(self._node, kinds.UnionType):
            return self._node
        arms = [strip(arm) for arm in self._node.types]
        for arm in arms:
            field = getattr(arm, "tag_field", None)
            if field is not None and list(values.get(field, ())) == [str(arm.tag)]:
                return arm
        return arms[0]

    def _read(
        self,
        node: Any,
        optional: bool,
        texts: Sequence[str],
        place: str,
        found: Collector,
    ) -> Any:
        if isinstance(node, SEQUENCES):
            return self._read_items(node, texts, place, found)
        if len(texts) > 1:
            found.add(place, "too_many", list(texts))
        elif not texts:
            found.add(place, "missing")
        elif optional and not texts[0] and not isinstance(node, kinds.StrType):
            return None
        else:
            return self._read_one(node, texts[0], place, found)
        return None

    def _read_items(
        self, node: Any, texts: Sequence[str], place: str, found: Collector
    ) -> Any:
        before = len(found)
        items: Sequence[Any]
        if isinstance(node, kinds.TupleType):
            items = node.item_types
            least, most = len(items), len(items)
        else:
            items = (node.item_type,) * len(texts)
            least, most = node.min_length, node.max_length
            if most is None and isinstance(node, SETS):
                most = MOST_LOOKUPS
        if least is not None and len(texts) < least:
            found.add(place, "min_items", list(texts), limit=least)
        if most is not None and len(texts) > most:
            found.add(place, "max_items", list(texts), limit=most)
        read = [
            self._read_one(strip(item), text, f"{place}[{at}]", found)
            for at, (item, text) in enumerate(zip(items, texts, strict=False))
        ]
        if len(found) > before:
            return None
        return _MAKERS.get(type(node), list)(read)

    def _read_one(self, node: Any, text: str, place: str, found: Collector) -> Any:
        """The value that a text means; a fault is noted where it means none."""
        if isinstance(node, kinds.AnyType):
            return text
        if isinstance(node, kinds.UnionType):
            return self._read_union(node, text, place, found)
        look = self._looks.get(id(node))
        if look is not None:
            return self._read_json(node, look, text, place, found)
        value = self._parse(node, text)
        if value is text and type(node) in _NOUNS:
            found.add(place, "format", text, expected=_NOUNS[type(node)])
            return None
        if type(value) is float and not math.isfinite(value):
            found.add(place, "range", text)
            return None
        reason = self._judge.refuse(node, value)
        if reason is None:
            return msgspec.convert(value, self._judge.annotate(node))
        find_leaf_faults(node, value, place, found, reason)
        return None

    def _parse(self, node: Any, text: str) -> Any:
        """A text as JSON would have given it; itself where it means nothing."""
        if isinstance(node, kinds.BoolType):
            return BOOLEANS.get(text.lower(), text)
        if isinstance(node, kinds.IntType):
            return int(text) if _whole.fullmatch(text) else text
        if isinstance(node, kinds.FloatType):
            real = len(text) <= _MOST_REAL and _real.fullmatch(text)
            return float(text) if real else text
        if isinstance(node, kinds.DateTimeType | kinds.TimeType):
            return f"{text}:00" if _minutes.fullmatch(text) else text
        if isinstance(node, kinds.NoneType):
            return None if text in ("", "null") else text
        choices = get_choices(node)
        return text if choices is None else self._read_choice(choices, text)

    def _read_choice(self, choices: tuple[Any, ...], text: str) -> Any:
        for value in choices:
            if value == text or (not isinstance(value, str) and str(value) == text):
                return value
        return text

    def _read_json(
        self, node: Any, look: SecondLook, text: str, place: str, found: Collector
    ) -> Any:
        """An object in one text, as a form may send it beside a file."""
        try:
            value = msgspec.json.decode(text)
        except REFUSALS:
            found.add(place, "format", text, expected="JSON")
            return None
        if measure(value) > MOST_LEVELS:
            found.add(place, "depth", limit=MOST_LEVELS)
            return None
        faults = look.find(value, place, size=len(text))
        if faults:
            found.take(faults)
            return None
        try:
            return msgspec.convert(value, self._judge.annotate(node), str_keys=True)
        except REFUSALS as error:
            found.add(place, "invalid", text, reason=str(error))
            return None

    def _read_union(self, node: Any, text: str, place: str, found: Collector) -> Any:
        """By the first type that takes it; strings last, which take everything."""
        arms = sorted(
            map(strip, node.types), key=lambda arm: isinstance(arm, kinds.StrType)
        )
        attempt = Collector()
        for arm in arms:
            attempt = Collector()
            value = self._read_one(arm, text, place, attempt)
            if not attempt:
                return value
        found.take(attempt)
        return None
