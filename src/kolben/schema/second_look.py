"""The second look at a value that was refused: everything that is wrong with it.

It walks msgspec's own description of the type beside the value. Whatever it does not
need to walk is judged by msgspec, so that both looks agree; the words are our own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import inspect as kinds

from .annotation import COLLECTIONS, FIELDS, get_parts, is_array, strip, walk
from .fault import Collector, Enough, HugeNumber, step
from .guards import MOST_LEVELS, MOST_LOOKUPS
from .judge import STRIDE, Judge
from .leaf import add_huge, add_type, expect, find_leaf_faults, takes

#: Values that are looked at one by one, before msgspec's word has to do.
_MOST_VISITS = 300_000
#: Bytes that may be judged again, being inside of what was refused as a whole.
_MOST_AGAIN = 1 << 26
_LEAST_SIZE = 1000


class SecondLook:
    """All faults of values of one type."""

    def __init__(self, node: kinds.Type) -> None:
        self._node = node
        self._judge = Judge()
        #: Parts that hold what msgspec takes and we do not.
        self._wary = frozenset(
            id(part) for part in walk(node) if any(map(_is_wary, walk(part)))
        )
        self.has_decimals = any(
            isinstance(part, kinds.DecimalType) for part in walk(node)
        )
        self._lookups = frozenset(
            id(part) for part in walk(node) if _looks_numbers_up(part)
        )
        self.has_lookups = bool(self._lookups)

    def find(
        self,
        value: Any,
        place: str,
        *,
        size: int = 0,
        all_wary: bool = False,
        is_refused: bool = False,
    ) -> Collector:
        """All that keeps a value from being of the type; nothing if nothing does.

        ``size`` is that of the data it came from. With ``all_wary``, there may be a
        `HugeNumber` in it. With ``is_refused`` msgspec has refused it already, so that
        what classes say of themselves is worth the time.
        """
        look = _Look(self._judge, self._wary, self._lookups, size, all_wary)
        look.is_refused = is_refused
        try:
            look.at(self._node, value, place)
        except Enough:
            pass
        except RecursionError:
            look.found.add(place, "depth", limit=MOST_LEVELS)
        return look.found


def _is_wary(node: kinds.Type) -> bool:
    return isinstance(node, kinds.DecimalType) or _looks_numbers_up(node)


def _looks_numbers_up(node: Any) -> bool:
    """Whether items are looked up by hashes that a client may choose.

    Those of texts are salted by Python; those of numbers, and of what is made of
    numbers, are not.
    """
    if isinstance(node, kinds.SetType | kinds.FrozenSetType):
        item = node.item_type
    elif isinstance(node, kinds.DictType):
        item = node.key_type
    else:
        return False
    return node.max_length is None and not all(map(_is_salted, walk(item)))


def _is_salted(node: Any) -> bool:
    return get_parts(node) != [] or isinstance(
        node,
        kinds.AnyType
        | kinds.StrType
        | kinds.BytesType
        | kinds.LiteralType
        | kinds.EnumType
        | kinds.BoolType
        | kinds.NoneType,
    )


class _Look:
    """One look: what is found, and what may still be spent."""

    is_refused = False

    def __init__(
        self,
        judge: Judge,
        wary: frozenset[int],
        lookups: frozenset[int],
        size: int,
        all_wary: bool,
    ) -> None:
        self.found = Collector()
        self.judge = judge
        self.wary = wary
        self.all_wary = all_wary
        self.size = max(size, _LEAST_SIZE)
        self.again = _MOST_AGAIN
        self.visits = _MOST_VISITS
        self.lookups = lookups
        self.left_lookups = MOST_LOOKUPS**2

    def at(self, node: Any, value: Any, place: str) -> None:
        """Look at a value, and at all in it that is not fine as a whole."""
        node = strip(node)
        self.visits -= 1
        if self.visits < 0:
            if self.is_wary(node):
                self.found.add(place, "size")
            raise Enough
        before = len(self.found)
        reason = None
        if not self.is_wary(node) and self.again > 0:
            reason = self.judge.refuse(node, value)
            if reason is None:
                return
            if type(value) in (dict, list):
                self.again -= self.size
        walked = _WALKS.get(type(node))
        if walked is not None:
            if not isinstance(node, kinds.UnionType) and not takes(node, value):
                add_type(node, value, place, self.found)
            else:
                walked(self, node, value, place)
                if reason is None:
                    reason = self.ask_class(node, value, before)
            if reason is not None and len(self.found) == before:
                # Its parts are fine: the class itself refuses them.
                reason = reason.partition(" - at `")[0]
                self.found.add(place, "invalid", value, reason=reason)
            return
        if reason is None:
            reason = self.judge.refuse(node, value)
        if reason is not None:
            find_leaf_faults(node, value, place, self.found, reason)

    def ask_class(self, node: Any, value: Any, before: int) -> str | None:
        """What a class that was not judged as a whole says, once its parts are fine."""
        if (
            not self.is_refused
            or not isinstance(node, FIELDS)
            or len(self.found) > before
            or self.again <= 0
        ):
            return None
        self.again -= self.size
        return self.judge.refuse(node, value)

    def is_wary(self, node: Any) -> bool:
        return self.all_wary or id(node) in self.wary

    def at_any(self, node: Any, value: Any, place: str) -> None:
        if not self.all_wary:
            return
        if type(value) is HugeNumber:
            add_huge(value, place, self.found)
        elif type(value) is list:
            for at, item in enumerate(value):
                self.at(node, item, f"{place}[{at}]")
        elif type(value) is dict:
            for key, item in value.items():
                self.at(node, item, step(place, key))

    def at_items(self, node: Any, value: list[Any], place: str) -> None:
        if not self.check_size(node, value, place):
            return
        item_type = strip(node.item_type)
        quick = not self.is_wary(item_type)
        for start in range(0, len(value), STRIDE):
            items = value[start : start + STRIDE]
            if quick and len(items) > 1 and self.judge.takes_all(item_type, items):
                continue
            for at, item in enumerate(items, start):
                self.at(item_type, item, f"{place}[{at}]")

    def at_members(self, node: Any, value: dict[str, Any], place: str) -> None:
        if not self.check_size(node, value, place):
            return
        key_type = strip(node.key_type)
        takes_any = key_type in (kinds.AnyType(), kinds.StrType())
        for key, item in value.items():
            inner = step(place, key) if type(key) is str else f"{place}[{key!r:.40}]"
            self.at(node.value_type, item, inner)
            if not takes_any:
                reason = self.judge.refuse_key(key_type, key)
                if reason is not None:
                    self.at_key(key_type, key, inner, reason)

    def at_key(self, key_type: Any, key: Any, place: str, reason: str) -> None:
        """Name a key that does not fit, by what would be wrong with it as a value."""
        attempt = Collector()
        if type(key) is str and takes(key_type, key):
            find_leaf_faults(key_type, key, place, attempt, reason)
            self.found.take(attempt)
        else:
            expected = expect(key_type)
            self.found.add(place, "format", key, expected=expected[0])

    def at_tuple(self, node: Any, value: list[Any], place: str) -> None:
        if len(value) != len(node.item_types):
            short = len(value) < len(node.item_types)
            code = "min_items" if short else "max_items"
            self.found.add(place, code, value, limit=len(node.item_types))
        for at, (part, item) in enumerate(zip(node.item_types, value, strict=False)):
            self.at(part, item, f"{place}[{at}]")

    def at_fields(self, node: Any, value: Any, place: str) -> None:
        if is_array(node):
            self.at_array(node, value, place)
            return
        known = set()
        tag = getattr(node, "tag_field", None)
        if tag is not None:
            known.add(tag)
            if tag in value and not _same(value[tag], node.tag):
                self.add_tag([node], value[tag], step(place, tag))
        for field in node.fields:
            wire = field.encode_name
            known.add(wire)
            if wire in value:
                self.at(field.type, value[wire], step(place, wire))
            elif field.required:
                self.found.add(step(place, wire), "missing")
        if getattr(node, "forbid_unknown_fields", False):
            for wire in value:
                if wire not in known:
                    self.found.add(step(place, wire), "unknown", value[wire])

    def at_array(self, node: Any, value: list[Any], place: str) -> None:
        """A struct whose fields have places and no names."""
        items = value
        if node.tag_field is not None:
            if not value or not _same(value[0], node.tag):
                self.add_tag([node], value[0] if value else ..., f"{place}[0]")
                return
            items = value[1:]
        first = len(value) - len(items)
        for at, field in enumerate(node.fields):
            inner = f"{place}[{first + at}]"
            if at < len(items):
                self.at(field.type, items[at], inner)
            elif field.required:
                self.found.add(inner, "missing")
        if node.forbid_unknown_fields and len(items) > len(node.fields):
            self.found.add(place, "max_items", value, limit=first + len(node.fields))

    def at_named_tuple(self, node: Any, value: list[Any], place: str) -> None:
        for at, field in enumerate(node.fields):
            if at < len(value):
                self.at(field.type, value[at], f"{place}[{at}]")
            elif field.required:
                self.found.add(f"{place}[{at}]", "missing")
        if len(value) > len(node.fields):
            self.found.add(place, "max_items", value, limit=len(node.fields))

    def at_union(self, node: Any, value: Any, place: str) -> None:
        """What is wrong by the type that fits best."""
        arms = [strip(arm) for arm in node.types]
        likely = [arm for arm in arms if takes(arm, value)]
        tagged = [arm for arm in likely if getattr(arm, "tag_field", None) is not None]
        if tagged:
            arm = self.choose(tagged, value, place)
            if arm is not None:
                self.at(arm, value, place)
            return
        tries = []
        before = self.found
        for arm in likely:
            self.found = Collector()
            try:
                self.at(arm, value, place)
            except Enough:
                # What is found until here is as good as all.
                pass
            finally:
                attempt, self.found = self.found, before
            if not attempt:
                return
            tries.append(attempt)
        if tries:
            before.take(min(tries, key=len))
        else:
            add_type(node, value, place, before)

    def choose(self, arms: list[Any], value: Any, place: str) -> Any:
        """The class whose tag the value has; None, and a fault, if there is none."""
        if is_array(arms[0]):
            place, tag = f"{place}[0]", value[0] if value else ...
        else:
            field = arms[0].tag_field
            place, tag = step(place, field), value.get(field, ...)
            if tag is ... and len(arms) == 1:
                return arms[0]
        if tag is ...:
            self.found.add(place, "missing")
            return None
        chosen = next((arm for arm in arms if _same(tag, arm.tag)), None)
        if chosen is None:
            self.add_tag(arms, tag, place)
        return chosen

    def add_tag(self, arms: list[Any], tag: Any, place: str) -> None:
        choices = tuple(arm.tag for arm in arms)
        self.found.add(place, "choice", tag, choices=choices)

    def check_size(self, node: Any, value: Any, place: str) -> bool:
        """Note a wrong number of items; False if they are too many to be looked at."""
        if node.min_length is not None and len(value) < node.min_length:
            self.found.add(place, "min_items", value, limit=node.min_length)
        if node.max_length is not None and len(value) > node.max_length:
            self.found.add(place, "max_items", value, limit=node.max_length)
        if id(node) not in self.lookups:
            return True
        self.left_lookups -= len(value) ** 2
        if len(value) > MOST_LOOKUPS:
            self.found.add(place, "max_items", value, limit=MOST_LOOKUPS)
            return False
        if self.left_lookups < 0:
            self.found.add(place, "size")
            return False
        return True


def _same(found: Any, tag: Any) -> bool:
    return type(found) is type(tag) and bool(found == tag)


_WALKS: dict[type, Callable[[_Look, Any, Any, str], None]] = {
    kinds.AnyType: _Look.at_any,
    kinds.DictType: _Look.at_members,
    kinds.NamedTupleType: _Look.at_named_tuple,
    kinds.RawType: _Look.at_any,
    kinds.TupleType: _Look.at_tuple,
    kinds.UnionType: _Look.at_union,
    **dict.fromkeys(COLLECTIONS, _Look.at_items),
    **dict.fromkeys(FIELDS, _Look.at_fields),
}
