"""The models of a Swagger 2.0 document: those that are referred to, and theirs."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from . import fields
from .model import ModelBase, RawModel
from .swagger_parameters import PY_TYPES

Schema = dict[str, t.Any]


class Definitions:
    """Collects the models that a document refers to; `known` are all by name."""

    def __init__(self, known: t.Mapping[str, t.Any]) -> None:
        self._known = known
        self._models: dict[str, t.Any] = {}

    def write(self, model: t.Any) -> Schema:
        """The schema for a model, its name, a field, a type, or a list of one of them.

        Raises ValueError for what is none of them.
        """
        # As most are.
        if isinstance(model, ModelBase):
            return self.register(model)
        if isinstance(model, list | tuple):
            return {"type": "array", "items": self.write(model[0])}
        if isinstance(model, str):
            return self.register(model)
        if isinstance(model, type) and issubclass(model, fields.Raw):
            return self.write(model())
        if isinstance(model, fields.Raw):
            self._register_field(model)
            schema: Schema = model.__schema__
            return schema
        if isinstance(model, type | None) and model in PY_TYPES:
            return {"type": PY_TYPES[model]}
        raise ValueError(f"Model {model} not registered")

    def register(self, model: t.Any) -> Schema:
        """Take a model into the document, and return the reference to it."""
        name = model.name if isinstance(model, ModelBase) else model
        if name not in self._known:
            raise ValueError(f"Model {name} not registered")
        if name not in self._models:
            found = self._models[name] = self._known[name]
            if isinstance(found, ModelBase):
                for parent in found.__parents__:
                    self.register(parent)
            if isinstance(found, RawModel):
                for field in found.values():
                    self._register_field(field)
        # Most names have nothing to quote.
        quoted = name if name.isalnum() and name.isascii() else quote(name, safe="")
        return {"$ref": f"#/definitions/{quoted}"}

    def _register_field(self, field: t.Any) -> None:
        if isinstance(field, fields.Polymorph):
            for model in field.mapping.values():
                self.register(model)
        elif isinstance(field, fields.Nested):
            self.register(field.nested)
        elif isinstance(field, fields.List | fields.Wildcard):
            self._register_field(field.container)

    def as_dict(self) -> dict[str, Schema]:
        """The schemas by name."""
        return {name: model.__schema__ for name, model in self._models.items()}
