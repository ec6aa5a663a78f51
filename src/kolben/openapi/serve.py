"""The documents of an app on their URLs: made once, sent as bytes with an ETag."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Iterable, Mapping, Sequence
from zlib import crc32

from markupsafe import escape
from werkzeug.exceptions import NotFound

from ..blueprints import Blueprint, BlueprintSetupState
from ..errors import SetupError
from ..globals import _get_current_app, request
from ..response import Response
from .assets import FILES, Asset, find_asset
from .collect import Scope
from .json_text import write_json
from .operation import JSON, Answer, Description, Tag
from .pages import ASSETS, find_relative, render_docs
from .published import EXTENSION, Published, make_etag
from .reference import ORIGIN, render_reference

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from ..app import Kolben

#: What the pages ask browsers to hold them to. Nothing on them is inline.
POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'"
)

# Nothing else may get into the policy.
_HOST = re.compile(r"https?://[\w.:\[\]-]+", re.ASCII)

Ui = Mapping[str, t.Any] | Callable[[], Mapping[str, t.Any]]


class OpenAPI:
    """The OpenAPI 3.1 document of an app or a blueprint, and two pages that show it.

    Only the first argument and the title are usual. `path`, `docs` and `reference`
    are where the document, Swagger UI and the light page are; None: not there. What
    is set on the object before the first document is made counts.
    """

    def __init__(
        self,
        target: Kolben | Blueprint | None = None,
        *,
        title: str = "API",
        version: str = "1.0",
        description: str | None = None,
        terms_of_service: str | None = None,
        contact: Mapping[str, str] | None = None,
        license: Mapping[str, str] | None = None,  # noqa: A002  # OpenAPI's word
        servers: Iterable[str | JSON] = (),
        tags: Mapping[str, str | None] | None = None,
        security_schemes: Mapping[str, JSON] | None = None,
        security: Sequence[str | dict[str, list[str]]] = (),
        answers: Mapping[str, Answer] | None = None,
        extensions: Mapping[str, t.Any] | None = None,
        path: str | None = "/openapi.json",
        docs: str | None = "/docs",
        reference: str | None = "/reference",
        ui: Ui | None = None,
        decorators: Sequence[Callable[..., t.Any]] = (),
        name: str = "openapi",
        prefix: str = "",
        claims: Callable[[Rule, t.Any], bool] | None = None,
    ) -> None:
        if docs is not None and path is None:
            raise SetupError(
                "OpenAPI(path=None, docs=…): Swagger UI reads the document from its"
                " URL. Give the document a path, or leave the page out with docs=None;"
                " the page of reference=… needs no document."
            )
        self.title = title
        self.version = version
        self.description = description
        self.terms_of_service = terms_of_service
        self.contact = dict(contact or {})
        self.license = dict(license or {})
        self.servers: list[JSON] = [
            {"url": each} if isinstance(each, str) else each for each in servers
        ]
        self.tags = dict(tags or {})
        self.security_schemes = dict(security_schemes or {})
        self.security: list[dict[str, list[str]]] = [
            {each: []} if isinstance(each, str) else each for each in security
        ]
        self.answers = dict(answers or {})
        self.extensions = dict(extensions or {})
        self.path = path
        self.docs = docs
        self.reference = reference
        self.ui = ui
        self.decorators = decorators
        self.name = name
        self.prefix = prefix
        self.claims = claims
        #: Called with each `Description` before it is written; they may change it.
        self.amendments: list[Callable[[Description], None]] = []
        self._in_blueprint = False
        if target is not None:
            self.init_app(target)

    def init_app(self, target: Kolben | Blueprint) -> None:
        """Add the routes to an app, or to a blueprint, and then it is about that."""
        self._in_blueprint = isinstance(target, Blueprint)
        if isinstance(target, Blueprint):
            target.record(self._publish_blueprint)
        else:
            self.publish(target, Scope(None, self.prefix, self.claims))
        for rule, what, view in self._list_routes():
            for decorate in self.decorators:
                view = decorate(view)
            target.add_url_rule(rule, f"{self.name}_{what}", view)

    def publish(self, app: Kolben, scope: Scope) -> Published:
        """Make a document of ``scope`` known to the app, without a route for it."""
        published = Published(self, app, scope)
        known = app.extensions.setdefault(EXTENSION, {})
        if published.name in known:
            raise SetupError(
                f"The app has a document named {published.name!r} already. Give each"
                " its own: OpenAPI(…, name='admin')."
            )
        known[published.name] = published
        return published

    def get_published(self) -> Published:
        """The document that the current request is for."""
        app = _get_current_app()
        blueprint = request.blueprint if self._in_blueprint else None
        name = f"{blueprint}.{self.name}" if blueprint else self.name
        published: Published = app.extensions[EXTENSION][name]
        return published

    def make_description(self) -> Description:
        """What is said of the whole; the operations are added to it."""
        return Description(
            title=self.title,
            version=self.version,
            description=self.description,
            terms_of_service=self.terms_of_service,
            contact=dict(self.contact),
            license=dict(self.license),
            servers=list(self.servers),
            tags=[Tag(name, text) for name, text in self.tags.items()],
            answers=dict(self.answers),
            security_schemes=dict(self.security_schemes),
            security=list(self.security),
            extensions=dict(self.extensions),
        )

    def _publish_blueprint(self, state: BlueprintSetupState) -> None:
        name = f"{state.name_prefix}.{state.name}".lstrip(".")
        prefix = f"{(state.url_prefix or '').rstrip('/')}{self.prefix}"
        # The URLs of a blueprint may hold variables: its name says enough.
        self.publish(state.app, Scope(name, prefix if self.prefix else "", self.claims))

    def _list_routes(self) -> list[tuple[str, str, Callable[..., t.Any]]]:
        routes: list[tuple[str, str, Callable[..., t.Any]]] = []
        if self.path is not None:
            routes.append((self.path, "document", self._answer_document))
        if self.docs is not None:
            routes.append((self.docs, "docs", self._answer_docs))
        if self.reference is not None:
            routes.append((self.reference, "reference", self._answer_reference))
        if self.docs is not None or self.reference is not None:
            rule = f"{self._find_asset_root()}<name>"
            routes.append((rule, "asset", self._answer_asset))
        return routes

    def _find_asset_root(self) -> str:
        beside = self.path or self.docs or self.reference or "/"
        return f"{beside.rpartition('/')[0]}/{ASSETS}/"

    def _answer_document(self, **_values: t.Any) -> Response:
        sent = self.get_published().send("document", request.script_root, write_json)
        return self._answer(sent.body, sent.etag, "application/json")

    def _answer_docs(self, **_values: t.Any) -> Response:
        assert self.docs is not None
        assert self.path is not None
        ui = self.ui() if callable(self.ui) else self.ui
        links = self._make_links(self.docs)
        body = render_docs(self.title, links, ui or {})
        hosts = _list_hosts(self.get_published().get_document())
        policy = f"{POLICY}; connect-src 'self' {' '.join(hosts)}" if hosts else POLICY
        return self._answer_page(body, make_etag(body), policy)

    def _answer_reference(self, **_values: t.Any) -> Response:
        assert self.reference is not None
        links = self._make_links(self.reference)
        sent = self.get_published().send(
            "reference", request.script_root, lambda it: render_reference(it, links)
        )
        # The host comes with each request, so it is not in what is kept.
        origin = request.host_url.rstrip("/")
        if not _HOST.fullmatch(origin):
            # It stands between the quotes of commands.
            origin = ORIGIN
        body = sent.body.replace(ORIGIN.encode(), str(escape(origin)).encode())
        return self._answer_page(body, f"{sent.etag}-{crc32(origin.encode()):08x}")

    def _answer_asset(self, name: str, **_values: t.Any) -> Response:
        asset = find_asset(name)
        if asset is None:
            raise NotFound
        return send_asset(asset)

    def _make_links(self, page: str) -> dict[str, str]:
        """From a page to its files and the others; relative, whatever is in front."""
        root = self._find_asset_root()
        links = {
            name: find_relative(page, f"{root}{name}?v={version}")
            for name, version in _list_versions()
        }
        for what, path in (
            ("document", self.path),
            ("docs", self.docs),
            ("reference", self.reference),
        ):
            if path is not None:
                links[what] = find_relative(page, path)
        return links

    def _answer_page(self, body: bytes, etag: str, policy: str = POLICY) -> Response:
        response = self._answer(body, etag, "text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _answer(self, body: bytes, etag: str, content_type: str) -> Response:
        response = Response(body, content_type=content_type)
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        return t.cast(Response, response.make_conditional(request))


def _list_hosts(document: JSON) -> list[str]:
    """Others that "Try it out" has to reach: those the document itself names."""
    urls: list[str] = [server["url"] for server in document.get("servers") or ()]
    components = document.get("components") or {}
    for scheme in (components.get("securitySchemes") or {}).values():
        for flow in (scheme.get("flows") or {}).values():
            urls += [flow[name] for name in ("tokenUrl", "refreshUrl") if name in flow]
    found = (_HOST.match(url) for url in urls)
    return list(dict.fromkeys(match[0] for match in found if match))


def _list_versions() -> Iterable[tuple[str, str]]:
    for name in FILES:
        asset = find_asset(name)
        assert asset is not None
        yield name, asset.version


def send_asset(asset: Asset) -> Response:
    """A file of the pages as a response; it may be kept if its version is asked for."""
    body, etag, packed = asset.body, asset.version, asset.compressed
    takes = request.accept_encodings["gzip"] > 0 and packed is not None
    if takes and packed is not None:
        body, etag = packed, f"{etag}-gzip"
    response = Response(body, content_type=asset.content_type)
    response.set_etag(etag)
    if packed is not None:
        response.vary.add("Accept-Encoding")
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    keep = "no-cache"
    if request.args.get("v") == asset.version:
        keep = "public, max-age=31536000, immutable"
    response.headers["Cache-Control"] = keep
    response.headers["X-Content-Type-Options"] = "nosniff"
    return t.cast(Response, response.make_conditional(request))
