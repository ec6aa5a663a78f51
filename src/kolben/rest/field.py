"""The field that every other field is made from."""

from __future__ import annotations

import typing as t

from ..lazy import lazy
from .lookup import Key, get_value
from .rest_error import RestError

Schema = dict[str, t.Any]
Convert = t.Callable[[t.Any], t.Any]


class MarshallingError(RestError):
    """A value that its field cannot write."""

    def __init__(self, underlying_exception: object) -> None:
        super().__init__(str(underlying_exception))


class Changes:
    """Counts the changes of models in use: what was compiled is then old."""

    count = 0


class Way(t.NamedTuple):
    """What a field does with a value, where that does not depend on the object."""

    #: Of a value that is there; may fail where ``format`` gives a better error.
    convert: Convert
    #: What is written where there is no value.
    absent: t.Callable[[], t.Any]
    #: A failed ``convert`` is done again by ``format``, whose error names the field.
    retry: bool = False
    #: An error of ``convert`` is told with the field and the value.
    named: bool = False
    #: What the field holds is a dict or a field that may change with nobody knowing.
    open: bool = False
    #: Fields that the way is made from besides the field itself.
    held: tuple[t.Any, ...] = ()


F = t.TypeVar("F", bound=t.Callable[..., t.Any])


def quick(choose: t.Callable[[t.Any], Convert | None]) -> t.Callable[[F], F]:
    """For a ``format``: ``choose(field)`` gives a function that does the same faster.

    It belongs to this very function: who overrides ``format`` gets it called.
    """

    def mark(format_: F) -> F:
        format_.quick = choose  # type: ignore[attr-defined]  # read by _compile
        return format_

    return mark


def _nothing() -> None:
    return None


def _itself(value: t.Any) -> t.Any:
    return value


class Raw:
    """A value as it is; to be subclassed with a ``format`` or an ``output``.

    ``attribute`` says where the value is if not under the field's name: a name,
    several joined by dots, an index or a function of the object. ``default`` is
    written where there is none and may be a function. The rest is documentation.
    """

    __schema_type__: t.Any = "object"
    __schema_format__: str | None = None
    __schema_example__: t.Any = None

    # For those who must know a field's kind without importing its module.
    _is_wildcard: t.ClassVar[bool] = False
    _is_container: t.ClassVar[bool] = False

    def __init__(
        self,
        default: t.Any = None,
        attribute: Key | None = None,
        title: str | None = None,
        description: str | None = None,
        required: bool | None = None,
        readonly: bool | None = None,
        example: t.Any = None,
        mask: t.Any = None,
        nullable: bool | None = None,
        **kwargs: t.Any,  # noqa: ARG002  # flask-restx's fields take any, so must ours
    ) -> None:
        self.attribute = attribute
        self.default = default
        self.title = title
        self.description = description
        self.required = required
        self.readonly = readonly
        self.example = example if example is not None else self.__schema_example__
        self.mask = mask
        self.nullable = nullable

    @quick(lambda field: _itself)  # noqa: ARG005  # the same for all fields
    def format(self, value: t.Any) -> t.Any:
        """How a value is written. Raises MarshallingError where it cannot be."""
        return value

    def output(self, key: t.Any, obj: t.Any, **kwargs: t.Any) -> t.Any:  # noqa: ARG002  # for overriding
        """What is written for ``obj`` under the name ``key``."""
        value = get_value(key if self.attribute is None else self.attribute, obj)
        if value is None:
            return self._write_default()
        try:
            data = self.format(value)
        except MarshallingError as error:
            raise self._name(error, key, value) from error
        return self.mask.apply(data) if self.mask else data

    def schema(self) -> Schema:
        """The field in Swagger 2.0; entries that are None are left out of it."""
        return {
            "type": self.__schema_type__,
            "format": self.__schema_format__,
            "title": self.title,
            "description": self.description,
            "readOnly": self.readonly,
            "default": self._v("default"),
            "example": self.example,
        }

    @lazy
    def __schema__(self) -> Schema:
        """The field in Swagger 2.0."""
        return {k: v for k, v in self.schema().items() if v is not None}

    def _v(self, key: str) -> t.Any:
        value = getattr(self, key)
        return value() if callable(value) else value

    def _write_default(self) -> t.Any:
        default = self._v("default")
        return self.format(default) if default else default

    @staticmethod
    def _name(error: Exception, key: t.Any, value: t.Any) -> MarshallingError:
        return MarshallingError(
            f'Unable to marshal field "{key}" value "{value}": {error}'
        )

    def _has_own(self, owner: type[Raw], *names: str) -> bool:
        """Whether one of ``names`` is another than ``owner``'s, or a property now."""
        cls = type(self)
        return any(
            name in self.__dict__ or getattr(cls, name) is not getattr(owner, name)
            for name in names
        ) or any(hasattr(cls, name) for name in ("attribute", "default", "mask"))

    def _compile(self, ordered: bool) -> Way | None:  # noqa: ARG002  # for Nested
        """The field's way with a value; None if only ``output`` can tell."""
        if self.mask or self._has_own(Raw, "output", "_v", "_write_default"):
            return None
        choose = getattr(type(self).format, "quick", None)
        convert = None
        if choose is not None and "format" not in self.__dict__:
            convert = choose(self)
        absent = _nothing if self.default is None else self._write_default
        if convert is None:
            return Way(self.format, absent, named=True)
        return Way(convert, absent, retry=True, named=True)
