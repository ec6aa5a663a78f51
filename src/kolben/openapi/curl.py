"""A request as a command of curl."""

from __future__ import annotations

import json
import typing as t
from urllib.parse import quote, urlencode

from .example import make_example
from .operation import JSON

Find = t.Callable[[str], JSON | None]

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


def write_curl(
    base: str, method: str, path: str, operation: JSON, schemes: list[JSON], find: Find
) -> str:
    """A command that asks for an operation, with what it cannot do without.

    ``schemes``: the security schemes that one has to satisfy.
    """
    arguments: list[str] = []
    query: list[tuple[str, str]] = []
    for parameter in operation.get("parameters", ()):
        value = _to_text(find_example(parameter, find))
        place, name = parameter["in"], parameter["name"]
        if place == "path":
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        elif not parameter.get("required"):
            continue
        elif place == "query":
            query.append((name, value))
        elif place == "header":
            arguments.append(f"-H {_quote(f'{name}: {value}')}")
        elif place == "cookie":
            arguments.append(f"-b {_quote(f'{name}={value}')}")
    for scheme in schemes:
        _add_scheme(scheme, arguments, query)
    arguments += _write_body(operation.get("requestBody"), find)
    url = base.rstrip("/") + path
    if query:
        url += f"?{urlencode(query)}"
    start = "curl" if method == "get" else f"curl -X {method.upper()}"
    if method == "head":
        start = "curl -I"
    return " \\\n  ".join([f"{start} {_quote(url)}", *arguments])


def find_example(holder: JSON, find: Find) -> t.Any:
    """The example of a parameter or a content: the one it has, or one that fits."""
    if "example" in holder:
        return holder["example"]
    for each in (holder.get("examples") or {}).values():
        if isinstance(each, dict) and "value" in each:
            return each["value"]
    return make_example(holder.get("schema"), find)


def _to_text(value: t.Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(_to_text(each) for each in value)
    return json.dumps(value, ensure_ascii=False)


def _add_scheme(
    scheme: JSON, arguments: list[str], query: list[tuple[str, str]]
) -> None:
    kind = scheme.get("type")
    if kind == "apiKey":
        place, name = scheme.get("in"), scheme.get("name", "")
        if place == "query":
            query.append((name, "KEY"))
        elif place == "cookie":
            arguments.append(f"-b {_quote(f'{name}=KEY')}")
        else:
            arguments.append(f"-H {_quote(f'{name}: KEY')}")
    elif kind == "http" and scheme.get("scheme", "").lower() == "basic":
        arguments.append("-u NAME:PASSWORD")
    else:
        arguments.append("-H 'Authorization: Bearer TOKEN'")


def _write_body(body: JSON | None, find: Find) -> list[str]:
    content = (body or {}).get("content") or {}
    if not content:
        return []
    media_type = next((each for each in content if "json" in each), next(iter(content)))
    example = find_example(content[media_type], find)
    if media_type in (_FORM, _MULTIPART) and isinstance(example, dict):
        return _write_form(media_type, content[media_type].get("schema") or {}, example)
    arguments = [f"-H {_quote(f'Content-Type: {media_type}')}"]
    if "json" in media_type:
        arguments.append(f"-d {_quote(json.dumps(example, ensure_ascii=False))}")
    elif isinstance(example, str) and media_type.startswith("text/"):
        arguments.append(f"-d {_quote(example)}")
    else:
        arguments.append("--data-binary @FILE")
    return arguments


def _write_form(media_type: str, schema: JSON, example: JSON) -> list[str]:
    option = "-F" if media_type == _MULTIPART else "--data-urlencode"
    properties = schema.get("properties") or {}
    arguments: list[str] = []
    for name, value in example.items():
        member = properties.get(name) or {}
        if "contentMediaType" in member or member.get("format") == "binary":
            arguments.append(f"-F {_quote(f'{name}=@FILE')}")
            continue
        values = value if isinstance(value, list) else [value]
        arguments += [f"{option} {_quote(f'{name}={_to_text(one)}')}" for one in values]
    return arguments


def _quote(text: str) -> str:
    """For a shell, always in quotes: a reader may change what stands in them."""
    return "'" + text.replace("'", "'\"'\"'") + "'"
