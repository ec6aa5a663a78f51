"""Which routes belong to the document of an API, and what they say of themselves."""

from __future__ import annotations

import inspect
import typing as t
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .document import make_unique
from .operation import (
    JSON,
    OPERATIONS,
    Answer,
    Operation,
    facts_of,
    template_names,
    template_path,
)

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from ..app import Kolben

#: HEAD and OPTIONS are there by themselves, and say nothing that GET does not.
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "QUERY")


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of an app that one document is about."""

    #: The name under which a blueprint is registered; those in it belong to it.
    blueprint: str | None = None
    #: What the URLs begin with.
    prefix: str = ""
    #: Says of a rule and its view that they belong here, whatever their name.
    claims: Callable[[Rule, t.Any], bool] | None = None

    def contains(self, rule: Rule) -> bool:
        if self.blueprint is not None:
            endpoint: str = rule.endpoint
            if not endpoint.startswith(f"{self.blueprint}."):
                return False
        prefix = self.prefix.rstrip("/")
        return not prefix or rule.rule == prefix or rule.rule.startswith(f"{prefix}/")

    @property
    def depth(self) -> tuple[int, int]:
        """How narrow it is: of two scopes that contain a rule, the deeper has it."""
        name = self.blueprint
        return (name.count(".") + 1 if name else 0, len(self.prefix))


def find_owner(rule: Rule, view: t.Any, scopes: Iterable[Scope]) -> Scope | None:
    """The scope that a rule belongs to: one that claims it, or the narrowest."""
    scopes = list(scopes)
    for scope in scopes:
        if scope.claims is not None and scope.claims(rule, view):
            return scope
    # Of scopes alike the first: max() keeps it.
    return max(
        (scope for scope in scopes if scope.contains(rule)),
        key=lambda scope: scope.depth,
        default=None,
    )


def collect_operations(
    app: Kolben, scope: Scope, scopes: Sequence[Scope], schemas: dict[str, JSON]
) -> list[Operation]:
    """The operations of ``scope`` in the order of registration, each with an id.

    ``scopes`` are those of all documents of the app; what types share is added to
    ``schemas``.
    """
    found: list[Operation] = []
    ids: set[str] = set()
    only = len(scopes) == 1 and scope.blueprint is None and not scope.prefix
    for rule in _list_rules(app):
        if rule.build_only or rule.redirect_to is not None or rule.websocket:
            continue
        view = app.view_functions.get(rule.endpoint)
        if view is None or not _speaks(view):
            continue
        if not only and find_owner(rule, view, scopes) is not scope:
            continue
        for operation in _describe_rule(rule, view, schemas):
            if not operation.operation_id:
                operation.operation_id = _name_operation(operation, rule, view, scope)
                if operation.operation_id in ids:
                    names = template_names(operation.path)
                    operation.operation_id += f"_by_{'_'.join(names)}" if names else ""
                operation.operation_id = make_unique(operation.operation_id, ids)
            ids.add(operation.operation_id)
            _part_from_facts(operation)
            found.append(operation)
    return found


def _part_from_facts(operation: Operation) -> None:
    """Let nobody who amends an operation change what was said of its view."""
    operation.tags = list(operation.tags)
    operation.answers = [
        replace(each, content=dict(each.content), headers=dict(each.headers))
        for each in operation.answers
    ]


def _list_rules(app: Kolben) -> list[Rule]:
    """The rules by endpoint, in the order of registration; of one the shorter first."""
    # Within an endpoint the map has them in the order in which it builds URLs.
    places: dict[str, int] = {}
    rules = list(app.url_map.iter_rules())
    for rule in rules:
        places.setdefault(rule.endpoint, len(places))
    rules.sort(key=lambda it: (places[it.endpoint], len(it.arguments), it.rule))
    return rules


def _speaks(view: t.Any) -> bool:
    """Whether a view has said anything that documents could repeat."""
    if hasattr(view, OPERATIONS) or facts_of(view):
        return True
    cls = getattr(view, "view_class", None)
    return cls is not None and (
        bool(facts_of(cls))
        or any(facts_of(getattr(cls, method.lower(), None)) for method in _METHODS)
    )


def _describe_rule(
    rule: Rule, view: t.Any, schemas: dict[str, JSON]
) -> Iterator[Operation]:
    tell = getattr(view, OPERATIONS, None)
    for method in _METHODS:
        if method not in (rule.methods or ()):
            continue
        operation = tell(rule, method, schemas) if tell is not None else None
        if operation is False:
            continue
        if operation is None:
            operation = _describe_plain(rule, view, method)
        if operation is not None:
            yield operation


def _describe_plain(rule: Rule, view: t.Any, method: str) -> Operation | None:
    """An operation out of what `describe` was told of a view, if it was told."""
    cls = getattr(view, "view_class", None)
    handler = getattr(cls, method.lower(), None) if cls is not None else view
    facts = {**(facts_of(cls) if cls is not None else {}), **facts_of(handler)}
    if not facts or facts.get("hidden"):
        return None
    blueprint = rule.endpoint.rpartition(".")[0]
    answers: list[Answer] = list(facts.get("answers") or ())
    if all(answer.status[0] in "45" for answer in answers):
        # Whoever tells of errors only does not mean that there is nothing else.
        answers.insert(0, Answer("200", "Success"))
    summary, _, rest = (inspect.getdoc(handler) or "").strip().partition("\n\n")
    return Operation(
        method=method.lower(),
        path=template_path(rule.rule),
        operation_id=facts.get("operation_id") or "",
        summary=facts.get("summary") or " ".join(summary.split()) or None,
        description=facts.get("description") or rest.strip() or None,
        tags=facts.get("tags") or ([blueprint.split(".")[-1]] if blueprint else []),
        answers=answers,
        security=facts.get("security"),
        deprecated=bool(facts.get("deprecated")),
        extensions=dict(facts.get("extensions") or {}),
        endpoint=rule.endpoint,
    )


def _name_operation(operation: Operation, rule: Rule, view: t.Any, scope: Scope) -> str:
    """An id that depends on nothing but its own route, so that it stays the same."""
    endpoint: str = rule.endpoint
    if scope.blueprint is not None:
        endpoint = endpoint.removeprefix(f"{scope.blueprint}.")
    name = endpoint.replace(".", "_")
    if not hasattr(view, "view_class") and _counted(rule) == 1:
        return name
    return f"{operation.method}_{name}"


def _counted(rule: Rule) -> int:
    return len((rule.methods or set()) - {"HEAD", "OPTIONS"})
