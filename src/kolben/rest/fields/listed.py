"""Lists."""

from __future__ import annotations

import typing as t

from ..field import MarshallingError, Raw, Schema, Way
from ..lookup import get_value, is_indexable_but_not_string
from ..marshalling import marshal
from ..mask import Mask
from ..steps import Step, find_short_way
from .dates import DateTime
from .nested import Nested


def make_container(field: t.Any, owner: str) -> Raw:
    """The field that a list or a wildcard holds, made if it is a class."""
    made = field() if isinstance(field, type) and issubclass(field, Raw) else field
    if not isinstance(made, Raw):
        raise MarshallingError(
            f"The type of the {owner} elements must be a subclass of fields.Raw"
        )
    return made


class List(Raw):
    """A list whose items are written by another field, a class or an instance."""

    _is_container = True

    def __init__(self, cls_or_instance: t.Any, **kwargs: t.Any) -> None:
        self.min_items = kwargs.pop("min_items", None)
        self.max_items = kwargs.pop("max_items", None)
        self.unique = kwargs.pop("unique", None)
        super().__init__(**kwargs)
        self.container = make_container(cls_or_instance, "list")

    def format(self, value: t.Any) -> t.Any:
        if value is None:
            return []
        if isinstance(value, set):
            value = list(value)
        container = self.container
        is_nested = isinstance(container, Nested) or type(container) is Raw

        def has_attribute(item: t.Any) -> bool:
            name = container.attribute
            return bool(name) and hasattr(item, name)  # type: ignore[arg-type]  # flask-restx's test

        return [
            container.output(
                index,
                item
                if (isinstance(item, dict) or has_attribute(item)) and not is_nested
                else value,
            )
            for index, item in enumerate(value)
        ]

    def output(
        self,
        key: t.Any,
        obj: t.Any,
        ordered: bool = False,  # noqa: ARG002  # flask-restx's items are never ordered
        **kwargs: t.Any,  # noqa: ARG002  # for overriding
    ) -> t.Any:
        value = get_value(key if self.attribute is None else self.attribute, obj)
        return self._v("default") if value is None else self._write(value)

    def _write(self, value: t.Any) -> t.Any:
        if is_indexable_but_not_string(value) and not isinstance(value, dict):
            return self.format(value)
        return [marshal(value, self.container.nested)]  # type: ignore[attr-defined]  # a Nested

    def schema(self) -> Schema:
        return {
            **super().schema(),
            "minItems": self._v("min_items"),
            "maxItems": self._v("max_items"),
            "uniqueItems": self._v("unique"),
            "type": "array",
            "items": self.container.__schema__,
        }

    def clone(self, mask: Mask | None = None) -> List:
        """Another field of the same settings, with the items as the mask has them."""
        settings = self.__dict__.copy()
        container = settings.pop("container")
        if mask:
            container = mask.apply(container)
        return self.__class__(container, **settings)

    def _compile(self, ordered: bool) -> Way | None:  # noqa: ARG002  # items are not ordered
        if self._has_own(List, "output", "format", "_v", "_write"):
            return None
        container = self.container
        way = container._compile(False)
        if way is None or container.attribute is not None:
            return Way(self._write, lambda: self._v("default"), open=True)
        kind, _ = find_short_way(way)
        kind = None if isinstance(container, DateTime) else kind
        keeps_dicts = isinstance(container, Nested) or type(container) is Raw

        convert, absent = way.convert, way.absent

        def write_item(index: int, item: t.Any) -> t.Any:
            if item is None:
                return absent()
            if isinstance(item, dict) and not keeps_dicts:
                # Its item of the number ``index``, as flask-restx has it.
                return container.output(index, item)
            try:
                return convert(item)
            except Exception as error:
                return Step(index, container, way).again(item, error)

        def write(value: t.Any) -> t.Any:
            if type(value) is not list:
                return self._write(value)
            if kind is not None:
                return [
                    item if type(item) is kind else write_item(index, item)
                    for index, item in enumerate(value)
                ]
            if keeps_dicts and not way.named:
                return [absent() if item is None else convert(item) for item in value]
            return [write_item(index, item) for index, item in enumerate(value)]

        held = (container, *way.held)
        return Way(write, lambda: self._v("default"), open=way.open, held=held)
