"""A type, compiled: it decodes, converts, encodes, and finds all faults."""

from __future__ import annotations

import re
import sys
import typing as t
from importlib import import_module
from typing import Any

import msgspec
from msgspec import inspect as kinds

from .annotation import (
    find_kind,
    inspect,
    is_recursive,
    refuse,
    strip,
    walk,
    without_none,
)
from .components import JSON
from .defaults import make_completer
from .fault import REFUSALS, Collector, Fault, Faults, Malformed
from .guards import (
    MOST_LEVELS,
    SMALL,
    check_plain,
    has_odd_decimals,
    is_too_deep,
    make_whole,
    measure,
    parse_leniently,
    write_whole,
)
from .json_schema import add_schema
from .second_look import SecondLook
from .surplus import find_surplus
from .texts import Texts, make_reader

_encoder = msgspec.json.Encoder()
_AT = re.compile(r"(?s)(?P<reason>.*?)(?: - at `(?P<path>.*)`)?\Z")
_compiled: dict[Any, Type] = {}


class Type:
    """What an annotation means, made ready once. See `compile_type`."""

    #: Whether msgspec reads and writes its values.
    is_msgspecs: t.ClassVar[bool] = True

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        self.node = inspect(annotation)
        try:
            self._json = msgspec.json.Decoder(annotation)
        except (TypeError, NameError, RecursionError) as error:
            raise refuse(annotation, error) from error
        core = strip(self.node)
        #: ``scalar``, ``struct``, ``mapping``, ``sequence``, ``union`` or ``any``.
        self.kind = find_kind(core)
        wanted = without_none(core)
        self.optional = wanted is not core
        self._decode: t.Callable[[bytes], Any] = self._json.decode
        self._complete = make_completer(self.node)
        if self._complete is not None:
            self._decode = _chain(self._decode, self._complete)
        self._look = SecondLook(self.node)
        self._texts = Texts(wanted, self.optional)
        self._read = make_reader(wanted)
        self._is_endless = is_recursive(self.node) or any(
            find_kind(part) == "any" for part in walk(self.node)
        )
        self._has_whole_numbers = any(
            isinstance(part, kinds.IntType) for part in walk(self.node)
        )
        #: The components that the schema was last written for, and the schema.
        self._written: tuple[dict[str, JSON], JSON] | None = None
        #: Whether msgspec's word is enough.
        self._is_plain = not (
            self._is_endless or self._look.has_decimals or self._look.has_lookups
        )

    # Bytes ----------------------------------------------------------------------

    def decode_json(self, data: bytes, place: str = "body") -> Any:
        """The value that JSON says.

        Raises Malformed for what is no JSON, Faults for what does not fit.
        """
        if not self._is_plain:
            return self._decode_guarded(data, place)
        try:
            return self._decode(data)
        except msgspec.ValidationError as error:
            return self._look_again(data, place, error)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _malform(data, place, error) from None

    def decode_msgpack(self, data: bytes, place: str = "body") -> Any:
        """The value that MessagePack says; raises as `decode_json` does."""
        try:
            plain = msgspec.msgpack.decode(data, ext_hook=_refuse_extension)
            check_plain(plain)
        except TypeError:
            reason = "a key has no hash"
        except RecursionError:
            raise _deepen(place) from None
        except REFUSALS as error:
            reason = str(error).removeprefix("MessagePack is malformed: ").rstrip(".")
            reason = "it breaks off" if "truncated" in reason else reason
        else:
            return self.convert(self._make_whole(plain), place)
        params = {"expected": "MessagePack", "reason": reason}
        raise Malformed(Fault(place, "malformed", params))

    def encode_json(self, value: Any) -> bytes:
        """A value of this type as JSON. Raises TypeError for what JSON cannot say."""
        return _encoder.encode(value)

    def _decode_guarded(self, data: bytes, place: str) -> Any:
        """As `decode_json`, without what msgspec takes and would hurt."""
        if (self._look.has_lookups and len(data) > SMALL) or (
            self._look.has_decimals and has_odd_decimals(data)
        ):
            try:
                plain, is_lenient = _parse(data)
            except REFUSALS as error:
                raise _malform(data, place, error) from None
            whole = self._make_whole(plain)
            self._raise_faults(whole, place, len(data), is_lenient)
        try:
            value = self._decode(data)
        except msgspec.ValidationError as error:
            if self._is_endless and is_too_deep(data):
                raise _deepen(place) from None
            return self._look_again(data, place, error)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _malform(data, place, error) from None
        # Only now: msgspec itself ends at what is a thousand deep, and soon.
        if self._is_endless and is_too_deep(data):
            raise _deepen(place)
        return value

    # Objects --------------------------------------------------------------------

    def convert(self, value: Any, place: str, *, text: bool = False) -> Any:
        """A value out of what JSON would have given. Raises Faults.

        With `text`, out of the texts of a query, a header or a form: one for a scalar,
        a list for a sequence, and lists by name for a type with fields.
        """
        if text:
            if isinstance(value, str):
                return self._convert_one(value, place)
            if isinstance(value, dict):
                return self.convert(self._texts.read_form(value, place), place)
            if isinstance(value, list | tuple):
                return self.convert_text(value, place)
        if not self._is_plain:
            if self._is_endless and measure(value) > MOST_LEVELS:
                raise Faults([Fault(place, "depth", {"limit": MOST_LEVELS})])
            if self._look.has_decimals or self._look.has_lookups:
                self._raise_faults(self._make_whole(value), place)
        try:
            made = msgspec.convert(value, self.annotation, str_keys=True)
            return made if self._complete is None else self._complete(made)
        except msgspec.ValidationError as error:
            self._raise_faults(value, place, is_refused=True)
            raise _explain_alone(place, error) from None
        except RecursionError:
            raise Faults([Fault(place, "depth", {"limit": MOST_LEVELS})]) from None

    def convert_text(self, texts: t.Sequence[str], place: str) -> Any:
        """A value out of the texts that a query, form or header has for one name.

        A type that is a sequence takes all of them; of others there must be one. An
        empty text is None for an optional type that is no string. Raises Faults.
        """
        made = self._texts.read(texts, place)
        return made if self._complete is None else self._complete(made)

    def _convert_one(self, text: str, place: str) -> Any:
        if self._read is not None:
            try:
                return self._read(text)
            except (*REFUSALS, KeyError):
                # Said in full below.
                pass
        return self.convert_text((text,), place)

    def to_builtins(self, value: Any) -> Any:
        """A value of this type as dicts, lists and scalars that JSON knows."""
        return msgspec.to_builtins(value, str_keys=True)

    def check(self, value: Any, place: str = "answer") -> None:
        """Raise Faults where a value that is to be sent is not of this type.

        That holds for fields, of a subclass or of a dict, that the type does not know.
        """
        data = self.encode_json(value)
        self.decode_json(data, place)
        found = Collector()
        for each in find_surplus(self.node, msgspec.json.decode(data), place):
            found.add(each, "unknown")
        if found:
            raise Faults(found.faults, found.more)

    # Documents ------------------------------------------------------------------

    def json_schema(self, components: dict[str, JSON]) -> JSON:
        """The JSON Schema 2020-12 of the type; shared ones go to `components`."""
        # One document asks for the same type at many places.
        if self._written is None or self._written[0] is not components:
            self._written = (components, add_schema(self.node, components))
        return dict(self._written[1])

    # Faults ---------------------------------------------------------------------

    def find_faults(self, value: Any, place: str = "body") -> Collector:
        """The second look alone: all that is wrong with what JSON would have given."""
        return self._look.find(self._make_whole(value), place)

    def _make_whole(self, value: Any) -> Any:
        try:
            return make_whole(value) if self._has_whole_numbers else value
        except RecursionError:
            # In what is skipped: what is read by the type is never as deep.
            return value

    def _raise_faults(
        self,
        value: Any,
        place: str,
        size: int = 0,
        is_lenient: bool = False,
        is_refused: bool = False,
    ) -> None:
        found = self._look.find(
            value, place, size=size, all_wary=is_lenient, is_refused=is_refused
        )
        if found:
            if not is_refused:
                # Refused it is now: once more, with what classes say.
                self._raise_faults(value, place, size, is_lenient, is_refused=True)
            raise Faults(found.faults, found.more)

    def _look_again(self, data: bytes, place: str, error: Exception) -> Any:
        """The value that JSON says after all, or all that is wrong with it."""
        if self._has_whole_numbers:
            whole = write_whole(data)
            if whole != data:
                data = whole
                try:
                    return self._decode(data)
                except REFUSALS:
                    # Said below.
                    pass
        try:
            plain, is_lenient = _parse(data)
        except REFUSALS as malformed:
            # The value did not fit before the data broke off.
            raise _malform(data, place, malformed) from None
        self._raise_faults(plain, place, len(data), is_lenient, is_refused=True)
        # A key that came twice, of which only the last was looked at; or what is wrong
        # lies beyond all that was looked at.
        raise _explain_alone(place, error) from None


def compile_type(annotation: Any) -> Type:
    """The type that an annotation means, compiled at its first use.

    Structs, dataclasses, typed dicts, named tuples, attrs classes, pydantic models,
    scalars, enums, literals, containers and unions of them, with ``msgspec.Meta``.
    Raises UnsupportedAnnotation, whose message says what to do.
    """
    try:
        known = _compiled.get(annotation)
    except TypeError:
        return _make(annotation)
    if known is None:
        known = _compiled[annotation] = _make(annotation)
    return known


def _make(annotation: Any) -> Type:
    if "pydantic" in sys.modules:
        # By name: nobody who has no models of pydantic's pays for it.
        module = import_module(f"{__package__}.pydantic_types")
        if module.has_models(annotation):
            made: Type = module.PydanticType(annotation)
            return made
    return Type(annotation)


def _chain(
    first: t.Callable[[bytes], Any], then: t.Callable[[Any], Any]
) -> t.Callable[[bytes], Any]:
    return lambda data: then(first(data))


def _parse(data: bytes) -> tuple[Any, bool]:
    """What JSON says by itself, and whether it has numbers that are none."""
    try:
        return msgspec.json.decode(data), False
    except msgspec.ValidationError:
        return parse_leniently(data), True


def _refuse_extension(code: int, data: memoryview) -> t.NoReturn:  # noqa: ARG001  # msgspec's signature
    raise ValueError(f"extension {code} is not known")


def _explain_alone(place: str, error: Exception) -> Faults:
    """msgspec's own words, where a second look finds nothing by itself."""
    match = _AT.match(str(error))
    assert match is not None
    path = (match["path"] or "$").removeprefix("$")
    reason = match["reason"]
    if "out of range" in reason:
        return Faults([Fault(place + path, "range")])
    return Faults([Fault(place + path, "invalid", {"reason": reason})])


def _deepen(place: str) -> Malformed:
    return Malformed(Fault(place, "depth", {"limit": MOST_LEVELS}))


def _malform(data: bytes, place: str, error: Exception) -> Malformed:
    """Why data are no JSON."""
    if isinstance(error, RecursionError):
        return _deepen(place)
    if isinstance(error, UnicodeDecodeError):
        # msgspec counts from the beginning of the text.
        return Malformed(Fault(place, "encoding", {"at": _find_bad_byte(data, error)}))
    if not data.strip():
        return Malformed(Fault(place, "empty"))
    reason = str(error).rstrip(".").removeprefix("JSON is malformed: ")
    if reason == "Input data was truncated":
        reason = "it breaks off"
    params = {"expected": "JSON", "reason": reason}
    return Malformed(Fault(place, "malformed", params))


def _find_bad_byte(data: bytes, error: UnicodeDecodeError) -> int:
    try:
        data.decode()
    except UnicodeDecodeError as whole:
        return whole.start
    return error.start
