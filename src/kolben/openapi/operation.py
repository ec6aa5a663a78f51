"""What a document says of an API, in neither OpenAPI's nor Swagger's own layout.

Schemas are JSON Schema 2020-12, the dialect of OpenAPI 3.1; references to shared ones
are ``#/components/schemas/NAME``. The writers turn that into documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

JSON = dict[str, Any]
T = TypeVar("T")
Place = Literal["path", "query", "header", "cookie", "form"]

#: Where `describe` keeps what it was told, on a view or a class.
FACTS = "__openapi__"
#: On a view function: a callable `(rule, method, schemas) -> Operation`; None where it
#: does not know, False for what is hidden.
OPERATIONS = "__operations__"

#: In `app.extensions`: functions that are shown every description before it is written.
AMEND = "kolben.openapi.amend"

#: The names of the facts that `describe` takes.
KNOWN = frozenset(
    {
        "answers",
        "deprecated",
        "description",
        "extensions",
        "hidden",
        "operation_id",
        "security",
        "summary",
        "tags",
    }
)

#: What a rule has in angle brackets, as Werkzeug reads it: a converter's arguments
#: may hold any character.
_VARIABLE = re.compile(r"<(?:[a-zA-Z_]\w*(?:\(.*?\))?:)?([a-zA-Z_]\w*)>")
_TEMPLATED = re.compile(r"\{([^{}]+)\}")


class _Unset:
    """That nothing was given, where None would be something."""

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Any = _Unset()


@dataclass(slots=True)
class Parameter:
    """One value that a request carries outside of its body, or a field of a form."""

    name: str
    place: Place
    schema: JSON
    required: bool = False
    description: str | None = None
    deprecated: bool = False
    example: Any = UNSET
    style: str | None = None
    explode: bool | None = None
    #: Swagger 2.0's way of writing lists: csv, ssv, tsv, pipes or multi.
    collection_format: str | None = None
    extensions: JSON = field(default_factory=dict)


@dataclass(slots=True)
class Header:
    """A header of an answer."""

    schema: JSON
    description: str | None = None
    required: bool = False


@dataclass(slots=True)
class Content:
    """What is sent as one media type."""

    schema: JSON
    example: Any = UNSET
    examples: JSON = field(default_factory=dict)


@dataclass(slots=True)
class Body:
    """The body of a request, by media type."""

    content: dict[str, Content]
    required: bool = True
    description: str | None = None


@dataclass(slots=True)
class Answer:
    """An answer; `status` is a number as text, a class as ``4XX``, or ``default``.

    With `reference` it stands for a shared answer of that name.
    """

    status: str
    description: str = ""
    content: dict[str, Content] = field(default_factory=dict)
    headers: dict[str, Header] = field(default_factory=dict)
    reference: str | None = None
    extensions: JSON = field(default_factory=dict)


@dataclass(slots=True)
class Operation:
    """What one method on one path does. `path` is as in ``/posts/{id}``."""

    method: str
    path: str
    operation_id: str = ""
    summary: str | None = None
    description: str | None = None
    tags: list[str] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    body: Body | None = None
    answers: list[Answer] = field(default_factory=list)
    #: None: what the whole API needs. An empty list: nothing.
    security: list[dict[str, list[str]]] | None = None
    deprecated: bool = False
    extensions: JSON = field(default_factory=dict)
    endpoint: str = ""


@dataclass(slots=True)
class Tag:
    """A group of operations."""

    name: str
    description: str | None = None


@dataclass(slots=True)
class Description:
    """All that a document says of one API."""

    title: str = "API"
    version: str = "1.0"
    description: str | None = None
    terms_of_service: str | None = None
    contact: JSON = field(default_factory=dict)
    license: JSON = field(default_factory=dict)
    servers: list[JSON] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    schemas: dict[str, JSON] = field(default_factory=dict)
    #: Shared answers by name.
    answers: dict[str, Answer] = field(default_factory=dict)
    #: OpenAPI 3.1 Security Scheme Objects by name.
    security_schemes: dict[str, JSON] = field(default_factory=dict)
    security: list[dict[str, list[str]]] = field(default_factory=list)
    extensions: JSON = field(default_factory=dict)


def describe(view: T, **facts: Any) -> T:
    """Add to what documents say of a view function or class, and return it.

    Known facts: `summary`, `description`, `tags`, `operation_id`, `deprecated`,
    `hidden`, `security` (a list of requirements), `answers` (a list of `Answer`) and
    `extensions`. Lists and dicts add up, of other facts the last counts. Raises
    TypeError for a fact of another name.
    """
    unknown = sorted(facts.keys() - KNOWN)
    if unknown:
        raise TypeError(
            f"describe() knows nothing of {', '.join(unknown)}; it takes"
            f" {', '.join(sorted(KNOWN))}."
        )
    merged = dict(facts_of(view))
    for name, value in facts.items():
        before = merged.get(name)
        if isinstance(before, list):
            value = [*before, *value]
        elif isinstance(before, dict):
            value = {**before, **value}
        merged[name] = value
    setattr(view, FACTS, merged)
    return view


def facts_of(view: Any) -> dict[str, Any]:
    """What `describe` was told of a view; of a class, its bases' facts as well."""
    if isinstance(view, type):
        merged: dict[str, Any] = {}
        for base in reversed(view.__mro__):
            merged.update(vars(base).get(FACTS, {}))
        return merged
    found: dict[str, Any] = getattr(view, FACTS, {})
    return found


#: What a resource answers of which nothing is said.
_NOTHING_SAID = Answer("200", "Success")


def join_operations(first: Operation, second: Operation) -> Operation:
    """What two know of one operation: what both say is as the first says it, but for
    words and names, which are the second's."""
    known = {(each.place, each.name) for each in first.parameters}
    rest = [each for each in second.parameters if (each.place, each.name) not in known]
    statuses = {each.status for each in first.answers}
    if any(status.startswith("2") for status in statuses):
        statuses.update(each.status for each in second.answers if each == _NOTHING_SAID)
    return replace(
        second,
        summary=second.summary or first.summary,
        description=second.description or first.description,
        parameters=[*first.parameters, *rest],
        body=first.body or second.body,
        answers=[
            *first.answers,
            *(each for each in second.answers if each.status not in statuses),
        ],
        security=first.security if second.security is None else second.security,
        deprecated=first.deprecated or second.deprecated,
        extensions={**first.extensions, **second.extensions},
    )


def template_path(rule: str) -> str:
    """A rule's path as documents write it: `/posts/{id}` for `/posts/<int:id>`."""
    if "<" not in rule and "{" not in rule:
        return rule
    # Literal text and names by turns.
    parts = _VARIABLE.split(rule)
    for index, part in enumerate(parts):
        if index % 2:
            parts[index] = f"{{{part}}}"
        else:
            parts[index] = part.replace("{", "%7B").replace("}", "%7D")
    return "".join(parts)


def template_names(path: str) -> list[str]:
    """The names in braces of a path as documents write it."""
    return _TEMPLATED.findall(path)
