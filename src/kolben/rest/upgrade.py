"""Operations of Swagger 2.0 as the neutral ones that OpenAPI 3.1 is written from."""

from __future__ import annotations

import re
import typing as t

from ..openapi.operation import (
    JSON,
    UNSET,
    Answer,
    Body,
    Content,
    Header,
    Operation,
    Parameter,
    Place,
    template_names,
)
from .documentation import ALTERNATIVES
from .upgrade_schema import SchemaUpgrade

_PLACES: dict[str, Place] = {
    "cookie": "cookie",
    "formData": "form",
    "header": "header",
    "path": "path",
    "query": "query",
}
_STATUS = re.compile(r"[1-5](\d\d|XX)|default")
#: The entries of a parameter that are none of its schema.
_OUTSIDE = frozenset(
    (
        *("allowEmptyValue", "collectionFormat", "deprecated", "description"),
        *("example", "explode", "in", "name", "required", "schema", "style"),
    )
)
#: The flows of OAuth 2 that have another name now.
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
_JSON = "application/json"
_VOID = {"type": "void"}


class Upgrade:
    """Takes operations over; `produces` is what answers are by default."""

    def __init__(self, schemas: SchemaUpgrade, produces: t.Sequence[str]) -> None:
        self._schemas = schemas
        self._produces = produces

    def upgrade_operation(
        self, old: JSON, shared: t.Iterable[JSON], method: str, path: str
    ) -> Operation:
        """An operation; `shared` are the parameters of all methods on its path."""
        operation = Operation(
            method=method,
            path=path,
            operation_id=old.get("operationId") or "",
            summary=old.get("summary"),
            description=old.get("description"),
            tags=list(old.get("tags", ())),
            security=read_requirements(old.get("security")),
            deprecated=bool(old.get("deprecated")),
            extensions={k: v for k, v in old.items() if k.startswith("x-")},
        )
        params = {(each["name"], each["in"]): each for each in shared}
        params.update(
            {(each["name"], each["in"]): each for each in old.get("parameters", ())}
        )
        names = template_names(path)
        for each in params.values():
            place = each["in"]
            if place == "body":
                types = [each for each in old.get("consumes", ()) if not _is_form(each)]
                operation.body = self._make_body(each, types or [_JSON])
            elif place != "path" or each["name"] in names:
                operation.parameters.append(self._make_parameter(each))
        produces = old.get("produces") or self._produces
        for status, answer in old.get("responses", {}).items():
            if _STATUS.fullmatch(status):
                made = self.upgrade_answer(answer, status, produces)
                operation.answers.append(made)
        return operation

    def upgrade_answer(
        self, old: JSON, status: str, produces: t.Sequence[str] | None = None
    ) -> Answer:
        """An answer; one that refers to a shared one refers to it by its old name."""
        if "$ref" in old:
            return Answer(status, reference=old["$ref"].rpartition("/")[2])
        answer = Answer(status, _write_text(old.get("description")) or "")
        # Of "void" there is nothing to send.
        if old.get("schema", _VOID) != _VOID:
            schema = self._make_schema(old)
            types = self._produces if produces is None else produces
            answer.content = {each: Content(schema) for each in types}
        for name, header in old.get("headers", {}).items():
            schema = {k: v for k, v in header.items() if k not in _OUTSIDE}
            answer.headers[name] = Header(
                self._schemas.upgrade(schema), _write_text(header.get("description"))
            )
        answer.extensions = {k: v for k, v in old.items() if k.startswith("x-")}
        return answer

    def _make_schema(self, old: JSON) -> JSON:
        """The schema of an answer, or those of which it has one."""
        arms: list[JSON] = []
        for each in (*old.get(ALTERNATIVES, ()), old["schema"]):
            schema = self._schemas.upgrade(each)
            if "properties" in schema:
                schema = {"type": "object", **schema}
            if schema not in arms:
                arms.append(schema)
        return arms[0] if len(arms) == 1 else {"anyOf": arms}

    def _make_body(self, old: JSON, types: t.Iterable[str]) -> Body:
        schema = self._schemas.upgrade(old.get("schema") or {})
        return Body(
            {each: Content(schema) for each in types},
            required=bool(old.get("required")),
            description=_write_text(old.get("description")),
        )

    def _make_parameter(self, old: JSON) -> Parameter:
        place = _PLACES.get(old["in"], "query")
        outside = {k: v for k, v in old.items() if k.startswith("x-") and k[2:3]}
        schema = {
            name: value
            for name, value in old.items()
            # A default of None is that there is none.
            if name not in _OUTSIDE and name not in outside and value is not None
        }
        if isinstance(old.get("schema"), dict):
            schema = {**old["schema"], **schema}
        if isinstance(schema.get("items"), dict) and schema.get("type") == "array":
            # An enum of a list is one of its items; so is its format.
            inner = dict(schema["items"])
            if "enum" in schema:
                inner.setdefault("enum", schema.pop("enum"))
            schema["items"] = inner
        schema = self._schemas.upgrade(schema)
        listed = old.get("collectionFormat")
        if listed is None and schema.get("type") == "array":
            listed = "csv"
        if old.get("allowEmptyValue") and place == "query":
            outside["allowEmptyValue"] = True
        return Parameter(
            name=old["name"],
            place=place,
            schema=schema,
            required=bool(old.get("required")) or place == "path",
            description=_write_text(old.get("description")),
            deprecated=bool(old.get("deprecated")),
            example=old.get("example", UNSET),
            style=old.get("style"),
            explode=old.get("explode"),
            collection_format=listed,
            extensions=outside,
        )


def upgrade_scheme(old: JSON) -> JSON:
    """A way to be let in; one of OpenAPI 3 stays what it is."""
    kind = old.get("type")
    if kind == "basic":
        made: JSON = {"type": "http", "scheme": "basic"}
    elif kind == "oauth2" and "flow" in old:
        flow: JSON = {
            name: old[name]
            for name in ("authorizationUrl", "tokenUrl", "refreshUrl")
            if name in old
        }
        flow["scopes"] = dict(old.get("scopes") or {})
        name = old["flow"]
        made = {"type": "oauth2", "flows": {_FLOWS.get(name, name): flow}}
    else:
        return dict(old)
    for name, value in old.items():
        if name == "description" or name.startswith("x-"):
            made[name] = value
    return made


def read_requirements(value: t.Any) -> list[dict[str, list[str]]] | None:
    """What an operation asks for; what makes no sense is left out."""
    if value is None:
        return None
    return [
        {name: list(scopes) for name, scopes in each.items()}
        for each in value
        if isinstance(each, dict)
    ]


def _is_form(media_type: str) -> bool:
    return media_type.startswith(("multipart/", "application/x-www-form"))


def _write_text(value: t.Any) -> str | None:
    """A description; parsers have messages by fault as well."""
    if isinstance(value, dict):
        return "; ".join(str(each) for each in value.values()) or None
    return str(value) if value else None
