"""OpenAPI 3.1: a Description as a document."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from .operation import (
    JSON,
    UNSET,
    Answer,
    Body,
    Content,
    Description,
    Header,
    Operation,
    Parameter,
    template_names,
)
from .shared_answers import PREFIX, share_answers

VERSION = "3.1.1"

#: The order in which the methods of a path are written.
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
#: Swagger 2.0's ways of writing lists, as style and explode in a query.
_LISTS: dict[str, tuple[str, bool]] = {
    "csv": ("form", False),
    "multi": ("form", True),
    "pipes": ("pipeDelimited", False),
    "ssv": ("spaceDelimited", False),
}
#: Swagger 2.0's type of an uploaded file.
_FILE = {"type": "string", "format": "binary"}


def write_document(description: Description) -> JSON:
    """The OpenAPI 3.1 document of an API. It shares no object with ``description``
    that either would change, save schemas and examples, which are not copied.
    """
    info: JSON = {"title": description.title, "version": description.version}
    if description.description:
        info["description"] = description.description
    if description.terms_of_service:
        info["termsOfService"] = description.terms_of_service
    if description.contact:
        info["contact"] = description.contact
    if description.license:
        info["license"] = description.license
    document: JSON = {"openapi": VERSION, "info": info}
    if description.servers:
        document["servers"] = description.servers
    paths = document["paths"] = _write_paths(description.operations)
    components = _write_components(description, paths)
    if components:
        document["components"] = components
    if description.security:
        document["security"] = description.security
    tags = _write_tags(description)
    if tags:
        document["tags"] = tags
    document.update(description.extensions)
    return document


def _write_paths(operations: Iterable[Operation]) -> JSON:
    paths: dict[str, dict[str, JSON]] = {}
    used: set[str] = set()
    for operation in operations:
        item = paths.setdefault(operation.path, {})
        # Of two rules that documents cannot tell apart, the first is the one told of.
        if operation.method not in item:
            item[operation.method] = _write_operation(operation, used)
    return {
        path: {method: item[method] for method in _METHODS if method in item}
        for path, item in paths.items()
    }


def _write_operation(operation: Operation, used: set[str]) -> JSON:
    written: JSON = {}
    if operation.tags:
        written["tags"] = operation.tags
    if operation.summary:
        written["summary"] = operation.summary
    if operation.description:
        written["description"] = operation.description
    if operation.operation_id:
        written["operationId"] = make_unique(operation.operation_id, used)
    outside = [each for each in operation.parameters if each.place != "form"]
    known = {each.name for each in outside if each.place == "path"}
    outside += [
        Parameter(name, "path", {"type": "string"}, required=True)
        for name in template_names(operation.path)
        if name not in known
    ]
    if outside:
        written["parameters"] = [_write_parameter(each) for each in outside]
    fields = [each for each in operation.parameters if each.place == "form"]
    if operation.body is not None:
        written["requestBody"] = _write_body(operation.body)
    elif fields:
        written["requestBody"] = _write_form(fields)
    # What goes well comes first; "default" is behind all numbers.
    answers = sorted(
        operation.answers or [Answer("200", "Success")], key=lambda each: each.status
    )
    written["responses"] = {each.status: _write_answer(each) for each in answers}
    if operation.deprecated:
        written["deprecated"] = True
    if operation.security is not None:
        written["security"] = operation.security
    written.update(operation.extensions)
    return written


def make_unique(operation_id: str, used: set[str]) -> str:
    """The id, with a number behind it if it is used already; it is used then."""
    found, number = operation_id, 2
    while found in used:
        found = f"{operation_id}_{number}"
        number += 1
    used.add(found)
    return found


def _write_parameter(parameter: Parameter) -> JSON:
    place = parameter.place
    written: JSON = {"name": parameter.name, "in": place}
    if parameter.description:
        written["description"] = parameter.description
    # A path without one of its values is another path.
    if parameter.required or place == "path":
        written["required"] = True
    if parameter.deprecated:
        written["deprecated"] = True
    written["schema"] = _without_file(parameter.schema)
    if parameter.example is not UNSET:
        written["example"] = parameter.example
    style, explode = parameter.style, parameter.explode
    if parameter.collection_format and style is None and place in {"query", "cookie"}:
        style, listed = _LISTS.get(parameter.collection_format, ("form", False))
        explode = listed if explode is None else explode
    if style is not None:
        written["style"] = style
    if explode is not None:
        written["explode"] = explode
    written.update(parameter.extensions)
    return written


def _write_body(body: Body) -> JSON:
    written: JSON = {}
    if body.description:
        written["description"] = body.description
    written["content"] = _write_content(body.content)
    if body.required:
        written["required"] = True
    return written


def _write_form(fields: list[Parameter]) -> JSON:
    """The fields of a form as a body; with files it is sent in parts."""
    properties: JSON = {}
    for each in fields:
        schema = dict(_without_file(each.schema))
        if each.description:
            schema["description"] = each.description
        if each.deprecated:
            schema["deprecated"] = True
        if each.example is not UNSET:
            schema["examples"] = [each.example]
        properties[each.name] = schema
    form: JSON = {"type": "object", "properties": properties}
    required = [each.name for each in fields if each.required]
    if required:
        form["required"] = required
    types = (_MULTIPART,) if any(map(_has_file, fields)) else (_FORM, _MULTIPART)
    written: JSON = {"content": {each: {"schema": form} for each in types}}
    if required:
        written["required"] = True
    return written


def _has_file(parameter: Parameter) -> bool:
    schema = parameter.schema.get("items", parameter.schema)
    return (
        schema.get("type") == "file"
        or schema.get("format") == "binary"
        or "contentMediaType" in schema
    )


def _without_file(schema: JSON) -> JSON:
    return {**schema, **_FILE} if schema.get("type") == "file" else schema


def _write_answer(answer: Answer) -> JSON:
    if answer.reference is not None:
        return {"$ref": PREFIX + answer.reference}
    written: JSON = {"description": answer.description or _name_status(answer.status)}
    if answer.headers:
        written["headers"] = {
            name: _write_header(each) for name, each in answer.headers.items()
        }
    if answer.content:
        written["content"] = _write_content(answer.content)
    written.update(answer.extensions)
    return written


def _name_status(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Any other answer" if status == "default" else f"Status {status}"


def _write_header(header: Header) -> JSON:
    written: JSON = {}
    if header.description:
        written["description"] = header.description
    if header.required:
        written["required"] = True
    written["schema"] = header.schema
    return written


def _write_content(content: dict[str, Content]) -> JSON:
    written: JSON = {}
    for media_type, each in content.items():
        entry: JSON = {"schema": each.schema} if each.schema else {}
        if each.example is not UNSET:
            entry["example"] = each.example
        elif each.examples:
            entry["examples"] = each.examples
        written[media_type] = entry
    return written


def _write_components(description: Description, paths: JSON) -> JSON:
    components: JSON = {}
    answers = {name: _write_answer(each) for name, each in description.answers.items()}
    share_answers(paths, answers)
    if description.schemas:
        components["schemas"] = {
            name: description.schemas[name] for name in sorted(description.schemas)
        }
    if answers:
        components["responses"] = answers
    if description.security_schemes:
        components["securitySchemes"] = description.security_schemes
    return components


def _write_tags(description: Description) -> list[JSON]:
    """The tags that were described, then the others in the order of their use."""
    written: dict[str, JSON] = {}
    for tag in description.tags:
        written[tag.name] = {"name": tag.name}
        if tag.description:
            written[tag.name]["description"] = tag.description
    for operation in description.operations:
        for name in operation.tags:
            written.setdefault(name, {"name": name})
    return list(written.values())
