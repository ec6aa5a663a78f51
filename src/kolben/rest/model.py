"""Models: named sets of fields that write data, document them and check them."""

from __future__ import annotations

import copy
import re
import typing as t
import warnings
from collections import OrderedDict
from http import HTTPStatus

from .field import Changes, Schema
from .mask import Mask
from .payload import Definitions, Validator
from .rest_error import abort

_REQUIRED = re.compile(r"'(?P<name>.*)' is a required property")
M = t.TypeVar("M", bound="ModelBase")


def instance(cls: t.Any) -> t.Any:
    """A field: ``cls`` itself, or an instance if it is a class."""
    return cls() if isinstance(cls, type) else cls


class ModelBase:
    """A named description; a subclass has it as JSON schema in ``_schema``."""

    _schema: t.Any

    def __init__(self, name: str, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self.__apidoc__ = {"name": name}
        self.name = name
        self.__parents__: t.Sequence[t.Any] = []

        # On an instance the name of the new model and its fields are enough.
        def inherit(name: str, *parents: t.Any) -> t.Any:
            return self.__class__.inherit(name, self, *parents)

        self.inherit = inherit  # type: ignore[method-assign]  # see above

    @property
    def ancestors(self) -> set[str]:
        """The names of the model and of all that it inherits from."""
        return {self.name}.union(*(parent.ancestors for parent in self.__parents__))

    def get_parent(self, name: str) -> t.Any:
        """The ancestor of this name, or the model itself. Raises ValueError."""
        found = self._find_parent(name)
        if found is None:
            raise ValueError(f"Parent {name} not found")
        return found

    def _find_parent(self, name: str) -> t.Any:
        if self.name == name:
            return self
        found = (parent._find_parent(name) for parent in self.__parents__)
        return next((parent for parent in found if parent is not None), None)

    @property
    def __schema__(self) -> Schema:
        """The model in Swagger 2.0."""
        schema: Schema = self._schema
        if not self.__parents__:
            return schema
        refs = [{"$ref": f"#/definitions/{p.name}"} for p in self.__parents__]
        return {"allOf": [*refs, schema]}

    @classmethod
    def inherit(cls: type[M], name: str, *parents: t.Any) -> M:
        """A model with the fields of the last argument and those of the models before.

        In the documentation it refers to them; `clone` would copy them.
        """
        model = cls(name, parents[-1])
        model.__parents__ = parents[:-1]
        return model

    def validate(
        self, data: t.Any, resolver: t.Any = None, format_checker: t.Any = None
    ) -> None:
        """Answer the request with 400 and every error unless ``data`` fit the model."""
        try:
            errors = self._find_validator(resolver, format_checker).find_errors(data)
        except RecursionError:
            # A model that refers to itself, and data as deep as the stack.
            abort(HTTPStatus.BAD_REQUEST, "Input payload is nested too deeply")
        except OverflowError:
            # jsonschema divides by a float.
            abort(
                HTTPStatus.BAD_REQUEST, "Input payload has a number that is too large"
            )
        if errors:
            abort(
                HTTPStatus.BAD_REQUEST,
                message="Input payload validation failed",
                errors=dict(self.format_error(error) for error in errors),
            )

    def _find_validator(self, resolver: t.Any, format_checker: t.Any) -> Validator:
        return Validator(self.__schema__, resolver, format_checker)

    def format_error(self, error: t.Any) -> tuple[str, str]:
        """The place of an error of jsonschema, joined by dots, and its message."""
        path = [str(part) for part in error.path]
        if error.validator == "required":
            found = _REQUIRED.match(error.message)
            if found is not None:
                path.append(found["name"])
        return ".".join(path), error.message

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.name})"


# The dict stands behind RawModel among a model's bases.
if t.TYPE_CHECKING:
    _Base = dict[str, t.Any]
else:
    _Base = object


def _noting(name: str) -> t.Any:
    """The method of the dict, after which what was made from the model is old."""

    def change(self: RawModel, *args: t.Any, **kwargs: t.Any) -> t.Any:
        result = getattr(super(RawModel, self), name)(*args, **kwargs)
        if self._in_use:
            Changes.count += 1
        return result

    return change


class RawModel(ModelBase, _Base):
    """A model made of fields.

    ``mask`` says which of them are written when nobody asks for others; with
    ``strict`` input must not have more than the fields.
    """

    wrapper: type[dict[t.Any, t.Any]] = dict
    # Whether something was made from the model that its changes make old.
    _in_use = False

    def __init__(self, name: str, *args: t.Any, **kwargs: t.Any) -> None:
        mask = kwargs.pop("mask", None)
        self.__mask__ = Mask(mask) if mask and not isinstance(mask, Mask) else mask
        self.__strict__ = kwargs.pop("strict", False)
        self._compiled: dict[tuple[bool, bool, str], t.Any] = {}
        self._resolved: tuple[int, t.Any] | None = None
        self._validator: tuple[t.Any, Validator] | None = None
        super().__init__(name, *args, **kwargs)

        # On an instance, as for inherit().
        def clone(name: str, *parents: t.Any) -> t.Any:
            return self.__class__.clone(name, self, *parents)

        self.clone = clone  # type: ignore[method-assign]  # see above

    @property
    def _schema(self) -> Schema:
        properties = self.wrapper()
        required = []
        discriminator = None
        for name, given in self.items():
            field = instance(given)
            properties[name] = field.__schema__
            if field.required:
                required.append(name)
            if getattr(field, "discriminator", False):
                discriminator = name
        schema = {
            "required": sorted(required) or None,
            "properties": properties,
            "discriminator": discriminator,
            "x-mask": str(self.__mask__) if self.__mask__ else None,
            "type": "object",
            "additionalProperties": False if self.__strict__ else None,
        }
        return {name: value for name, value in schema.items() if value is not None}

    @property
    def resolved(self) -> t.Any:
        """A copy with the inherited fields, made again after a model has changed."""
        kept = self._resolved
        if kept is not None and (kept[0] == Changes.count or kept[1] is self):
            return kept[1]
        resolved = copy.deepcopy(self)
        for parent in self.__parents__:
            resolved.update(parent.resolved)
        candidates = [k for k, f in resolved.items() if _is_discriminator(f)]
        if len(candidates) > 1:
            raise ValueError("There can only be one discriminator by schema")
        for name in candidates:
            # A copy, because an inherited one is the parent's.
            field = resolved[name] = copy.copy(resolved[name])
            field.default = self.name
        # Nothing more to resolve in it.
        resolved._resolved = (0, resolved)
        self._in_use = True
        self._resolved = (Changes.count, resolved)
        return resolved

    def _find_validator(self, resolver: t.Any, format_checker: t.Any) -> Validator:
        if not isinstance(resolver, Definitions):
            return super()._find_validator(resolver, format_checker)
        stamp = (resolver, resolver.stamp, format_checker)
        if self._validator is None or self._validator[0] != stamp:
            self._in_use = True
            made = super()._find_validator(resolver, format_checker)
            self._validator = (stamp, made)
        return self._validator[1]

    def extend(self, name: str, fields: t.Any) -> t.Any:
        """The old name of `clone`."""
        warnings.warn(
            "extend is deprecated, use clone instead",
            DeprecationWarning,
            stacklevel=2,
        )
        parents = fields if isinstance(fields, (list, tuple)) else (fields,)
        return self.clone(name, *parents)

    @classmethod
    def clone(cls, name: str, *parents: t.Any) -> t.Any:
        """A model with copies of all fields of these models and dicts."""
        fields = cls.wrapper()
        for parent in parents:
            fields.update(copy.deepcopy(parent))
        return cls(name, fields)

    def __deepcopy__(self, memo: dict[int, t.Any]) -> t.Any:
        made = self.__class__(self.name, mask=self.__mask__, strict=self.__strict__)
        # Before the fields: one of them may lead back here.
        memo[id(self)] = made
        self._in_use = True
        made.update((name, copy.deepcopy(f, memo)) for name, f in self.items())
        made.__parents__ = self.__parents__
        return made

    def __str__(self) -> str:
        return f"Model({self.name},{{{','.join(self.keys())}}})"

    __setitem__ = _noting("__setitem__")
    __delitem__ = _noting("__delitem__")
    __ior__ = _noting("__ior__")
    clear = _noting("clear")
    pop = _noting("pop")
    popitem = _noting("popitem")
    setdefault = _noting("setdefault")
    update = _noting("update")


def _is_discriminator(field: t.Any) -> bool:
    return bool(getattr(field, "discriminator", None))


class Model(RawModel, dict[str, t.Any]):
    """A model whose fields are in a dict."""


class OrderedModel(RawModel, OrderedDict[str, t.Any]):
    """A model whose fields are in an OrderedDict."""

    wrapper = OrderedDict


class SchemaModel(ModelBase):
    """A model given as JSON schema; it documents and checks, but writes nothing."""

    def __init__(self, name: str, schema: Schema | None = None) -> None:
        super().__init__(name)
        self._schema = schema or {}

    def __str__(self) -> str:
        return f"SchemaModel({self.name},{self._schema})"
