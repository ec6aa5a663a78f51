"""What an Api says of itself, for OpenAPI 3.1: the whole, and each of its routes."""

from __future__ import annotations

import typing as t

from ..globals import _get_app_ctx
from ..openapi.converters import describe_converter
from ..openapi.operation import (
    JSON,
    Answer,
    Description,
    Operation,
    Tag,
    facts_of,
    template_path,
)
from .swagger import Swagger, list_requirements
from .upgrade import Upgrade, read_requirements, upgrade_scheme
from .upgrade_schema import SchemaUpgrade, make_name

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from ..app import Kolben
    from .api import Api
    from .namespace import Namespace
    from .resource import Resource

_MOST_AT_ONCE = 8
Told = Operation | t.Literal[False]


class Describer:
    """Describes the routes of an Api for one document, whose shared schemas are
    ``schemas``."""

    def __init__(self, api: Api, app: Kolben, schemas: dict[str, JSON]) -> None:
        self.api = api
        self.schemas = schemas
        #: The shared answers of the document, where it is the Api's own.
        self._answers: dict[str, Answer] | None = None
        self._errors: dict[str, JSON] | None = None
        #: The names of error handlers' answers among the shared ones.
        self._names: dict[str, str] = {}
        self._swagger = Swagger(api, app, in_full=True)
        self._upgrade = Upgrade(
            SchemaUpgrade(api.models, schemas), list(api.representations)
        )
        self._items: dict[tuple[int, str], JSON | None] = {}

    def describe_whole(self, description: Description) -> None:
        """Add all but the operations."""
        self._answers = description.answers
        swagger = self._swagger
        info = swagger.write_info()
        description.title = str(info["title"])
        description.version = str(info["version"])
        description.description = _read_text(info.get("description"))
        description.terms_of_service = _read_text(info.get("termsOfService"))
        for name in ("contact", "license"):
            given = info.get(name, {})
            setattr(description, name, {k: str(v) for k, v in given.items() if v})
        for tag in swagger.list_tags():
            description.tags.append(Tag(tag["name"], tag.get("description")))
        description.security_schemes.update(
            (name, upgrade_scheme(scheme))
            for name, scheme in swagger.find_authorizations().items()
        )
        needed = read_requirements(list_requirements(self.api.security))
        description.security.extend(needed or ())

    def describe(
        self,
        namespace: Namespace,
        resource: type[Resource],
        urls: t.Iterable[str],
        rule: Rule,
        method: str,
    ) -> Told:
        """The operation of one rule and method; False for one that is hidden."""
        name = method.lower()
        found = self._find_item(namespace, resource, urls, rule)
        old = (found or {}).get(name)
        facts = {**facts_of(resource), **facts_of(getattr(resource, name, None))}
        if found is None or old is None or facts.get("hidden"):
            return False
        operation = self._upgrade.upgrade_operation(
            old, found.get("parameters", ()), name, template_path(rule.rule)
        )
        operation.endpoint = rule.endpoint
        operation.answers = [self._share(each) for each in operation.answers]
        for parameter in operation.parameters:
            if parameter.place == "path":
                taken = describe_converter(rule, parameter.name)
                parameter.schema = {**taken, **parameter.schema}
        _add_facts(operation, facts)
        return operation

    def _share(self, answer: Answer) -> Answer:
        """The answer, with that of an error handler among the shared ones."""
        old = answer.reference
        if old is None:
            return answer
        if self._errors is None:
            self._errors = self._swagger.list_errors()
        if self._answers is None:
            return self._upgrade.upgrade_answer(self._errors[old], answer.status)
        if old not in self._names:
            name = self._names[old] = make_name(old, self._answers)
            made = self._upgrade.upgrade_answer(self._errors[old], "default")
            self._answers[name] = made
        return Answer(answer.status, reference=self._names[old])

    def _find_item(
        self,
        namespace: Namespace,
        resource: type[Resource],
        urls: t.Iterable[str],
        rule: Rule,
    ) -> JSON | None:
        """What there is to say of a rule, in Swagger 2.0; by method."""
        prefix = self.api.prefix
        # What stands before is the blueprint's.
        fits = [url for url in urls if rule.rule.endswith(f"{prefix}{url}")]
        url = max(fits, key=len, default=None)
        if url is None:
            return None
        for route in namespace.resources:
            if route.resource is resource and url in self.api.ns_urls(
                namespace, route.urls
            ):
                key = (id(route), url)
                if key not in self._items:
                    self._items[key] = self._swagger.write_resource(
                        namespace, route, url
                    )
                return self._items[key]
        return None


def find_describer(api: Api, schemas: dict[str, JSON]) -> Describer:
    """The describer of the document whose shared schemas are `schemas`."""
    known = api._describers
    describer: Describer
    for describer in known:
        if describer.schemas is schemas:
            return describer
    made = Describer(api, _get_app_ctx().app, schemas)
    # Threads may make the document at the same time.
    api._describers = [made, *known[:_MOST_AT_ONCE]]
    return made


def describe_route(
    api: Api,
    namespace: Namespace,
    resource: type[Resource],
    urls: tuple[str, ...],
    rule: Rule,
    method: str,
    schemas: dict[str, JSON],
) -> Told:
    """What `__operations__` is on the view of a resource."""
    describer = find_describer(api, schemas)
    return describer.describe(namespace, resource, urls, rule, method)


def _add_facts(operation: Operation, facts: dict[str, t.Any]) -> None:
    """What `describe` was told goes before what the decorators of the Api said."""
    if not facts:
        return
    for name in ("operation_id", "summary", "description", "tags", "security"):
        if facts.get(name) is not None:
            setattr(operation, name, facts[name])
    operation.deprecated = operation.deprecated or bool(facts.get("deprecated"))
    operation.extensions.update(facts.get("extensions") or {})
    told: dict[str, Answer] = {each.status: each for each in facts.get("answers") or ()}
    operation.answers = [
        *(told.pop(each.status, each) for each in operation.answers),
        *told.values(),
    ]


def _read_text(value: t.Any) -> str | None:
    return str(value) if value else None
