"""The reference page: the whole document on one page, made here and without scripts."""

from __future__ import annotations

import json
import re
import typing as t
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .curl import find_example, write_curl
from .operation import JSON
from .outline import Outliner, Row
from .pages import get_templates
from .prose import to_html, to_line

#: Stands on the page for scheme and host of the request that asks for it.
ORIGIN = "https://the-host-of-this-page.invalid"

_ODD = re.compile(r"[^\w-]+")
_ITEMS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(slots=True)
class Payload:
    """A body, under all the media types that have the same schema."""

    media_types: list[str]
    row: Row
    example: str | None


@dataclass(slots=True)
class Reply:
    """An answer of an operation."""

    status: str
    description: str
    headers: list[Row]
    payloads: list[Payload]


@dataclass(slots=True)
class Entry:
    """An operation."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str | None
    deprecated: bool
    security: list[str]
    parameters: list[tuple[str, list[Row]]]
    body: list[Payload]
    body_required: bool
    replies: list[Reply]
    curl: str


@dataclass(slots=True)
class Group:
    """The operations of a tag."""

    anchor: str
    name: str
    description: str | None
    entries: list[Entry]


def render_reference(document: JSON, links: Mapping[str, str]) -> bytes:
    """The page. Where the servers have no host, `ORIGIN` stands for it."""
    reader = _Reader(document)
    page = get_templates().get_template("reference.html")
    return page.render(
        info=document["info"],
        groups=reader.make_groups(),
        schemas=reader.make_schemas(),
        schemes=reader.schemes,
        links=links,
        prose=to_html,
        line=to_line,
    ).encode("utf-8", "replace")


class _Reader:
    """Reads one document for the page."""

    def __init__(self, document: JSON) -> None:
        self._document = document
        components = document.get("components") or {}
        self.schemes: dict[str, JSON] = components.get("securitySchemes") or {}
        self._answers: dict[str, JSON] = components.get("responses") or {}
        self._schemas: dict[str, JSON] = components.get("schemas") or {}
        self._outliner = Outliner(self._schemas)
        servers = document.get("servers") or [{"url": "/"}]
        url: str = servers[0]["url"]
        self._base = url if "://" in url else ORIGIN + url

    def make_groups(self) -> list[Group]:
        """The operations by their first tag, in the order of the tags."""
        groups: dict[str, Group] = {}
        for tag in self._document.get("tags") or ():
            name = tag["name"]
            groups[name] = Group(_slug(f"tag-{name}"), name, tag.get("description"), [])
        for path, method, operation in self._list_operations():
            name = (operation.get("tags") or ["Operations"])[0]
            group = groups.get(name)
            if group is None:
                group = groups[name] = Group(_slug(f"tag-{name}"), name, None, [])
            group.entries.append(self._make_entry(path, method, operation))
        return [group for group in groups.values() if group.entries]

    def make_schemas(self) -> list[tuple[str, Row]]:
        """The shared schemas; what they refer to is linked."""
        make = self._outliner.make_row
        return [(n, make(n, s, deepest=0)) for n, s in self._schemas.items()]

    def _list_operations(self) -> Iterator[tuple[str, str, JSON]]:
        for path, item in self._document["paths"].items():
            for method in _ITEMS:
                if method in item:
                    yield path, method, item[method]

    def _make_entry(self, path: str, method: str, operation: JSON) -> Entry:
        body = operation.get("requestBody") or {}
        needs: list[JSON] = operation.get("security") or []
        if "security" not in operation:
            needs = self._document.get("security") or []
        schemes = [self.schemes[n] for n in (needs or [{}])[0] if n in self.schemes]
        find = self._outliner.find
        return Entry(
            anchor=_slug(operation.get("operationId") or f"{method}-{path}"),
            method=method,
            path=path,
            summary=operation.get("summary") or "",
            description=operation.get("description"),
            deprecated=bool(operation.get("deprecated")),
            security=[_write_need(need) for need in needs],
            parameters=self._make_parameters(operation.get("parameters") or []),
            body=self._make_payloads(body.get("content") or {}),
            body_required=bool(body.get("required")),
            replies=[
                self._make_reply(status, answer)
                for status, answer in operation["responses"].items()
            ],
            curl=write_curl(self._base, method, path, operation, schemes, find),
        )

    def _make_parameters(self, parameters: list[JSON]) -> list[tuple[str, list[Row]]]:
        places: dict[str, list[Row]] = {}
        for each in parameters:
            row = self._outliner.make_row(each["name"], each.get("schema") or {})
            row.description = each.get("description") or row.description
            row.required = bool(each.get("required"))
            row.deprecated = bool(each.get("deprecated"))
            places.setdefault(each["in"], []).append(row)
        return list(places.items())

    def _make_reply(self, status: str, answer: JSON) -> Reply:
        if "$ref" in answer:
            answer = self._answers.get(answer["$ref"].rpartition("/")[2]) or {}
        headers = []
        for name, header in (answer.get("headers") or {}).items():
            row = self._outliner.make_row(name, header.get("schema") or {})
            row.description = header.get("description") or row.description
            headers.append(row)
        # Errors are alike: a link to their schema says enough.
        deepest = 3 if status[:1] in "23" else 0
        payloads = self._make_payloads(answer.get("content") or {}, deepest)
        return Reply(status, answer.get("description", ""), headers, payloads)

    def _make_payloads(self, content: JSON, deepest: int = 3) -> list[Payload]:
        payloads: list[Payload] = []
        known: list[t.Any] = []
        for media_type, each in content.items():
            schema = each.get("schema", {})
            if schema in known:
                payloads[known.index(schema)].media_types.append(media_type)
                continue
            known.append(schema)
            row = self._outliner.make_row("", schema, deepest=deepest)
            example = None
            if deepest and ("json" in media_type or "example" in each):
                found = find_example(each, self._outliner.find)
                example = json.dumps(found, indent=2, ensure_ascii=False)
            payloads.append(Payload([media_type], row, example))
        return payloads


def _write_need(need: dict[str, list[str]]) -> str:
    parts = [
        f"{name} ({', '.join(scopes)})" if scopes else name
        for name, scopes in need.items()
    ]
    return " and ".join(parts) or "nothing"


def _slug(text: str) -> str:
    return _ODD.sub("-", text).strip("-")
