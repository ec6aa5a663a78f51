"""The steps that write an object by a set of fields, and a function made of them."""

from __future__ import annotations

import inspect
import typing as t
from collections import OrderedDict

from .field import Convert, MarshallingError, Raw, Way
from .lookup import get_value, is_indexable_but_not_string


class Step:
    """What is written under a name, for a field that does nothing of its own."""

    def __init__(self, name: t.Any, field: Raw, way: Way) -> None:
        self.name = name
        self.field = field
        self.way = way
        self.key = name if field.attribute is None else field.attribute
        #: The key, if it is one look into a dict or at an attribute.
        self.simple: str | None = None
        if isinstance(self.key, str) and "." not in self.key:
            self.simple = self.key

    def read(self, obj: t.Any) -> t.Any:
        """The field's output for an object."""
        return self.write(get_value(self.key, obj))

    def write(self, value: t.Any) -> t.Any:
        """The field's output for its value."""
        if value is None:
            return self.way.absent()
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


class Whole:
    """What is written under a name by a function of the whole object."""

    simple = None

    def __init__(self, name: t.Any, read: Convert) -> None:
        self.name = name
        self.read = read


def call_output(name: t.Any, make: t.Callable[[], t.Any], ordered: bool) -> Whole:
    """The step for a field that must be asked: ``make()`` gives it."""
    options = {"ordered": ordered} if _takes_ordered(make) else {}
    return Whole(name, lambda obj: make().output(name, obj, **options))


def _takes_ordered(make: t.Callable[[], t.Any]) -> bool:
    """Whether the ``output`` knows ``ordered``; those of old RESTPlus do not."""
    output = getattr(make, "output", None) or getattr(make(), "output", None)
    try:
        parameters = inspect.signature(t.cast(t.Any, output)).parameters.values()
    except (TypeError, ValueError):
        return True  # no field, or one without a signature: calling it will tell
    return any(p.name == "ordered" or p.kind is p.VAR_KEYWORD for p in parameters)


def is_nothing(value: t.Any) -> bool:
    """Whether ``skip_none`` leaves a written value out."""
    return value is None or value == {}


def drop_nothing(written: dict[str, t.Any]) -> dict[str, t.Any]:
    """What ``skip_none`` leaves."""
    return {name: v for name, v in written.items() if not is_nothing(v)}


def run_steps(
    steps: t.Sequence[Step | Whole], skip_none: bool, ordered: bool
) -> Convert:
    """A function that takes the steps one after the other."""

    def run(obj: t.Any) -> t.Any:
        written = {step.name: step.read(obj) for step in steps}
        if skip_none:
            written = drop_nothing(written)
        return OrderedDict(written) if ordered else written

    return run


def build_function(
    steps: t.Sequence[Step | Whole], skip_none: bool, ordered: bool
) -> Convert:
    """A function that does the same as `run_steps`, without a loop.

    It costs about as much to make as writing a hundred objects.
    """
    names: dict[str, t.Any] = {"run": run_steps(steps, skip_none, ordered)}
    names["has_items"] = is_indexable_but_not_string
    names.update(drop_nothing=drop_nothing, OrderedDict=OrderedDict)
    start = end = ""
    if ordered:
        start, end = "OrderedDict(", ")"
    if skip_none:
        start, end = f"{start}drop_nothing(", f"{end})"
    from_dict = ", ".join(_write_source(i, s, names, True) for i, s in enumerate(steps))
    others = ", ".join(_write_source(i, s, names, False) for i, s in enumerate(steps))
    # All that comes from the model is in `names`: nothing of it is in the source.
    source = (
        "def write(obj):\n"
        "    if type(obj) is dict:\n"
        "        get = obj.get\n"
        f"        return {start}{{{from_dict}}}{end}\n"
        "    if has_items(obj):\n"
        "        return run(obj)\n"
        f"    return {start}{{{others}}}{end}\n"
    )
    exec(compile(source, "<fields of a model>", "exec"), names)
    return t.cast(Convert, names["write"])


def _write_source(
    index: int, step: Step | Whole, names: dict[str, t.Any], is_dict: bool
) -> str:
    """The item of the dict that is written, as source."""
    names[f"name{index}"] = step.name
    names[f"read{index}"] = step.read
    if isinstance(step, Whole) or step.simple is None:
        return f"name{index}: read{index}(obj)"
    # A dict without the key may have a method of that name, which is then the value.
    if is_dict and hasattr(dict, step.simple):
        return f"name{index}: read{index}(obj)"
    names[f"key{index}"] = step.simple
    names[f"write{index}"] = step.write
    get = f"get(key{index})" if is_dict else f"getattr(obj, key{index}, None)"
    kind, method = find_short_way(step.way)
    if kind is None:
        return f"name{index}: write{index}({get})"
    names[f"kind{index}"] = kind
    short = f"value{method} if type(value := {get}) is kind{index}"
    return f"name{index}: {short} else write{index}(value)"


def find_short_way(way: Way) -> tuple[type | None, str]:
    """A type whose values need no call, and what stands behind such a value."""
    if isinstance(way.convert, type):
        return way.convert, ""
    return getattr(way.convert, "short_way", (None, ""))
