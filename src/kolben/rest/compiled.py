"""The fields of a model made ready for marshalling, and where that is kept.

A field whose ``output`` is Kolben's own is a step of key and conversion; every other
one is called with the whole object. Both give the same, which tests hold.
"""

from __future__ import annotations

import typing as t
from collections import OrderedDict
from copy import copy

from ..errors import SetupError
from .field import Changes, Convert, Raw
from .mask import Mask
from .mask import apply as apply_mask
from .steps import (
    Step,
    Whole,
    build_function,
    call_output,
    is_nothing,
    run_steps,
)

Fields = t.Mapping[str, t.Any]
#: So many objects are written step by step, before a function is built.
BUILD_AFTER = 100


class Compiled:
    """A set of fields made ready for marshalling."""

    __slots__ = (
        "is_open",
        "made_from",
        "one",
        "ordered",
        "seen",
        "skip_none",
        "steps",
        "wild",
    )

    def __init__(
        self, fields: Fields, source: Fields, skip_none: bool, ordered: bool
    ) -> None:
        self.ordered = ordered
        self.skip_none = skip_none
        #: (the fields for one object, those for the items of a list) if one of them
        #: stands for names that only the object knows.
        self.wild: tuple[Fields, Fields] | None = None
        self.seen = 0
        #: Whether what a field holds may change with nobody knowing.
        self.is_open = False
        #: The fields, with their attributes as they were.
        self.made_from: list[tuple[Raw, dict[str, t.Any]]] = []
        #: Writes an object that is no list.
        self.one: Convert = self._write_early
        self.steps = [self._compile(name, given) for name, given in fields.items()]
        if any(isinstance(f, Raw) and f._is_wildcard for f in fields.values()):
            self.wild = (source, fields)
            self.one = self._marshal_by_source

    def is_fresh(self) -> bool:
        """Whether the fields are as they were."""
        return all(field.__dict__ == was for field, was in self.made_from)

    def _compile(self, name: str, given: t.Any) -> Step | Whole:
        if isinstance(given, dict):
            self.is_open = True
            inner = compile_fields(given, self.skip_none, self.ordered)
            return Whole(name, inner.marshal)
        if given is not None and not hasattr(given, "output"):
            raise SetupError(
                f"The field {name!r} is {given!r}, which is no field: write one of"
                " kolben.rest.fields, such as fields.String."
            )
        if isinstance(given, type) and not given.__module__.startswith(__package__):
            # Somebody's own class: an instance for each object, as they may expect.
            return call_output(name, given, self.ordered)
        field = make(given)
        way = field._compile(self.ordered) if isinstance(field, Raw) else None
        if way is None:
            return call_output(name, lambda: field, self.ordered)
        self.is_open = self.is_open or way.open
        self.made_from += [(each, each.__dict__.copy()) for each in (field, *way.held)]
        return Step(name, field, way)

    def _write_early(self, obj: t.Any) -> t.Any:
        """Write an object; those after the first ones by a function made for them."""
        self.seen += 1
        kind = build_function if self.seen > BUILD_AFTER else run_steps
        write = kind(self.steps, self.skip_none, self.ordered)
        if kind is build_function:
            self.one = write
        return write(obj)

    def marshal(self, data: t.Any) -> t.Any:
        """An object written by the fields, or each one of a list."""
        if isinstance(data, (list, tuple)):
            return self.marshal_all(data)
        return self.one(data)

    def marshal_all(self, data: t.Sequence[t.Any]) -> list[t.Any]:
        """Each object of a list written by the fields."""
        one = self.one
        if self.wild is not None:
            of_item = self.wild[1]
            one = lambda item: self._marshal_wild(item, of_item)  # noqa: E731  # a choice of two
        elif one == self._write_early and len(data) + self.seen > BUILD_AFTER:
            one = self.one = build_function(self.steps, self.skip_none, self.ordered)
        return [
            self.marshal_all(item) if isinstance(item, (list, tuple)) else one(item)
            for item in data
        ]

    def _marshal_by_source(self, obj: t.Any) -> dict[str, t.Any]:
        assert self.wild is not None
        return self._marshal_wild(obj, self.wild[0])

    def _marshal_wild(self, obj: t.Any, fields: Fields) -> dict[str, t.Any]:
        """An object by fields some of which take whatever names it has."""
        written: dict[str, t.Any] = OrderedDict() if self.ordered else {}
        named: list[str] = []
        for name, given in fields.items():
            if isinstance(given, dict):
                inner = compile_fields(given, self.skip_none, self.ordered)
                found = {name: inner.marshal(obj)}
            else:
                field = make(given)
                if getattr(field, "_is_wildcard", False):
                    # A copy, because it remembers what it has given so far.
                    found = copy(field)._marshal_all(name, obj, named, self.ordered)
                    named = []
                    for key, value in found:
                        if not (self.skip_none and is_nothing(value)):
                            written[key] = value
                    continue
                found = {name: field.output(name, obj, ordered=self.ordered)}
            named.append(name)
            if not (self.skip_none and is_nothing(found[name])):
                written.update(found)
        return written


def make(field: t.Any) -> t.Any:
    """A field: ``field`` itself, or an instance if it is a class."""
    return field() if isinstance(field, type) else field


#: The steps of dicts of fields, by identity, with the fields that they are for.
_of_dicts: dict[tuple[int, bool, bool], tuple[t.Any, ...]] = {}
_MANY = 200
#: Masks come from requests: so many of a model are kept, and none that is longer.
_MASKS = 50
_LONG_MASK = 200


def compile_fields(
    fields: Fields, skip_none: bool = False, ordered: bool = False, mask: t.Any = None
) -> Compiled:
    """The steps for ``fields``, kept until a model or a field changes."""
    kept = getattr(fields, "_compiled", None)
    if kept is None:
        if mask or not isinstance(fields, dict):
            return _compile_now(fields, skip_none, ordered, mask)
        return _compile_dict(fields, skip_none, ordered)
    if mask and (not isinstance(mask, str) or len(mask) > _LONG_MASK):
        return _compile_now(fields, skip_none, ordered, mask)
    default = getattr(fields, "__mask__", None)
    key = (bool(skip_none), bool(ordered), type(mask), mask or "")
    found = kept.get(key)
    if found is not None and found[0] == Changes.count and found[1] is default:
        return t.cast(Compiled, found[2])
    compiled = _compile_now(fields, skip_none, ordered, mask or default)
    if len(kept) > _MASKS:
        kept.clear()
    kept[key] = (Changes.count, default, compiled)
    return compiled


def _compile_dict(fields: dict[str, t.Any], skip_none: bool, ordered: bool) -> Compiled:
    key = (id(fields), bool(skip_none), bool(ordered))
    content = list(fields.items())
    found = _of_dicts.get(key)
    if (
        found is not None
        and found[0] is fields
        and found[1] == Changes.count
        and found[2] == content
        and found[3].is_fresh()
    ):
        return t.cast(Compiled, found[3])
    compiled = _compile_now(fields, skip_none, ordered, None)
    if not compiled.is_open:
        if len(_of_dicts) > _MANY:
            _of_dicts.clear()
        _of_dicts[key] = (fields, Changes.count, content, compiled)
    return compiled


def _compile_now(
    fields: Fields, skip_none: bool, ordered: bool, mask: Mask | str | None
) -> Compiled:
    resolved = getattr(fields, "resolved", fields)
    if mask:
        resolved = apply_mask(resolved, mask, skip=True)
    return Compiled(resolved, fields, skip_none, ordered)
