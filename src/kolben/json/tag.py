"""JSON that keeps what JSON cannot express, by wrapping it in a tagged object.

The session cookie is written this way. A type of your own takes a tag class, which
goes in front of the built-in ones where it is a special case of one of them:

    class TagSet(JSONTag):
        key = " s"

        def check(self, value):
            return isinstance(value, set)

        def to_json(self, value):
            return self.serializer.tag(sorted(value))

        def to_python(self, value):
            return set(value)

    app.session_interface.serializer.register(TagSet)
"""

from __future__ import annotations

import typing as t
from base64 import b64decode, b64encode
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from werkzeug.http import http_date, parse_date

from . import dumps, loads


class JSONTag:
    """One type's way into JSON and back. `key` names it in the text; it starts with
    a space, to differ from the keys of ordinary objects. Without a key the value
    needs no wrapping, and `tag` is replaced by `to_json`.
    """

    __slots__ = ("serializer",)

    key: str = ""

    def __init__(self, serializer: TaggedJSONSerializer) -> None:
        self.serializer = serializer

    def check(self, value: t.Any) -> bool:
        """Whether this tag is the one for `value`."""
        raise NotImplementedError

    def to_json(self, value: t.Any) -> t.Any:
        """What JSON can express of `value`, not wrapped yet."""
        raise NotImplementedError

    def to_python(self, value: t.Any) -> t.Any:
        """The value that `to_json` was given."""
        raise NotImplementedError

    def tag(self, value: t.Any) -> t.Any:
        """`to_json(value)`, wrapped in an object whose one key is the tag's."""
        return {self.key: self.to_json(value)}


class TagDict(JSONTag):
    """A dict with one key that looks like a tag: the key gets a suffix."""

    __slots__ = ()
    key = " di"

    def check(self, value: t.Any) -> bool:
        return (
            isinstance(value, dict)
            and len(value) == 1
            and next(iter(value)) in self.serializer.tags
        )

    def to_json(self, value: t.Any) -> t.Any:
        ((key, inner),) = value.items()
        return {f"{key}__": self.serializer.tag(inner)}

    def to_python(self, value: t.Any) -> t.Any:
        ((key, inner),) = value.items()
        return {key[:-2]: inner}


class PassDict(JSONTag):
    """Any other dict: only what is in it may need a tag."""

    __slots__ = ()

    def check(self, value: t.Any) -> bool:
        return isinstance(value, dict)

    def to_json(self, value: t.Any) -> t.Any:
        return {key: self.serializer.tag(inner) for key, inner in value.items()}

    tag = to_json


class TagTuple(JSONTag):
    __slots__ = ()
    key = " t"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, tuple)

    def to_json(self, value: t.Any) -> t.Any:
        return [self.serializer.tag(item) for item in value]

    def to_python(self, value: t.Any) -> t.Any:
        return tuple(value)


class PassList(JSONTag):
    """A list: only what is in it may need a tag."""

    __slots__ = ()

    def check(self, value: t.Any) -> bool:
        return isinstance(value, list)

    def to_json(self, value: t.Any) -> t.Any:
        return [self.serializer.tag(item) for item in value]

    tag = to_json


class TagBytes(JSONTag):
    __slots__ = ()
    key = " b"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, bytes)

    def to_json(self, value: t.Any) -> t.Any:
        return b64encode(value).decode("ascii")

    def to_python(self, value: t.Any) -> t.Any:
        return b64decode(value)


class TagMarkup(JSONTag):
    """Whatever has `__html__()`; it comes back as Markup."""

    __slots__ = ()
    key = " m"

    def check(self, value: t.Any) -> bool:
        return callable(getattr(value, "__html__", None))

    def to_json(self, value: t.Any) -> t.Any:
        return str(value.__html__())

    def to_python(self, value: t.Any) -> t.Any:
        return Markup(value)


class TagUUID(JSONTag):
    __slots__ = ()
    key = " u"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, UUID)

    def to_json(self, value: t.Any) -> t.Any:
        return value.hex

    def to_python(self, value: t.Any) -> t.Any:
        return UUID(value)


class TagDateTime(JSONTag):
    """A moment, to the second; it comes back in UTC."""

    __slots__ = ()
    key = " d"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, datetime)

    def to_json(self, value: t.Any) -> t.Any:
        return http_date(value)

    def to_python(self, value: t.Any) -> t.Any:
        return parse_date(value)


# What every built-in tag passes on unchanged.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class TaggedJSONSerializer:
    """Writes and reads JSON with tags for dict, tuple, bytes, Markup, UUID and
    datetime, and for what else is registered. The first tag in `order` whose `check`
    agrees is taken; `tags` finds them by key.
    """

    __slots__ = ("_built_in", "order", "tags")

    default_tags: t.ClassVar[list[type[JSONTag]]] = [
        TagDict,
        PassDict,
        TagTuple,
        PassList,
        TagBytes,
        TagMarkup,
        TagUUID,
        TagDateTime,
    ]

    def __init__(self) -> None:
        self.tags: dict[str, JSONTag] = {}
        self.order: list[JSONTag] = []
        for cls in self.default_tags:
            self.register(cls)
        self._built_in: list[JSONTag] = (
            list(self.order) if self.default_tags == _BUILT_IN else []
        )

    def register(
        self, tag_class: type[JSONTag], force: bool = False, index: int | None = None
    ) -> None:
        """Add a tag, at the end or at `index` of the order.

        Raises KeyError when its key is taken and `force` is not set.
        """
        tag = tag_class(self)
        key = tag.key
        if key:
            if key in self.tags and not force:
                raise KeyError(
                    f"The tag key {key!r} of {tag_class.__name__} is taken by"
                    f" {type(self.tags[key]).__name__}. Choose another key, or pass"
                    " force=True to replace it."
                )
            self.tags[key] = tag
        if index is None:
            self.order.append(tag)
        else:
            self.order.insert(index, tag)

    def tag(self, value: t.Any) -> t.Any:
        """`value`, wrapped where JSON alone would lose something."""
        # Most values are plain, and then none of the built-in tags wants them. Any
        # other tag may want anything, so it is asked.
        if type(value) in _PLAIN and self.order == self._built_in:
            return value
        for tag in self.order:
            if tag.check(value):
                return tag.tag(value)
        return value

    def untag(self, value: dict[str, t.Any]) -> t.Any:
        """What a wrapping object stands for; any other object as it is."""
        if len(value) == 1:
            ((key, inner),) = value.items()
            tag = self.tags.get(key)
            if tag is not None:
                return tag.to_python(inner)
        return value

    def _untag_scan(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            scan = self._untag_scan
            return self.untag({key: scan(inner) for key, inner in value.items()})
        if isinstance(value, list):
            return [self._untag_scan(item) for item in value]
        return value

    def dumps(self, value: t.Any) -> str:
        """The compact JSON text of a value."""
        return dumps(self.tag(value), separators=(",", ":"))

    def loads(self, value: str) -> t.Any:
        """The value that tagged JSON text describes."""
        return self._untag_scan(loads(value))


_BUILT_IN = list(TaggedJSONSerializer.default_tags)
