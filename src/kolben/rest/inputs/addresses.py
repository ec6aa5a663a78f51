"""Addresses of machines, pages and people."""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from typing import Any
from urllib.parse import urlparse

# Every part ends where the next begins, so that no text makes it search for long.
_LABEL = r"[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?"
netloc_regex = re.compile(
    r"(?:(?P<auth>[^:@]+(?::[^:@]*)?)@)?"
    r"(?:"
    r"(?P<localhost>localhost)"
    r"|(?P<ipv4>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})"
    r"|\[?(?P<ipv6>[A-F0-9]*:[A-F0-9:]+)\]?"
    rf"|(?P<domain>(?:{_LABEL}\.)+(?:[A-Z]{{2,6}}|[A-Z0-9-]{{2,}})\.?)"
    r")"
    r"(?::(?P<port>\d+))?$",
    re.IGNORECASE,
)
email_regex = re.compile(
    r"^(?P<local>[^@]*[^@.])@(?P<server>[^@.]+(?:\.[^@.]+)*)$", re.IGNORECASE
)


def ipv4(value: str) -> str:
    """An IPv4 address with its four parts."""
    try:
        socket.inet_aton(value)
    except (OSError, ValueError):
        pass
    else:
        if value.count(".") == 3:
            return value
    raise ValueError(f"{value} is not a valid ipv4 address")


def ipv6(value: str) -> str:
    """An IPv6 address."""
    try:
        socket.inet_pton(socket.AF_INET6, value)
    except (OSError, ValueError):
        # The word of flask_restx, which its users' clients may compare.
        raise ValueError(f"{value} is not a valid ipv4 address") from None
    return value


def ip(value: str) -> str:
    """An IPv4 or IPv6 address."""
    for check in (ipv4, ipv6):
        try:
            return check(value)
        except ValueError:
            pass
    raise ValueError(f"{value} is not a valid ip")


class URL:
    """A URL that is within limits.

    `check` asks DNS for the domain; `ip`, `local`, `port` and `auth` allow addresses,
    this machine, a port, a user. `schemes` and `domains` are those allowed, None for
    all; `exclude` are domains that are not.
    """

    def __init__(
        self,
        check: bool = False,
        ip: bool = False,
        local: bool = False,
        port: bool = False,
        auth: bool = False,
        schemes: Collection[str] | None = None,
        domains: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> None:
        self.check = check
        self.ip = ip
        self.local = local
        self.port = port
        self.auth = auth
        self.schemes = schemes
        self.domains = domains
        self.exclude = exclude

    def error(self, value: str, details: str | None = None) -> Any:
        """Raise the ValueError for a URL; ``{0}`` in `details` is the URL."""
        text = "{0} is not a valid URL"
        if details:
            text = f"{text}. {details}"
        raise ValueError(text.format(value))

    def __call__(self, value: str) -> str:
        parsed = urlparse(value)
        found = netloc_regex.match(parsed.netloc)
        if not (parsed.scheme and parsed.netloc):
            host = parsed.netloc or re.split(r"[/?]", parsed.path, maxsplit=1)[0]
            hint = "Did you mean: http://{0}" if netloc_regex.match(host) else None
            self.error(value, hint)
        if self.schemes and parsed.scheme not in self.schemes:
            self.error(value, "Protocol is not allowed")
        if found is None:
            return str(self.error(value))
        part = found.groupdict()
        self._check_address(value, part)
        if part["auth"] and not self.auth:
            self.error(value, "Authentication is not allowed")
        if part["localhost"] and not self.local:
            self.error(value, "Localhost is not allowed")
        if part["port"]:
            if not self.port:
                self.error(value, "Custom port is not allowed")
            # No number that is long enough to be slow is in range.
            if len(part["port"]) > 9 or not 0 < int(part["port"]) < 65535:
                self.error(value, "Port is out of range")
        if part["domain"]:
            self._check_domain(value, part["domain"])
        return value

    def _check_address(self, value: str, part: dict[str, Any]) -> None:
        address = part["ipv4"] or part["ipv6"]
        if not address:
            return
        if not self.ip:
            self.error(value, "IP is not allowed")
        try:
            ip(address)
        except ValueError as error:
            self.error(value, str(error).replace("{", "{{").replace("}", "}}"))
        if not self.local and (address.startswith("127.") or address == "::1"):
            self.error(value, "Localhost is not allowed")

    def _check_domain(self, value: str, domain: str) -> None:
        if self.domains:
            if domain not in self.domains:
                self.error(value, "Domain is not allowed")
        elif self.exclude and domain in self.exclude:
            self.error(value, "Domain is not allowed")
        if self.check:
            try:
                socket.getaddrinfo(domain, None)
            except OSError:
                self.error(value, "Domain does not exists")

    @property
    def __schema__(self) -> dict[str, Any]:
        return {"type": "string", "format": "url"}


#: A URL of the usual schemes: with a user, a port, an address, also of this machine.
url = URL(
    ip=True, auth=True, port=True, local=True, schemes=("http", "https", "ftp", "ftps")
)


class email:
    """An address for mail, within the limits that `URL` has too."""

    def __init__(
        self,
        check: bool = False,
        ip: bool = False,
        local: bool = False,
        domains: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> None:
        self.check = check
        self.ip = ip
        self.local = local
        self.domains = domains
        self.exclude = exclude

    def error(self, value: str, msg: str | None = None) -> Any:
        """Raise the ValueError for an address; ``{0}`` in `msg` is the address."""
        raise ValueError((msg or "{0} is not a valid email").format(value))

    def is_ip(self, value: str) -> bool:
        """Whether a server is named by its address."""
        try:
            ip(value)
        except ValueError:
            return False
        return True

    def __call__(self, value: str) -> str:
        found = email_regex.match(value)
        if found is None or ".." in value:
            return str(self.error(value))
        server = found["server"]
        if self.check:
            try:
                socket.getaddrinfo(server, None)
            except OSError:
                self.error(value)
        if self.domains and server not in self.domains:
            self.error(value, "{0} does not belong to the authorized domains")
        if self.exclude and server in self.exclude:
            self.error(value, "{0} belongs to a forbidden domain")
        is_local = server in ("localhost", "::1") or server.startswith("127.")
        if is_local and not self.local:
            self.error(value)
        if self.is_ip(server) and not self.ip:
            self.error(value)
        return value

    @property
    def __schema__(self) -> dict[str, Any]:
        return {"type": "string", "format": "email"}


for _function, _schema in (
    (ip, {"type": "string", "format": "ip"}),
    (ipv4, {"type": "string", "format": "ipv4"}),
    (ipv6, {"type": "string", "format": "ipv6"}),
):
    setattr(_function, "__schema__", _schema)  # noqa: B010  # functions have none for mypy
