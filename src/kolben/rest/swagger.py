"""The document of an Api in Swagger 2.0, out of what its decorators declared."""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from ..globals import _get_app_ctx
from .docstring import parse_docstring
from .documentation import ALTERNATIVES, ATTRIBUTE, Doc, get_doc, join, merge
from .model import ModelBase
from .reqparse import RequestParser
from .swagger_models import Definitions
from .swagger_parameters import (
    Param,
    clean_header,
    extract_path,
    extract_path_params,
    find_cookies,
    finish_params,
    make_body,
    make_key,
    split_parser,
)

if t.TYPE_CHECKING:
    from ..app import Kolben
    from .api import Api
    from .namespace import Namespace
    from .resource import Resource

_SUCCESS = "Success"
_OK = str(int(HTTPStatus.OK))
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _value(value: t.Any) -> t.Any:
    """A value, which may be given as a function that returns it."""
    return value() if callable(value) else value


def _lay(first: Doc, second: t.Any) -> Doc:
    """Both together, not to be changed: where one is empty it is the other itself."""
    if not second:
        return first
    return join(first, second) if first else second


def _drop_none(values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {key: value for key, value in values.items() if value is not None}


def is_hidden(resource: t.Any, route_doc: t.Any = None) -> bool:
    """Whether documents leave a resource out."""
    return route_doc is False or getattr(resource, ATTRIBUTE, None) is False


class Swagger:
    """Makes the document of `api`; needs the context of the app, or the app.

    `in_full` answers say what Swagger 2.0 cannot: see `ALTERNATIVES`.
    """

    def __init__(
        self, api: Api, app: Kolben | None = None, *, in_full: bool = False
    ) -> None:
        self.api = api
        self._definitions = Definitions(api.models)
        app = app or _get_app_ctx().app
        self._config = app.config
        self._converters = app.url_map.converters
        self._in_full = in_full
        self._parsers: dict[int, tuple[RequestParser, dict[str, Param]]] = {}

    def as_dict(self) -> Doc:
        """The document. Raises ValueError for declarations that make none."""
        api = self.api
        responses = self.list_errors()
        paths: dict[str, Doc] = {}
        for namespace in api.namespaces:
            for route in namespace.resources:
                for url in api.ns_urls(namespace, route.urls):
                    item = self.write_resource(namespace, route, url)
                    if item is not None:
                        paths[extract_path(url)] = item
        if self._config.get("RESTX_INCLUDE_ALL_MODELS"):
            for name in api.models:
                self._definitions.register(name)
        path = api.base_path
        return _drop_none(
            {
                "swagger": "2.0",
                "basePath": path[:-1] if len(path) > 1 and path[-1] == "/" else path,
                "paths": dict(sorted(paths.items())),
                "info": self.write_info(),
                "produces": list(api.representations),
                "consumes": ["application/json"],
                "securityDefinitions": self.find_authorizations() or None,
                "security": list_requirements(api.security) or None,
                "tags": self.list_tags(),
                "definitions": self._definitions.as_dict() or None,
                "responses": responses or None,
                "host": self._find_host(),
            }
        )

    # The whole ------------------------------------------------------------------

    def find_authorizations(self) -> Doc:
        """The ways to be let in, of the Api and its namespaces: the Api gets all."""
        api = self.api
        for namespace in api.namespaces:
            if namespace.authorizations:
                api.authorizations = merge(
                    api.authorizations or {}, namespace.authorizations
                )
        return api.authorizations or {}

    def write_info(self) -> Doc:
        """Title, version and what else there is."""
        api = self.api
        info: Doc = {"title": _value(api.title), "version": _value(api.version)}
        if api.description:
            info["description"] = _value(api.description)
        if api.terms_url:
            info["termsOfService"] = _value(api.terms_url)
        if api.contact and (api.contact_email or api.contact_url):
            info["contact"] = {
                "name": _value(api.contact),
                "email": _value(api.contact_email),
                "url": _value(api.contact_url),
            }
        if api.license:
            info["license"] = {"name": _value(api.license)}
            if api.license_url:
                info["license"]["url"] = _value(api.license_url)
        return info

    def _find_host(self) -> str | None:
        host: str | None = self._config.get("SERVER_NAME") or None
        blueprint = self.api.blueprint
        if host and blueprint is not None and blueprint.subdomain:
            return f"{blueprint.subdomain}.{host}"
        return host

    def list_tags(self) -> list[Doc]:
        """The groups of operations: the Api's tags, and the namespaces."""
        tags = [_make_tag(tag) for tag in self.api.tags]
        by_name = {tag["name"]: tag for tag in tags}
        for namespace in self.api.namespaces:
            # One without anything to show is no group.
            if all(is_hidden(r.resource, r.route_doc) for r in namespace.resources):
                continue
            tag = by_name.get(namespace.name)
            if tag is None:
                tags.append(tag := {"name": namespace.name})
            if namespace.description:
                tag["description"] = namespace.description
        return tags

    def list_errors(self) -> dict[str, Doc]:
        """The shared answers: those of the Api's error handlers."""
        found = {}
        for exception, handler in self.api.error_handlers.items():
            doc = get_doc(handler)
            response: Doc = {"description": parse_docstring(handler).summary}
            self._add_headers(response, doc, {}, {})
            for _, model, _ in doc.get("responses", {}).values():
                response["schema"] = self._definitions.write(model)
                break
            found[exception.__name__] = _drop_none(response)
        return found

    # Resources ------------------------------------------------------------------

    def write_resource(
        self, namespace: Namespace, route: t.Any, url: str
    ) -> Doc | None:
        """The operations of a resource on one of its URLs; None for a hidden one."""
        found = self._read(route.resource, url, route.route_doc)
        if found is None:
            return None
        doc, by_method = found
        only = {name.lower() for name in route.kwargs.get("methods") or ()}
        item: Doc = {}
        shared = self._write_params(doc)
        if shared:
            item["parameters"] = shared
        for method, method_doc in by_method.items():
            if method_doc is False or (only and method not in only):
                continue
            item[method] = self._write_operation(doc, method, method_doc)
            item[method]["tags"] = [namespace.name]
        return item

    def _read(
        self, resource: type[Resource], url: str, route_doc: t.Any
    ) -> tuple[Doc, dict[str, t.Any]] | None:
        """What is declared of a resource on one URL, and of its methods."""
        if is_hidden(resource, route_doc):
            return None
        doc = join(get_doc(resource), route_doc or {})
        # One resource on several routes has an id for each.
        name = resource.__name__
        doc["name"] = f"{name}_{url}" if route_doc else name
        params = _lay(self._expect(doc), doc.get("params"))
        params = _lay(params, extract_path_params(url, self._converters))
        shared = {make_key(name, param): param for name, param in params.items()}
        # What a method says of a parameter itself is not said for all.
        lowered: set[tuple[str, str]] = set()
        by_method: dict[str, t.Any] = {}
        for method in sorted([name.lower() for name in resource.methods or ()]):
            method_doc = doc.get(method, {})
            function = getattr(resource, method)
            declared = get_doc(function)
            if method_doc is False or declared is False:
                by_method[method] = False
                continue
            method_doc = join(method_doc, declared)
            method_doc["docstring"] = parse_docstring(function)
            own = _lay(self._expect(method_doc), method_doc.get("params"))
            inherited = {name: params[name] for name in params if name in own}
            own = method_doc["params"] = _lay(inherited, own)
            for name, param in own.items():
                key = make_key(name, param)
                if key in shared:
                    lowered.add(key)
            by_method[method] = method_doc
        if not lowered:
            # As most are.
            doc["params"] = params
            return doc, by_method
        for method_doc in by_method.values():
            if not method_doc:
                continue
            method_doc["params"] = dict(method_doc["params"])
            has = {make_key(name, each) for name, each in method_doc["params"].items()}
            for key, param in shared.items():
                if key in lowered and key not in has:
                    method_doc["params"][key[0]] = dict(param)
        doc["params"] = {
            key[0]: param for key, param in shared.items() if key not in lowered
        }
        return doc, by_method

    def _expect(self, doc: Doc) -> dict[str, Param]:
        """The parameters of what is expected: parsers, and one body."""
        params: dict[str, Param] = {}
        for expected in doc.get("expect", ()):
            if isinstance(expected, RequestParser):
                params.update(self._read_parser(expected))
            elif isinstance(expected, ModelBase):
                params["payload"] = make_body(self._definitions.write(expected))
            elif isinstance(expected, list | tuple):
                model, description = (
                    expected if len(expected) == 2 else (expected, None)
                )
                schema = self._definitions.write(model)
                params["payload"] = make_body(schema, description)
        return params

    def _read_parser(self, parser: RequestParser) -> dict[str, Param]:
        """The parameters of a parser, which many methods may have."""
        known = self._parsers.get(id(parser))
        if known is None:
            params = split_parser(parser.__schema__)
            if self._in_full:
                params.update(find_cookies(parser, params))
            # With the parser, so that no other gets its id.
            known = self._parsers[id(parser)] = (parser, params)
        return known[1]

    def _write_params(self, doc: Doc) -> list[Param]:
        params = finish_params(doc["params"]) if doc["params"] else []
        mask = doc.get("__mask__")
        if mask and self._config.get("RESTX_MASK_SWAGGER"):
            param: Param = {
                "name": self._config["RESTX_MASK_HEADER"],
                "in": "header",
                "type": "string",
                "format": "mask",
                "description": "An optional fields mask",
            }
            if isinstance(mask, str):
                param["default"] = mask
            params.append(param)
        return params

    def _write_operation(self, doc: Doc, method: str, method_doc: Doc) -> Doc:
        params = self._write_params(method_doc)
        docstring = method_doc["docstring"]
        parts = []
        if "description" in doc:
            parts.append(doc["description"] or "")
        if "description" in method_doc:
            parts.append(method_doc["description"])
        if docstring.details:
            parts.append(docstring.details)
        operation: Doc = {"responses": self._write_responses(doc, method_doc)}
        if docstring.summary is not None:
            operation["summary"] = docstring.summary
        if parts and (text := "\n".join(parts).strip()):
            operation["description"] = text
        operation["operationId"] = (
            method_doc["id"]
            if "id" in method_doc
            else self.api.default_id(doc["name"], method)
        )
        if params:
            operation["parameters"] = params
        for each in (method_doc, doc):
            if "security" in each:
                operation["security"] = list_requirements(each["security"])
                break
        if "produces" in method_doc:
            operation["produces"] = method_doc["produces"]
        if doc.get("deprecated") or method_doc.get("deprecated"):
            operation["deprecated"] = True
        places = [param.get("in") for param in doc["params"].values()]
        if "formData" in places or "formData" in [param["in"] for param in params]:
            every = [*doc["params"].values(), *params]
            has_file = any(param.get("type") == "file" for param in every)
            operation["consumes"] = [_FORMS[1]] if has_file else list(_FORMS)
        for name, value in method_doc.get("vendor", {}).items():
            operation[name if name.startswith("x-") else f"x-{name}"] = value
        return _drop_none(operation) if None in operation.values() else operation

    def _write_responses(self, doc: Doc, method_doc: Doc) -> dict[str, Doc]:
        responses: dict[str, Doc] = {}
        shared = "headers" in doc or "headers" in method_doc
        for each in (doc, method_doc):
            for code, declared in each.get("responses", {}).items():
                description, model, options = _read_response(declared)
                response = responses.setdefault(str(code), {})
                response["description"] = description or _SUCCESS
                if model:
                    response["schema"] = self._write_content(model, options)
                    if self._in_full and ALTERNATIVES in options:
                        response[ALTERNATIVES] = [
                            self._write_content(*each) for each in options[ALTERNATIVES]
                        ]
                if shared or options:
                    headers = options.get("headers") or {}
                    self._add_headers(response, doc, method_doc, headers)
            if "model" in each:
                code = _write_code(each.get("default_code", _OK))
                if code not in responses:
                    responses[code] = {"description": _SUCCESS}
                    self._add_headers(responses[code], doc, method_doc, {})
                responses[code]["schema"] = self._definitions.write(each["model"])
            if "docstring" in each:
                for name in each["docstring"].raises:
                    code = self._find_code(name)
                    if code is not None:
                        responses[code] = {"$ref": f"#/responses/{name}"}
        if not responses:
            responses[_OK] = {"description": _SUCCESS}
            self._add_headers(responses[_OK], doc, method_doc, {})
        return responses

    def _write_content(self, model: t.Any, options: Doc) -> Doc:
        schema = self._definitions.write(model)
        envelope = options.get("envelope")
        return {"properties": {envelope: schema}} if envelope else schema

    def _find_code(self, name: str) -> str | None:
        """The status that an error handler's class of this name is documented with."""
        for exception, handler in self.api.error_handlers.items():
            codes = get_doc(handler).get("responses")
            if codes and exception.__name__ == name:
                return str(next(iter(codes)))
        return None

    def _add_headers(self, response: Doc, doc: Doc, method_doc: Doc, more: Doc) -> None:
        if "headers" in doc or "headers" in method_doc or more:
            response["headers"] = {
                name: clean_header(header)
                for headers in (
                    doc.get("headers", {}),
                    method_doc.get("headers", {}),
                    more,
                )
                for name, header in headers.items()
            }


def _read_response(declared: t.Any) -> tuple[str | None, t.Any, Doc]:
    if isinstance(declared, str):
        return declared, None, {}
    if len(declared) == 3:
        description, model, options = declared
        return description, model, options
    if len(declared) == 2:
        return declared[0], declared[1], {}
    raise ValueError("Unsupported response specification")


def _write_code(code: t.Any) -> str:
    return str(int(code)) if isinstance(code, int) else str(code)


def _make_tag(tag: t.Any) -> Doc:
    if isinstance(tag, str):
        return {"name": tag}
    if isinstance(tag, list | tuple):
        return {"name": tag[0], "description": tag[1]}
    if isinstance(tag, dict) and "name" in tag:
        return tag
    raise ValueError(f"Unsupported tag format for {tag}")


def list_requirements(value: t.Any) -> list[t.Any]:
    """Ways to be let in, each by the names of schemes with their scopes."""
    if isinstance(value, list | tuple):
        return [_make_requirement(each) for each in value]
    requirement = _make_requirement(value) if value else None
    return [requirement] if requirement else []


def _make_requirement(value: t.Any) -> Doc | None:
    if isinstance(value, str):
        return {value: []}
    if isinstance(value, dict):
        return {
            name: scopes if isinstance(scopes, list | tuple) else [scopes]
            for name, scopes in value.items()
        }
    return None
