"""Headers that tell browsers how little these pages need."""

from __future__ import annotations

from kolben import Kolben, Response, request

# Everything comes from this host, nothing is inline, nobody frames it.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# With the name as it is compared.
_LOWERED = tuple((name.lower(), name, value) for name, value in _HEADERS.items())
_YEAR = 365 * 24 * 3600


def add_headers(app: Kolben) -> None:
    """Send the headers with every answer of the app, errors included."""
    app.after_request(set_headers)


def set_headers(response: Response) -> Response:
    """Set what is not set yet: a view may be stricter or looser on purpose."""
    headers = response.headers
    # Looked at once, not once for each: this runs for every answer.
    present = {name.lower() for name, _ in headers}
    for lowered, name, value in _LOWERED:
        if lowered not in present:
            headers.add(name, value)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    if request.endpoint == "static" and "v" in request.args:
        # The address has the file's own digest: it is never another file.
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
