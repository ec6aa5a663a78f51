"""The ways in which callers prove who they are, as documents write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from .operation import JSON, Description


def bearer(bearer_format: str | None = None, description: str | None = None) -> JSON:
    """A token in the Authorization header."""
    return _scheme(
        description, type="http", scheme="bearer", bearerFormat=bearer_format
    )


def basic(description: str | None = None) -> JSON:
    """A name and a password in the Authorization header."""
    return _scheme(description, type="http", scheme="basic")


def api_key(
    name: str,
    place: Literal["header", "query", "cookie"] = "header",
    description: str | None = None,
) -> JSON:
    """A key of its own header, query parameter or cookie."""
    return {**_scheme(description, type="apiKey", name=name), "in": place}


def oauth2(flows: Mapping[str, JSON], description: str | None = None) -> JSON:
    """OAuth 2; ``flows`` is an OAuth Flows Object, such as
    ``{"clientCredentials": {"tokenUrl": "/token", "scopes": {"read": "Read"}}}``.
    """
    return _scheme(description, type="oauth2", flows=dict(flows))


def open_id(url: str, description: str | None = None) -> JSON:
    """OpenID Connect; ``url`` is that of the discovery document."""
    return _scheme(description, type="openIdConnect", openIdConnectUrl=url)


def _scheme(description: str | None, **members: object) -> JSON:
    found = {name: value for name, value in members.items() if value is not None}
    return {**found, "description": description} if description else found


#: Those that views of Kolben name by themselves; see `kolben.security.api`.
KNOWN: dict[str, JSON] = {
    "bearer": bearer(description="An access token."),
    # No scheme of OpenAPI's says that the request itself is signed.
    "signature": api_key(
        "Signature",
        description="HMAC-SHA256 of the request, by RFC 9421: with the headers"
        " Signature-Input and Content-Digest.",
    ),
}


def add_known_schemes(description: Description) -> None:
    """Declare the known schemes that operations name and nobody has declared."""
    schemes = description.security_schemes
    needs = [*description.security]
    for operation in description.operations:
        needs += operation.security or ()
    for need in needs:
        for name in need:
            if name in KNOWN:
                schemes.setdefault(name, KNOWN[name])
