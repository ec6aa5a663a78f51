"""Parameters in Swagger 2.0: of URLs, of parsers, and as decorators declare them."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Hashable

from ..errors import SetupError

if t.TYPE_CHECKING:
    from .reqparse import RequestParser

Param = dict[str, t.Any]

#: The types of the converters that URL rules have from the start.
PATH_TYPES = {
    "default": "string",
    "float": "number",
    "int": "integer",
    "string": "string",
}
#: Python's types by their names in Swagger.
PY_TYPES: dict[t.Any, str] = {
    bool: "boolean",
    float: "number",
    int: "integer",
    str: "string",
    None: "void",
}
# Arguments of a converter may hold anything but a parenthesis.
_VARIABLE = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\([^)]*\))?:)?(?P<name>[a-zA-Z_]\w*)>"
)


def extract_path(path: str) -> str:
    """A rule's path as documents write it: ``/posts/{id}``."""
    # A function is called quicker than a template is filled in.
    return _VARIABLE.sub(_write_name, path)


def _write_name(found: re.Match[str]) -> str:
    return f"{{{found['name']}}}"


def extract_path_params(path: str, converters: t.Container[str]) -> dict[str, Param]:
    """The parameters of a rule's path. ValueError for a converter nobody has made."""
    params: dict[str, Param] = {}
    for found in _VARIABLE.finditer(path):
        name, converter = found["name"], found["converter"] or "default"
        if name in params:
            raise SetupError(f"The URL {path!r} has the variable {name!r} twice.")
        if converter not in PATH_TYPES and converter not in converters:
            raise ValueError(f"Unsupported type converter: {converter}")
        params[name] = {
            "name": name,
            "in": "path",
            "required": True,
            "type": PATH_TYPES.get(converter, "string"),
        }
    return params


def make_key(name: str, param: Param) -> tuple[str, str]:
    """What tells a parameter from others: its name and its place."""
    return name, param.get("in", "query")


def make_body(schema: t.Any, description: str | None = None) -> Param:
    """The parameter that is the whole body."""
    param = {"name": "payload", "required": True, "in": "body", "schema": schema}
    if description is not None:
        param["description"] = description
    return param


def split_parser(described: t.Sequence[Param]) -> dict[str, Param]:
    """The parameters of a parser by name; those of a body become one."""
    params = {each["name"]: each for each in described if each["in"] != "body"}
    body = [each for each in described if each["in"] == "body"]
    if body:
        properties = {
            each["name"]: {"type": each.get("type", "string")} for each in body
        }
        params["payload"] = make_body({"type": "object", "properties": properties})
    return params


def find_cookies(
    parser: RequestParser, params: t.Mapping[str, Param]
) -> dict[str, Param]:
    """The parameters that are cookies, which Swagger 2.0 has no place for."""
    return {
        each.name: {**params[each.name], "in": "cookie"}
        for each in parser.args
        if each.location in ("cookies", ["cookies"], ("cookies",))
        and each.name in params
    }


def finish_params(params: t.Mapping[str, Param]) -> list[Param]:
    """The parameters as a list, with name, place and type."""
    finished = []
    for name, param in params.items():
        param = {**param, "name": name}
        if "schema" not in param:
            kind = param.setdefault("type", "string")
            if type(kind) is str:
                # The name of a type, which it keeps.
                pass
            elif isinstance(kind, list | tuple):
                param["type"] = "array"
                param["items"] = {"type": PY_TYPES.get(kind[0], kind[0])}
            elif isinstance(kind, type | None) and kind in PY_TYPES:
                param["type"] = PY_TYPES[kind]
        param.setdefault("in", "query")
        finished.append(param)
    return finished


def clean_header(header: t.Any) -> Param:
    """A header of an answer; a text is its description."""
    header = {"description": header} if isinstance(header, str) else dict(header)
    kind = header.get("type", "string")
    if isinstance(kind, Hashable) and kind in PY_TYPES:
        header["type"] = PY_TYPES[kind]
    elif (
        isinstance(kind, list | tuple)
        and len(kind) == 1
        and isinstance(kind[0], Hashable)
        and kind[0] in PY_TYPES
    ):
        header["type"] = "array"
        header["items"] = {"type": PY_TYPES[kind[0]]}
    elif hasattr(kind, "__schema__"):
        header.update(kind.__schema__)
    else:
        header["type"] = kind
    return {key: value for key, value in header.items() if value is not None}
