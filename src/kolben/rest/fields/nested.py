"""Objects in objects."""

from __future__ import annotations

import typing as t

from ..compiled import Compiled, compile_fields
from ..field import Changes, Raw, Schema, Way
from ..lookup import get_value
from ..marshalling import marshal
from ..mask import Mask

Self = t.TypeVar("Self", bound="Nested")


class Nested(Raw):
    """An object, or a list of them, written by a model of its own.

    Where there is none: None with ``allow_null``, else ``default``, else the model's
    fields without values. ``skip_none`` leaves out its fields that are None;
    ``as_list`` documents it as a list.
    """

    __schema_type__ = None
    _is_container = True

    def __init__(
        self,
        model: t.Any,
        allow_null: bool = False,
        skip_none: bool = False,
        as_list: bool = False,
        **kwargs: t.Any,
    ) -> None:
        self.model = model
        self.as_list = as_list
        self.allow_null = allow_null
        self.skip_none = skip_none
        super().__init__(**kwargs)

    @property
    def nested(self) -> t.Any:
        """The model with the fields that it inherits."""
        return getattr(self.model, "resolved", self.model)

    def output(
        self,
        key: t.Any,
        obj: t.Any,
        ordered: bool = False,
        **kwargs: t.Any,  # noqa: ARG002  # for overriding
    ) -> t.Any:
        value = get_value(key if self.attribute is None else self.attribute, obj)
        if value is None:
            if self.allow_null:
                return None
            if self.default is not None:
                return self.default
        return self._write(value, ordered)

    def _write(self, value: t.Any, ordered: bool) -> t.Any:
        """What is written for an object that is there, or for none."""
        return marshal(value, self.nested, skip_none=self.skip_none, ordered=ordered)

    def schema(self) -> Schema:
        schema = super().schema()
        ref: Schema = {"$ref": f"#/definitions/{self.nested.name}"}
        content: Schema = {"type": "array", "items": ref} if self.as_list else ref
        if self.nullable:
            for name in ("$ref", "allOf", "type", "items"):
                schema.pop(name, None)
            schema["anyOf"] = [content, {"type": "null"}]
        elif self.as_list:
            schema.update(content)
        elif any(schema.values()):
            # A $ref may have no neighbours.
            schema["allOf"] = [*schema.get("allOf", ()), ref]
        else:
            schema.update(ref)
        return schema

    def clone(self: Self, mask: Mask | None = None) -> Self:
        """Another field of the same settings, with the model as the mask has it."""
        settings = self.__dict__.copy()
        model = settings.pop("model")
        if mask:
            model = mask.apply(getattr(model, "resolved", model))
        return self.__class__(model, **settings)

    def _compile(self, ordered: bool) -> Way | None:
        if self._has_own(Nested, "output", "nested", "_write"):
            return None
        skip_none = self.skip_none
        model = self.model
        made_at = -1
        compiled: Compiled

        def convert(value: t.Any) -> t.Any:
            nonlocal compiled, made_at
            # Late: a model may hold itself.
            if made_at != Changes.count:
                compiled = compile_fields(self.nested, skip_none, ordered)
                made_at = Changes.count
            if type(value) is dict:
                return compiled.one(value)
            return compiled.marshal(value)

        def absent() -> t.Any:
            if self.allow_null:
                return None
            return self.default if self.default is not None else convert(None)

        return Way(convert, absent, open=not hasattr(model, "_compiled"))


class Polymorph(Nested):
    """An object whose class decides on the model: ``mapping`` has a model for each.

    The models inherit from one common ancestor, which documents the field.
    """

    def __init__(
        self, mapping: dict[type, t.Any], required: bool = False, **kwargs: t.Any
    ) -> None:
        self.mapping = mapping
        parent = self.resolve_ancestor(list(mapping.values()))
        super().__init__(parent, allow_null=not required, **kwargs)

    def _write(self, value: t.Any, ordered: bool) -> t.Any:
        model = self.mapping.get(type(value))
        if model is None:
            raise ValueError(f"Unknown class: {type(value).__name__}")
        return marshal(value, model.resolved, mask=self.mask, ordered=ordered)

    def resolve_ancestor(self, models: list[t.Any]) -> t.Any:
        """The model that all of them inherit from. Raises ValueError without one."""
        common = set.intersection(*(model.ancestors for model in models))
        if len(common) != 1:
            names = ", ".join(model.name for model in models)
            raise ValueError(f"Unable to determine the common ancestor for: {names}")
        return models[0].get_parent(common.pop())

    def clone(self, mask: Mask | None = None) -> Polymorph:
        settings = self.__dict__.copy()
        mapping = settings.pop("mapping")
        for name in ("allow_null", "model"):
            settings.pop(name, None)
        settings["mask"] = mask
        return Polymorph(mapping, **settings)
