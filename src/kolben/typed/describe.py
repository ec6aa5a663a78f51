"""What a typed view says of itself in API documents."""

from __future__ import annotations

import inspect
import re
import typing as t
from contextlib import suppress

from ..openapi.converters import describe_converter
from ..openapi.errors import make_error_answer
from ..openapi.operation import (
    JSON,
    UNSET,
    Answer,
    Body,
    Content,
    Operation,
    Parameter,
    facts_of,
    template_path,
)
from ..openapi.operation import join_operations as join_operations
from ..schema import compile_type
from .answers import Arm
from .body import FORMS, list_media_types
from .signature import Argument, Signature
from .stream import EVENTS, JSON_TYPE, NDJSON

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.routing import Rule

    from .program import Program

_REASONS = {200: "OK", 201: "Created", 202: "Accepted", 204: "No content"}
_ERRORS = {
    "400": "A part of the request cannot be read",
    "413": "The body is too large",
    "415": "The body has another content type",
    "422": "What the request has does not fit",
}
_EXAMPLE = re.compile(r"(?m)^Examples?:[ \t]*\n((?:[ \t]+.*\n?|[ \t]*\n)+)")


def describe_program(
    program: Program,
    views: Sequence[t.Any],
    rule: Rule,
    method: str,
    schemas: dict[str, JSON],
) -> Operation | t.Literal[False]:
    """The operation of one rule and method; what its types share goes to ``schemas``.

    ``views`` are what facts are told of: a class, and before all its method. False for
    what is hidden.
    """
    facts: dict[str, t.Any] = {}
    for view in views:
        facts |= facts_of(view)
    if facts.get("hidden"):
        return False
    text = read_docstring(program.signature.function)
    signatures = [program.signature, *(n.signature for n in program.graph.nodes)]
    endpoint: str = rule.endpoint
    blueprint = endpoint.rpartition(".")[0]
    operation = Operation(
        method=method.lower(),
        path=template_path(rule.rule),
        operation_id=facts.get("operation_id") or "",
        summary=facts.get("summary") or text.summary,
        description=facts.get("description") or text.description,
        tags=facts.get("tags") or ([blueprint.split(".")[-1]] if blueprint else []),
        security=facts.get("security"),
        deprecated=bool(facts.get("deprecated")),
        extensions=dict(facts.get("extensions") or {}),
        endpoint=endpoint,
    )
    operation.parameters = _describe_parameters(signatures, rule, schemas)
    operation.body = _describe_body(signatures, schemas, text.example)
    operation.answers = _describe_answers(program, operation, schemas)
    given = {answer.status: answer for answer in facts.get("answers") or ()}
    operation.answers = [
        *(given.pop(each.status, each) for each in operation.answers),
        *given.values(),
    ]
    return operation


class Docstring(t.NamedTuple):
    """A docstring taken apart."""

    summary: str | None
    description: str | None
    #: What stands, indented, under ``Example:``, if it is JSON.
    example: t.Any


def read_docstring(function: t.Any) -> Docstring:
    """The first paragraph of a docstring, the rest of it, and its example."""
    text = inspect.getdoc(function) or ""
    example = UNSET
    found = _EXAMPLE.search(text + "\n")
    if found is not None:
        try:
            example = compile_type(t.Any).decode_json(found[1].strip().encode())
        except ValueError:
            found = None
    if found is not None:
        text = text[: found.start()] + text[found.end() :]
    summary, _, rest = text.strip().partition("\n\n")
    return Docstring(" ".join(summary.split()) or None, rest.strip() or None, example)


def _describe_parameters(
    signatures: list[Signature], rule: Rule, schemas: dict[str, JSON]
) -> list[Parameter]:
    found: dict[tuple[str, str], Parameter] = {}
    in_path = rule.arguments - set(rule.defaults or ())
    for signature in signatures:
        for argument in signature.arguments:
            if argument.place in {"query", "header", "cookie"}:
                for parameter in _describe_argument(argument, schemas):
                    found.setdefault((parameter.place, parameter.name), parameter)
            elif argument.place == "path" and argument.name in in_path:
                schema = describe_converter(rule, argument.name)
                if argument.annotation is not t.Any:
                    schema = {**schema, **_make_schema(argument, schemas)}
                found["path", argument.name] = _make_parameter(argument, schema, True)
    for name in sorted(in_path):
        if ("path", name) not in found:
            schema = describe_converter(rule, name)
            found["path", name] = Parameter(name, "path", schema, required=True)
    return list(found.values())


def _describe_argument(argument: Argument, schemas: dict[str, JSON]) -> list[Parameter]:
    """The parameter of an argument; of a model, one for each of its fields."""
    type_ = compile_type(argument.annotation)
    schema = _make_schema(argument, schemas)
    if type_.kind != "struct":
        return [_make_parameter(argument, schema, argument.required)]
    resolved = schema
    if "$ref" in schema:
        resolved = schemas[schema["$ref"].rpartition("/")[2]]
    required = resolved.get("required", ()) if argument.required else ()
    return [
        Parameter(
            name,
            argument.place,  # type: ignore[arg-type]  # one of three
            field,
            name in required,
            field.get("description"),
        )
        for name, field in resolved.get("properties", {}).items()
    ]


def _make_parameter(argument: Argument, schema: JSON, required: bool) -> Parameter:
    marker = argument.marker
    description = marker.description if marker is not None else None
    return Parameter(
        argument.wire,
        argument.place,  # type: ignore[arg-type]  # one of the places that a document has
        schema,
        required=required,
        description=description or schema.get("description"),
        deprecated=marker.deprecated if marker is not None else False,
        example=marker.examples[0] if marker is not None and marker.examples else UNSET,
    )


def _make_schema(argument: Argument, schemas: dict[str, JSON]) -> JSON:
    schema = dict(compile_type(argument.annotation).json_schema(schemas))
    default = argument.default
    if not argument.required and default is not None:
        with suppress(TypeError, ValueError):  # a default that JSON cannot say
            schema["default"] = compile_type(argument.annotation).to_builtins(default)
    elif default is None:
        schema = _drop_null(schema)
    return schema


def _drop_null(schema: JSON) -> JSON:
    """A parameter that may be left out is left out: no text says null."""
    arms = schema.get("anyOf")
    if not isinstance(arms, list):
        return schema
    rest = [arm for arm in arms if arm != {"type": "null"}]
    others = {name: value for name, value in schema.items() if name != "anyOf"}
    if len(rest) == 1:
        return {**others, **rest[0]}
    return {**others, "anyOf": rest}


def _describe_body(
    signatures: list[Signature], schemas: dict[str, JSON], example: t.Any
) -> Body | None:
    arguments = [each for signature in signatures for each in signature.arguments]
    for argument in arguments:
        if argument.place == "body":
            return _describe_whole_body(argument, schemas, example)
    fields = [each for each in arguments if each.place in {"form", "file"}]
    if not fields:
        return None
    properties: JSON = {}
    required: list[str] = []
    whole: JSON | None = None
    for argument in fields:
        if argument.place == "file":
            properties[argument.wire] = _describe_file(argument)
        else:
            schema = _make_schema(argument, schemas)
            if compile_type(argument.annotation).kind == "struct":
                whole = schema
                continue
            properties[argument.wire] = schema
        if argument.required:
            required.append(argument.wire)
    form: JSON = {"type": "object", "properties": properties}
    if required:
        form["required"] = required
    if whole is not None:
        form = {"allOf": [whole, form]} if properties else whole
    has_file = any(each.place == "file" for each in fields)
    types = FORMS[1:] if has_file else FORMS
    return Body(
        {each: Content(form, example) for each in types},
        required=any(each.required for each in fields),
    )


def _describe_whole_body(
    argument: Argument, schemas: dict[str, JSON], example: t.Any
) -> Body:
    marker = argument.marker
    if marker is not None and marker.examples:
        example = marker.examples[0]
    description = marker.description if marker is not None else None
    type_ = compile_type(argument.annotation)
    schema = {} if argument.annotation is bytes else type_.json_schema(schemas)
    return Body(
        {each: Content(schema, example) for each in list_media_types(argument, type_)},
        argument.required,
        description,
    )


def _describe_file(argument: Argument) -> JSON:
    # 3.1: the content of a part is what the part's content type says.
    one: JSON = {"type": "string", "contentMediaType": "application/octet-stream"}
    kinds = (argument.annotation, *t.get_args(argument.annotation))
    if any(t.get_origin(kind) is list for kind in kinds):
        return {"type": "array", "items": one}
    return one


def _describe_answers(
    program: Program, operation: Operation, schemas: dict[str, JSON]
) -> list[Answer]:
    answers: dict[str, Answer] = {}
    for arm in program.answers.arms:
        status = str(arm.status)
        content = _describe_arm(arm, schemas)
        known = answers.get(status)
        if known is None:
            text = arm.description or _REASONS.get(arm.status) or f"Status {status}"
            answers[status] = Answer(status, text, content)
        else:
            _merge_content(known.content, content)
    for status in _list_errors(operation):
        if status not in answers:
            answers[status] = make_error_answer(status, _ERRORS[status], schemas)
    if any(each.place == "path" for each in operation.parameters):
        # No content: where no rule matches, it is the app's answer.
        answers.setdefault("404", Answer("404", "There is nothing at this URL"))
    return list(answers.values())


def _list_errors(operation: Operation) -> list[str]:
    if operation.body is not None:
        return ["400", "413", "415", "422"]
    if operation.parameters:
        return ["422"]
    return []


def _describe_arm(arm: Arm, schemas: dict[str, JSON]) -> dict[str, Content]:
    if arm.kind == "none":
        return {}
    if arm.type is None:
        return {"text/html": Content({"type": "string"})} if arm.exact is str else {}
    schema = arm.type.json_schema(schemas)
    if arm.kind == "events":
        return {EVENTS: Content(_describe_event(arm, schema))}
    if arm.kind == "stream":
        # No schema of 3.1 says "one of these to a line".
        return {
            NDJSON: Content(schema),
            JSON_TYPE: Content({"type": "array", "items": schema}),
        }
    return {JSON_TYPE: Content(schema)}


def _describe_event(arm: Arm, schema: JSON) -> JSON:
    data: JSON = {"type": "string"}
    if arm.exact is not str:
        data |= {"contentMediaType": JSON_TYPE, "contentSchema": schema}
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": data,
            "event": text,
            "id": text,
            "retry": {"type": "integer"},
        },
    }


def _merge_content(known: dict[str, Content], more: dict[str, Content]) -> None:
    """Add other content of the same status: either schema will do."""
    for media_type, content in more.items():
        if media_type not in known:
            known[media_type] = content
            continue
        schema = known[media_type].schema
        arms = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
        if content.schema not in arms:
            known[media_type].schema = {"anyOf": [*arms, content.schema]}
