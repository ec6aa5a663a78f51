"""From an argument to the function that reads it out of a request."""

from __future__ import annotations

import typing as t
from collections.abc import Callable

from werkzeug.datastructures import FileStorage

from ..errors import InvalidView
from ..schema import Fault, Faults, Type, UnsupportedAnnotation, compile_type
from .body import get_lists, make_body_reader
from .markers import UNSET
from .quick import UNCLEAR, Quick, find_quick
from .signature import Argument, Signature
from .source import Source

#: Reads one argument; raises Faults, or Malformed for what cannot be read at all.
Reader = Callable[[Source], t.Any]

#: What a reader gives where the request has nothing: the function's own default.
LEAVE: t.Any = object()


def make_reader(argument: Argument, signature: Signature) -> Reader:
    """The reader of one argument. An InvalidView for a type that cannot be read."""
    if argument.place == "request":
        return lambda source: source.ctx.request
    if argument.place == "file":
        return _make_file_reader(argument, signature)
    try:
        type_ = _compile(argument, signature)
    except InvalidView:
        if argument.place == "path":
            # What the rule's converter makes need not be known here.
            return _make_given_reader(argument.name)
        raise
    if argument.place == "query":
        return _make_model_reader(argument, type_, lambda source: source.query_lists)
    return _MAKERS[argument.place](argument, type_)


def _compile(argument: Argument, signature: Signature) -> Type:
    try:
        return compile_type(argument.annotation)
    except UnsupportedAnnotation as e:
        raise InvalidView(
            f"{signature.where}: the parameter {argument.name!r} has a type that"
            f" cannot be read: {e}"
        ) from e


def missing(argument: Argument) -> Faults:
    """That a request does not have what it must."""
    return Faults([Fault(f"{argument.place}.{argument.wire}", "missing")])


def _make_given_reader(name: str) -> Reader:
    return lambda source: source.given.get(name, LEAVE)


def _make_path_reader(argument: Argument, type_: Type) -> Reader:
    name = argument.name
    place = f"path.{name}"
    if argument.annotation is t.Any:
        return _make_given_reader(name)
    exact = argument.annotation if isinstance(argument.annotation, type) else None

    def read(source: Source) -> t.Any:
        value = source.given.get(name, LEAVE)
        # The rule's converter has made it what it is to be.
        if value is LEAVE or type(value) is exact:
            return value
        if type(value) is str:
            return type_.convert_text([value], place)
        return type_.convert(value, place)

    return read


class QueryText(t.NamedTuple):
    """An argument that is one name of the query, without a call for it."""

    name: str
    wire: str
    quick: Quick
    #: LEAVE for one that is required.
    default: t.Any
    #: What is not quick: a text, several, or None for nothing.
    convert: Callable[[str | list[str] | None], t.Any]


def make_query_text(argument: Argument, signature: Signature) -> QueryText | None:
    """The argument as a text of the query; None for one that is no such text."""
    if argument.place != "query":
        return None
    type_ = _compile(argument, signature)
    if _has_fields(type_):
        return None
    fault = missing(argument) if argument.required else None
    place = f"query.{argument.wire}"

    def convert(text: str | list[str] | None) -> t.Any:
        if text is None:
            assert fault is not None
            raise fault
        return type_.convert_text([text] if isinstance(text, str) else text, place)

    return QueryText(
        argument.name,
        argument.wire,
        _find_quick(argument, type_) or _find_none,
        LEAVE if argument.required else argument.default,
        convert,
    )


def _find_quick(argument: Argument, type_: Type) -> Quick | None:
    # It knows nothing of limits that are pydantic's.
    return find_quick(argument.annotation) if type_.is_msgspecs else None


def _find_none(_text: str) -> t.Any:
    return UNCLEAR


def _make_header_reader(argument: Argument, type_: Type) -> Reader:
    key = argument.wire.upper().replace("-", "_")
    if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        key = f"HTTP_{key}"
    place, default = f"header.{argument.wire}", argument.default
    convert = _make_converter(argument, type_, place)
    is_list = _is_sequence(type_)
    fault = missing(argument) if argument.required else None

    def read(source: Source) -> t.Any:
        value = source.environ.get(key)
        if value is None or (value == "" and key == "CONTENT_TYPE"):
            if fault is not None:
                raise fault
            return default
        if is_list:
            return convert([item.strip() for item in value.split(",")])
        return convert([value])

    return read


def _make_cookie_reader(argument: Argument, type_: Type) -> Reader:
    wire, default = argument.wire, argument.default
    convert = _make_converter(argument, type_, f"cookie.{wire}")
    fault = missing(argument) if argument.required else None

    def read(source: Source) -> t.Any:
        value = source.cookies.get(wire)
        if value is None:
            if fault is not None:
                raise fault
            return default
        return convert([value])

    return read


def _make_form_reader(argument: Argument, type_: Type) -> Reader:
    max_size = argument.marker.max_size if argument.marker is not None else None
    if _has_fields(type_):
        return _make_model_reader(
            argument, type_, lambda source: get_lists(source.read_form(max_size).form)
        )
    wire, default = argument.wire, argument.default
    convert = _make_converter(argument, type_, f"form.{wire}")
    fault = missing(argument) if argument.required else None

    def read(source: Source) -> t.Any:
        values = source.read_form(max_size).form.getlist(wire)
        if not values:
            if fault is not None:
                raise fault
            return default
        return convert(values)

    return read


def _make_model_reader(
    argument: Argument, type_: Type, get: Callable[[Source], dict[str, list[str]]]
) -> Reader:
    """A reader of one model that is all of a query string or a form."""
    place, default = argument.place, argument.default

    def read(source: Source) -> t.Any:
        values = get(source)
        if not values and default is not UNSET:
            return default
        return type_.convert(values, place, text=True)

    return read


def _has_fields(type_: Type) -> bool:
    return type_.kind == "struct"


def _is_sequence(type_: Type) -> bool:
    return type_.kind == "sequence"


def _make_converter(
    argument: Argument, type_: Type, place: str
) -> Callable[[list[str]], t.Any]:
    """From the values of one name to the argument: the first, or for a list all."""
    convert = type_.convert_text
    quick = _find_quick(argument, type_)
    if quick is None:
        return lambda values: convert(values, place)

    def read(values: list[str]) -> t.Any:
        if len(values) == 1:
            value = quick(values[0])
            if value is not UNCLEAR:
                return value
        return convert(values, place)

    return read


def _make_file_reader(argument: Argument, signature: Signature) -> Reader:
    kind: t.Any = argument.annotation
    arms = [arm for arm in t.get_args(kind) if arm is not type(None)]
    if len(arms) == 1 and t.get_origin(kind) is not list:
        kind = arms[0]
    is_list = t.get_origin(kind) is list
    if is_list:
        kind = t.get_args(kind)[0]
    if kind not in (FileStorage, bytes, t.Any):
        raise InvalidView(
            f"{signature.where}: the parameter {argument.name!r} is a file, and cannot"
            f" be {argument.annotation!r}. Write File[Upload], File[bytes], or a list"
            " of either."
        )
    as_bytes = kind is bytes
    wire, default = argument.wire, argument.default
    max_size = argument.marker.max_size if argument.marker is not None else None
    fault = missing(argument) if argument.required else None

    def read(source: Source) -> t.Any:
        files = source.read_form(max_size).files.getlist(wire)
        # What a browser sends for an input that nothing was chosen for.
        files = [file for file in files if file.filename or not _is_empty(file)]
        if not files:
            if fault is not None:
                raise fault
            return default
        found = [file.read() for file in files] if as_bytes else files
        return found if is_list else found[0]

    return read


def _is_empty(file: FileStorage) -> bool:
    first = file.stream.read(1)
    file.stream.seek(0)
    return not first


_MAKERS: dict[str, Callable[[Argument, Type], Reader]] = {
    "path": _make_path_reader,
    "header": _make_header_reader,
    "cookie": _make_cookie_reader,
    "form": _make_form_reader,
    "body": make_body_reader,
}
