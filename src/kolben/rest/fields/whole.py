"""Fields that are made from the whole object."""

from __future__ import annotations

import re
import typing as t
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from ...globals import request
from ...urls import url_for
from ..field import MarshallingError, Raw
from ..lookup import to_marshallable_type
from .limits import StringMixin
from .scalars import String

_WORD_START = re.compile(r"(.)([A-Z][a-z]+)")
_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")


@lru_cache(1024)
def camel_to_dash(name: str) -> str:
    """``SomeName`` as ``some_name``."""
    name = _WORD_START.sub(r"\1_\2", name)
    return _CAPITAL.sub(r"\1_\2", name).lower()


class Url(StringMixin, Raw):
    """The URL of an endpoint, the current one if none is given.

    The object's items, or its attributes, are the variables of the rule; what the
    rule does not have is left out.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        absolute: bool = False,
        scheme: str | None = None,
        **kwargs: t.Any,
    ) -> None:
        super().__init__(**kwargs)
        self.endpoint = endpoint
        self.absolute = absolute
        self.scheme = scheme

    def output(self, key: t.Any, obj: t.Any, **kwargs: t.Any) -> t.Any:  # noqa: ARG002  # Raw's
        try:
            values = to_marshallable_type(obj)
            endpoint = self.endpoint if self.endpoint is not None else request.endpoint
            assert endpoint is not None, "no route was matched"
            url = urlsplit(url_for(endpoint, _external=self.absolute, **values))
        except TypeError as error:
            raise MarshallingError(error) from error
        if not self.absolute:
            return urlunsplit(("", "", url.path, "", ""))
        scheme = self.scheme if self.scheme is not None else url.scheme
        return urlunsplit((scheme, url.netloc, url.path, "", ""))


class FormattedString(StringMixin, Raw):
    """A text with places like ``{name}`` for the object's items or attributes."""

    def __init__(self, src_str: t.Any, **kwargs: t.Any) -> None:
        super().__init__(**kwargs)
        self.src_str = str(src_str)

    def output(self, key: t.Any, obj: t.Any, **kwargs: t.Any) -> t.Any:  # noqa: ARG002  # Raw's
        try:
            return self.src_str.format(**to_marshallable_type(obj))
        except (TypeError, IndexError) as error:
            raise MarshallingError(error) from error


class ClassName(String):
    """The name of the object's class; with ``dash`` in lower case and underscores."""

    def __init__(self, dash: bool = False, **kwargs: t.Any) -> None:
        super().__init__(**kwargs)
        self.dash = dash

    def output(self, key: t.Any, obj: t.Any, **kwargs: t.Any) -> t.Any:  # noqa: ARG002  # Raw's
        name = obj.__class__.__name__
        if name == "dict":
            return "object"
        return camel_to_dash(name) if self.dash else name
