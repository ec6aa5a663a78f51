"""The fields of a model as a list of steps: what marshalling runs.

A field whose ``output`` is Kolben's own is a step of key and conversion; every other
one is called with the whole object. Both give the same, which tests hold.
"""

from __future__ import annotations

import inspect
import typing as t
from collections import OrderedDict
from copy import copy

from .field import Changes, Convert, MarshallingError, Raw, Way
from .lookup import get_value, is_indexable_but_not_string
from .mask import Mask
from .mask import apply as apply_mask

Fields = t.Mapping[str, t.Any]
Step = tuple[str, str | None, Convert, "Rare"]


class Rare:
    """The parts of a step that only a missing or an unusual value needs."""

    __slots__ = ("absent", "field", "key", "name", "way")

    def __init__(self, name: t.Any, field: Raw, way: Way) -> None:
        self.name = name
        self.field = field
        self.way = way
        self.absent = way.absent
        self.key = name if field.attribute is None else field.attribute

    def look_up(self, obj: t.Any) -> t.Any:
        """The field's output, for a key that takes more than one look."""
        value = get_value(self.key, obj)
        if value is None:
            return self.absent()
        try:
            return self.way.convert(value)
        except Exception as error:
            return self.again(value, error)

    def again(self, value: t.Any, error: Exception) -> t.Any:
        """The output after ``convert`` failed with ``error``, or the error to show."""
        if self.way.retry:
            try:
                return self.field.format(value)
            except MarshallingError as second:
                raise self.field._name(second, self.name, value) from second
        if self.way.named and isinstance(error, MarshallingError):
            raise self.field._name(error, self.name, value) from error
        raise error


class Whole(Rare):
    """A step whose conversion takes the whole object, and makes its own errors."""

    __slots__ = ()

    def __init__(self, name: t.Any, convert: Convert) -> None:
        super().__init__(name, Raw(), Way(convert, _nothing))

    def again(self, value: t.Any, error: Exception) -> t.Any:  # noqa: ARG002  # the base's
        raise error


def _nothing() -> None:
    return None


class Compiled:
    """A set of fields made ready for marshalling."""

    __slots__ = ("fixed", "make", "one", "ordered", "skip_none", "steps", "wild")

    def __init__(
        self, fields: Fields, source: Fields, skip_none: bool, ordered: bool
    ) -> None:
        self.make: t.Callable[[], dict[str, t.Any]] = OrderedDict if ordered else dict
        self.ordered = ordered
        self.skip_none = skip_none
        #: (the fields for one object, those for the items of a list) if one of them
        #: stands for names that only the object knows.
        self.wild: tuple[Fields, Fields] | None = None
        self.steps: list[Step] = []
        #: Whether what a field holds cannot change without `Changes` counting it.
        self.fixed = True
        self.one: Convert = self.marshal_one
        for name, given in fields.items():
            self.steps.append(self._compile(name, given))
            if isinstance(given, Raw) and given._is_wildcard:
                self.wild = (source, fields)
                self.one = self._marshal_by_source

    def _compile(self, name: str, given: t.Any) -> Step:
        convert: Convert
        if isinstance(given, dict):
            self.fixed = False
            inner = compile_fields(given, self.skip_none, self.ordered)
            convert = inner.marshal
        elif isinstance(given, type) and not given.__module__.startswith(__package__):
            # Somebody's own class: an instance for each object, as they may expect.
            convert = self._call(name, given)
        else:
            field = make(given)
            way = field._compile(self.ordered) if isinstance(field, Raw) else None
            if way is not None:
                rare = Rare(name, field, way)
                self.fixed = self.fixed and way.fixed
                field.__dict__["_in_use"] = True
                key = rare.key
                if isinstance(key, str) and "." not in key:
                    return name, key, way.convert, rare
                convert = rare.look_up
            else:
                convert = self._call(name, field)
        return name, None, convert, Whole(name, convert)

    def _call(self, name: str, given: t.Any) -> Convert:
        ordered = self.ordered
        if takes_ordered(given):
            return lambda obj: make(given).output(name, obj, ordered=ordered)
        return lambda obj: make(given).output(name, obj)

    def marshal(self, data: t.Any) -> t.Any:
        """An object written by the fields, or each one of a list."""
        if isinstance(data, (list, tuple)):
            return self.marshal_all(data)
        return self.one(data)

    def marshal_all(self, data: t.Iterable[t.Any]) -> list[t.Any]:
        """Each object written by the fields."""
        one: Convert = self.marshal_one
        if self.wild is not None:
            of_item = self.wild[1]
            one = lambda item: self._marshal_wild(item, of_item)  # noqa: E731  # a choice of two
        return [
            self.marshal_all(item) if isinstance(item, (list, tuple)) else one(item)
            for item in data
        ]

    def marshal_one(self, obj: t.Any) -> dict[str, t.Any]:
        """An object that is no list, by fields of which none is a wildcard."""
        written = self.make() if self.ordered else {}
        value: t.Any
        if type(obj) is dict:
            for name, key, convert, rare in self.steps:
                if key is None:
                    value = obj
                else:
                    try:
                        value = obj[key]
                    except KeyError:
                        value = getattr(obj, key, None)
                    if value is None:
                        written[name] = rare.absent()
                        continue
                try:
                    written[name] = convert(value)
                except Exception as error:
                    written[name] = rare.again(value, error)
        elif is_indexable_but_not_string(obj):
            for name, key, convert, rare in self.steps:
                written[name] = convert(obj) if key is None else rare.look_up(obj)
        else:
            for name, key, convert, rare in self.steps:
                if key is None:
                    value = obj
                else:
                    value = getattr(obj, key, None)
                    if value is None:
                        written[name] = rare.absent()
                        continue
                try:
                    written[name] = convert(value)
                except Exception as error:
                    written[name] = rare.again(value, error)
        if self.skip_none:
            for name in [k for k, v in written.items() if is_nothing(v)]:
                del written[name]
        return written

    def _marshal_by_source(self, obj: t.Any) -> dict[str, t.Any]:
        assert self.wild is not None
        return self._marshal_wild(obj, self.wild[0])

    def _marshal_wild(self, obj: t.Any, fields: Fields) -> dict[str, t.Any]:
        """An object by fields some of which take whatever names it has."""
        written = self.make()
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


def is_nothing(value: t.Any) -> bool:
    """Whether ``skip_none`` leaves a written value out."""
    return value is None or value == {}


def make(field: t.Any) -> t.Any:
    """A field: ``field`` itself, or an instance if it is a class."""
    return field() if isinstance(field, type) else field


def takes_ordered(field: t.Any) -> bool:
    """Whether the ``output`` knows ``ordered``; those of old RESTPlus do not."""
    try:
        parameters = inspect.signature(field.output).parameters.values()
    except (AttributeError, TypeError, ValueError):
        return True  # no field, or one without a signature: calling it will tell
    return any(p.name == "ordered" or p.kind is p.VAR_KEYWORD for p in parameters)


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
        if mask or type(fields) is not dict:
            return _compile_now(fields, skip_none, ordered, mask)
        return _compile_dict(fields, skip_none, ordered)
    if mask and (type(mask) is not str or len(mask) > _LONG_MASK):
        return _compile_now(fields, skip_none, ordered, mask)
    default = getattr(fields, "__mask__", None)
    key = (bool(skip_none), bool(ordered), mask or "")
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
    ):
        return t.cast(Compiled, found[3])
    compiled = _compile_now(fields, skip_none, ordered, None)
    if compiled.fixed:
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
