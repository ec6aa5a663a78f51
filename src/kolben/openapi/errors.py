"""What documents say of the answers that are errors of `kolben.api_error`."""

from __future__ import annotations

import typing as t

from ..schema.components import PREFIX, merge
from .operation import JSON, Answer, Content, Description, Header, Operation

#: Of the shared schemas, and of the shared answer.
ERROR, FAULT, PROBLEM = "Error", "Fault", "Problem"

_CODES = {
    0: "success",
    999: "any other error",
    1000: "a parameter or the body is wrong",
    1001: "there is no such resource",
    1002: "the signature does not match",
    1003: "the signature is too old",
    1004: "forbidden: the scope does not reach",
    1005: "authorisation failed",
    1006: "wrong type of client",
    1007: "wrong URL",
    1008: "the URL does not take the method",
    1009: "the request was sent before",
    1010: "too many requests",
    1011: "conflict",
    1012: "too large",
    1013: "wrong media type",
    1014: "not available now",
}
_FAULT_SCHEMA: JSON = {
    "type": "object",
    "title": FAULT,
    "description": "One thing that is wrong with a request.",
    "required": ["place", "msg"],
    "properties": {
        "place": {"type": "string", "examples": ["body.tags[3]", "query.draft"]},
        "code": {"type": "string", "examples": ["min_length"]},
        "msg": {"type": "string", "examples": ["must have at least 1 character"]},
        "value": {"type": "string", "description": "What was there, shortened."},
    },
}
_MEMBERS: JSON = {
    "error_code": {
        "type": "integer",
        "description": "\n".join(f"- {code}: {text}" for code, text in _CODES.items()),
        "examples": [1000],
    },
    "msg": {
        "type": "string",
        "description": "For people, by Accept-Language.",
        "examples": ["The request has values that do not fit."],
    },
    "request": {
        "type": "string",
        "description": "Method and path.",
        "examples": ["POST /api/v1/client/register"],
    },
    "request_id": {
        "type": "string",
        "description": "The server's log has it too. Also in X-Request-ID.",
        "examples": ["26ec71aae017e03297662dc2f4ee271d"],
    },
    "faults": {
        "type": "array",
        "items": {"$ref": f"#/components/schemas/{FAULT}"},
        "description": "Everything that is wrong with the parameters and the body.",
    },
}
_REQUIRED = ["error_code", "msg", "request", "request_id"]
_ERROR_SCHEMA: JSON = {
    "type": "object",
    "title": ERROR,
    "description": "Every error of this API.",
    "required": _REQUIRED,
    "properties": _MEMBERS,
}
_PROBLEM_SCHEMA: JSON = {
    "type": "object",
    "title": PROBLEM,
    "description": "The same as problem details (RFC 9457), if Accept prefers them.",
    "required": ["type", "title", "status", "detail", *_REQUIRED],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        **_MEMBERS,
    },
}
_SCHEMAS = {FAULT: _FAULT_SCHEMA, ERROR: _ERROR_SCHEMA, PROBLEM: _PROBLEM_SCHEMA}


def make_error_answer(
    status: str, description: str, schemas: dict[str, JSON]
) -> Answer:
    """The answer of an `ApiError`; its schemas are added to the shared ones."""
    return Answer(
        status,
        description,
        content={
            "application/json": Content(_share(ERROR, schemas)),
            "application/problem+json": Content(_share(PROBLEM, schemas)),
        },
        headers={
            "X-Request-ID": Header({"type": "string"}, "The id in the server's log.")
        },
    )


def _share(name: str, schemas: dict[str, JSON]) -> JSON:
    """A reference to one of the schemas here, which another may have the name of."""
    found = {FAULT: _FAULT_SCHEMA, name: _SCHEMAS[name]}
    reference = {"$ref": PREFIX + name}
    if all(
        schemas.setdefault(each, schema) is schema for each, schema in found.items()
    ):
        return reference
    return merge(reference, found, schemas)


def make_errors_uniform(description: Description, operations: list[Operation]) -> None:
    """Say of ``operations`` that each of their errors has the shared format."""
    if not operations:
        return
    shared = make_error_answer("default", "An error", description.schemas)
    name = ERROR
    while description.answers.setdefault(name, shared) != shared:
        # An answer of the API's own.
        name = f"{name}_"
    for operation in operations:
        for answer in operation.answers:
            if answer.status[:1] in "45" and answer.reference is None:
                answer.content = dict(shared.content)
                answer.headers = shared.headers | answer.headers
        if all(answer.status != "default" for answer in operation.answers):
            operation.answers.append(Answer("default", reference=name))


def make_swagger_uniform(document: JSON) -> JSON:
    """A Swagger 2.0 document that says the same of all its operations."""
    schemas = dict(document.get("definitions", {}))
    error = _turn_down(_share(ERROR, schemas))
    definitions = {name: _turn_down(schema) for name, schema in schemas.items()}
    content = {
        "schema": error,
        "headers": {"X-Request-ID": {"type": "string"}},
    }
    paths = {}
    for path, item in document["paths"].items():
        paths[path] = dict(item)
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                answers = {
                    status: {**answer, **content}
                    if status[:1] in "45" and "$ref" not in answer
                    else answer
                    for status, answer in operation["responses"].items()
                }
                answers.setdefault("default", {"$ref": f"#/responses/{ERROR}"})
                paths[path][method] = {**operation, "responses": answers}
    answers = {ERROR: {"description": "An error", **content}}
    answers |= document.get("responses", {})
    return {
        **document,
        "paths": paths,
        "definitions": definitions,
        "responses": answers,
    }


def _turn_down(schema: t.Any) -> t.Any:
    """A schema of this module as Swagger 2.0 has it; others have nothing to change."""
    if isinstance(schema, list):
        return [_turn_down(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _turn_down(value) for name, value in schema.items()}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = made["$ref"].replace(PREFIX, "#/definitions/")
    if isinstance(examples := made.get("examples"), list):
        del made["examples"]
        made["example"] = examples[0]
    return made
