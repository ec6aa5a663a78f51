"""The body of a request, read by its content type."""

from __future__ import annotations

import typing as t
from collections.abc import Callable

from werkzeug.datastructures import MultiDict

from ..api_error import WrongMediaType
from ..schema import Fault, Faults, Malformed, Type
from .markers import UNSET
from .signature import Argument
from .source import URLENCODED, Source

JSON = "application/json"
MSGPACK = "application/msgpack"
FORMS = (URLENCODED, "multipart/form-data")

#: Other names of the types above.
_SAME = {"application/x-msgpack": MSGPACK, "application/vnd.msgpack": MSGPACK}


def list_media_types(argument: Argument, type_: Type) -> tuple[str, ...]:
    """The content types that a body may have, the usual one first."""
    if argument.marker is not None and argument.marker.media_types:
        return tuple(argument.marker.media_types)
    if argument.annotation is bytes:
        return ("application/octet-stream",)
    types = (JSON, MSGPACK)
    return (*types, *FORMS) if type_.kind == "struct" else types


def make_body_reader(argument: Argument, type_: Type) -> Callable[[Source], t.Any]:
    """The reader of a body as JSON, MessagePack or a form."""
    marker = argument.marker
    max_size = marker.max_size if marker is not None else None
    if argument.annotation is bytes:
        return lambda source: source.read_body(max_size)
    allowed = list_media_types(argument, type_)
    decode = type_.decode_json
    default = argument.default
    takes_json = JSON in allowed
    texts = {each for each in allowed if each.startswith("text/")}
    if type_.kind != "scalar":
        texts.clear()

    def read(source: Source) -> t.Any:
        if source.environ.get("CONTENT_TYPE") == JSON and takes_json:
            body = source.read_body(max_size)
            if body or default is UNSET:
                return decode(body)
            return default
        return read_other(source)

    def read_other(source: Source) -> t.Any:
        mimetype, options = split_content_type(source.environ.get("CONTENT_TYPE", ""))
        if mimetype in FORMS and mimetype in allowed:
            form = source.read_form(max_size).form
            return type_.convert(get_lists(form), "body", text=True)
        if mimetype == "":
            if not source.read_body(max_size):
                if default is UNSET:
                    raise Faults([Fault("body", "missing")])
                return default
        elif takes_json and (mimetype == JSON or mimetype.endswith("+json")):
            if options.get("charset", "utf-8") in _UTF8:
                body = source.read_body(max_size)
                return decode(body) if body or default is UNSET else default
        elif mimetype == MSGPACK and MSGPACK in allowed:
            return type_.decode_msgpack(source.read_body(max_size))
        elif mimetype in texts and options.get("charset", "utf-8") in _UTF8:
            return type_.convert_text([_decode(source.read_body(max_size))], "body")
        raise WrongMediaType(
            f"The body has to be {' or '.join(allowed)}.",
            headers={"Accept-Post": ", ".join(allowed)},
        )

    return read


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Malformed(Fault("body", "encoding", {"at": error.start})) from None


_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def split_content_type(text: str) -> tuple[str, dict[str, str]]:
    """The type in lower case, under its usual name, and its parameters."""
    mimetype, _, rest = text.partition(";")
    mimetype = mimetype.strip().lower()
    options = {}
    for item in rest.split(";"):
        name, _, value = item.partition("=")
        options[name.strip().lower()] = value.strip().strip('"').lower()
    return _SAME.get(mimetype, mimetype), options


def get_lists(values: MultiDict[str, str]) -> dict[str, list[str]]:
    """Every name of a form with all of its values."""
    return dict(values.lists())
