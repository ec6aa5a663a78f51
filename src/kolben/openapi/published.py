"""What there is of the documents of an app, and what was made of them."""

from __future__ import annotations

import hashlib
import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field

from ..collector import paused_collector
from ..globals import find_app_ctx
from .collect import Scope, collect_operations
from .document import write_document
from .operation import AMEND, JSON, Description
from .schemes import add_known_schemes

if t.TYPE_CHECKING:
    from ..app import Kolben

#: In `app.extensions`: the `Published` of an app, by name and blueprint.
EXTENSION = "kolben.openapi"
#: In `app.extensions`: functions that make documents known, when somebody wants them.
LATER = "kolben.openapi.later"
# Below what proxies put in front of an app there are few places.
_MOST_ROOTS = 8


class Maker(t.Protocol):
    """Says what is there to say of the whole of an API."""

    name: str
    amendments: list[Callable[[Description], None]]

    def make_description(self) -> Description: ...


@dataclass(slots=True)
class Sent:
    """A body that is sent again and again."""

    body: bytes
    etag: str


@dataclass(slots=True)
class Published:
    """One document of one app: the part it is about, and what was made of it."""

    api: Maker
    app: Kolben
    scope: Scope
    _document: JSON | None = None
    _made_of: t.Any = None
    _sent: dict[tuple[str, str], Sent] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the document; behind that of the blueprint, if it has one."""
        blueprint = self.scope.blueprint
        return f"{blueprint}.{self.api.name}" if blueprint else self.api.name

    def describe(self) -> Description:
        """What there is to say, anew."""
        ctx = find_app_ctx()
        if ctx is None or ctx.app is not self.app:
            with self.app.app_context():
                return self.describe()
        api = self.api
        description = api.make_description()
        scopes = [each.scope for each in find_published(self.app)]
        description.operations += collect_operations(
            self.app, self.scope, scopes, description.schemas
        )
        for amend in (*self.app.extensions.get(AMEND, ()), *api.amendments):
            amend(description)
        add_known_schemes(description)
        return description

    def get_document(self) -> JSON:
        """The OpenAPI 3.1 document; made again when the app has other routes."""
        # Only tests add routes after the first request.
        url_map = self.app.url_map
        made_of = (url_map, len(url_map._rules))
        if self._document is None or self._made_of != made_of:
            with paused_collector():
                self._document = write_document(self.describe())
            self._sent.clear()
            self._made_of = made_of
        return self._document

    def send(self, kind: str, root: str, make: Callable[[JSON], bytes]) -> Sent:
        """What ``make`` makes of the document below ``root``, kept."""
        document = self.get_document()
        sent = self._sent.get((kind, root))
        if sent is None:
            if "servers" not in document:
                servers: list[JSON] = [{"url": root or "/"}]
                head = {name: document[name] for name in ("openapi", "info")}
                document = {**head, "servers": servers, **document}
            body = make(document)
            sent = Sent(body, make_etag(body))
            if len(self._sent) >= 3 * _MOST_ROOTS:
                self._sent.clear()
            self._sent[kind, root] = sent
        return sent


def find_published(app: Kolben) -> list[Published]:
    """The documents of an app, in the order in which they were made known."""
    for publish in app.extensions.pop(LATER, ()):
        publish()
    return list(app.extensions.get(EXTENSION, {}).values())


def make_etag(body: bytes) -> str:
    """Of what is sent."""
    return hashlib.sha256(body).hexdigest()[:32]
