"""An Api as a collection for Postman, in the format of its first version."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping
from time import time
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, UUID, uuid5

if t.TYPE_CHECKING:
    from .api import Api

Json = dict[str, t.Any]
#: What stands in a URL for a value of a type.
DEFAULT_VARS = {"integer": 0, "number": 0, "string": ""}


def clean(data: Mapping[str, t.Any]) -> Json:
    """The data without what is None."""
    return {name: value for name, value in data.items() if value is not None}


class Request:
    """One operation of the document as a request that can be sent."""

    def __init__(
        self,
        collection: PostmanCollectionV1,
        path: str,
        params: t.Iterable[Json],
        method: str,
        operation: Json,
    ) -> None:
        self.collection = collection
        self.path = path
        self.params = list(params)
        self.method = method.upper()
        self.operation = operation

    @property
    def id(self) -> str:
        return str(uuid5(self.collection.uuid, f"{self.method} {self.url}"))

    @property
    def url(self) -> str:
        return f"{self.collection.api.base_url.rstrip('/')}{self.path}"

    @property
    def headers(self) -> str:
        document = self.collection.document
        headers: dict[str, str] = {}
        if self.method != "GET":
            types = self.operation.get("consumes", document.get("consumes", ()))
            if types:
                headers["Content-Type"] = types[-1]
        for param in self.operation.get("parameters", ()):
            if param["in"] == "header":
                headers[param["name"]] = str(param.get("default", ""))
        wanted = [
            *(document.get("security") or ()),
            *(self.operation.get("security") or ()),
        ]
        for requirement in wanted:
            for key, header in self.collection.apikeys.items():
                if key in requirement:
                    headers[header] = ""
        return "\n".join(f"{name}:{value}" for name, value in headers.items())

    @property
    def folder(self) -> str | None:
        tags = self.operation.get("tags", ())[:1]
        found = (each.id for each in self.collection.folders if each.tag in tags)
        return next(found, None)

    def as_dict(self, urlvars: bool = False) -> Json:
        url, variables = self.process_url(urlvars)
        return clean(
            {
                "id": self.id,
                "method": self.method,
                "name": self.operation["operationId"],
                "description": self.operation.get("summary"),
                "url": url,
                "headers": self.headers,
                "collectionId": self.collection.id,
                "folder": self.folder,
                "pathVariables": variables,
                "time": int(time()),
            }
        )

    def process_url(self, urlvars: bool = False) -> tuple[str, Json | None]:
        """The URL with Postman's variables in the path, and what they are at first."""
        params = {
            param["name"]: param
            for param in (*self.params, *self.operation.get("parameters", ()))
        }
        if not params:
            return self.url, None
        url = self.url
        in_path: Json = {}
        in_query: Json = {}
        for name, param in params.items():
            empty = DEFAULT_VARS.get(param.get("type", ""), "")
            if param["in"] == "path":
                url = url.replace(f"{{{name}}}", f":{name}")
                in_path[name] = empty
            elif param["in"] == "query" and urlvars:
                in_query[name] = param.get("default", empty)
        if in_query:
            url = f"{url}?{urlencode(in_query)}"
        return url, in_path


class Folder:
    """A namespace of the Api."""

    def __init__(self, collection: PostmanCollectionV1, tag: Json) -> None:
        self.collection = collection
        self.tag: str = tag["name"]
        self.description: str | None = tag.get("description")

    @property
    def id(self) -> str:
        return str(uuid5(self.collection.uuid, self.tag))

    @property
    def order(self) -> list[str]:
        return [each.id for each in self.collection.requests if each.folder == self.id]

    def as_dict(self) -> Json:
        return clean(
            {
                "id": self.id,
                "name": self.tag,
                "description": self.description,
                "order": self.order,
                "collectionId": self.collection.id,
            }
        )


class PostmanCollectionV1:
    """The collection; with `swagger` the document itself is its first request."""

    def __init__(self, api: Api, swagger: bool = False) -> None:
        self.api = api
        self.swagger = swagger
        self.document: Json = api.__schema__

    @property
    def uuid(self) -> UUID:
        return uuid5(NAMESPACE_URL, self.api.base_url)

    @property
    def id(self) -> str:
        return str(self.uuid)

    @property
    def requests(self) -> Iterator[Request]:
        if self.swagger:
            about = {
                "operationId": "Swagger specifications",
                "summary": "The API Swagger specifications as JSON",
            }
            yield Request(self, "/swagger.json", (), "get", about)
        for path, operations in self.document["paths"].items():
            params = operations.get("parameters", ())
            for method, operation in operations.items():
                if method != "parameters":
                    yield Request(self, path, params, method, operation)

    @property
    def folders(self) -> Iterator[Folder]:
        for tag in self.document["tags"]:
            yield Folder(self, tag)

    @property
    def apikeys(self) -> dict[str, str]:
        """The header of each API key, by the name of its scheme."""
        known = self.document.get("securityDefinitions") or {}
        return {
            name: scheme["name"]
            for name, scheme in known.items()
            if scheme.get("type") == "apiKey" and scheme.get("in") == "header"
        }

    def as_dict(self, urlvars: bool = False) -> Json:
        requests = list(self.requests)
        return clean(
            {
                "id": self.id,
                "name": f"{self.api.title} {self.api.version}",
                "description": self.api.description,
                "order": [each.id for each in requests if not each.folder],
                "requests": [each.as_dict(urlvars) for each in requests],
                "folders": [each.as_dict() for each in self.folders],
                "timestamp": int(time()),
            }
        )
