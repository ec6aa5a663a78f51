"""Who may sign requests: clients, their secrets and what they may do."""

from __future__ import annotations

import secrets
import threading
import typing as t
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ...errors import InvalidName, SetupError
from .client_types import check_client_type
from .scope_names import check_scopes
from .signature import is_key_id

#: A shorter secret than the MAC is the weakest part of it (RFC 2104, section 3).
SECRET_BYTES = 32


class WeakSecret(SetupError, ValueError):
    """A secret that could be guessed."""


class UnknownClient(SetupError, KeyError):
    """No client has this id."""

    def __str__(self) -> str:
        return str(self.args[0])


def new_secret() -> str:
    """A random secret of 256 bits, as text that fits into any configuration."""
    return secrets.token_urlsafe(SECRET_BYTES)


def check_secret(secret: str | bytes) -> bytes:
    """The bytes of a secret. Raises WeakSecret."""
    value = secret.encode() if isinstance(secret, str) else bytes(secret)
    if len(value) < SECRET_BYTES or len(set(value)) < 8:
        raise WeakSecret(
            f"A secret needs {SECRET_BYTES} random bytes at least; the one given has"
            f" {len(value)}, and {len(set(value))} different ones. Make one with"
            " kolben.security.api.new_secret()."
        )
    return value


@dataclass(frozen=True, slots=True)
class Client:
    """One who signs requests.

    Two secrets may be valid at a time, the newer one first: see `rotated`. A text
    stands for its bytes in UTF-8.
    """

    id: str
    secrets: t.Sequence[str | bytes] = field(repr=False)
    scopes: t.Collection[str] = frozenset()
    #: A client that is not active is answered as one that does not exist.
    active: bool = True
    #: What the app wants to know of it.
    about: t.Any = field(default=None, repr=False)
    #: What kind of client it is, for views that are not for all kinds.
    type: str = ""

    def __post_init__(self) -> None:
        if not is_key_id(self.id):
            raise InvalidName(
                f"{self.id!r} cannot be a client's id: take 1 to 128 ASCII letters,"
                " digits and signs, without spaces, quotation marks and backslashes."
            )
        given = self.secrets
        # One secret that is not in a list.
        several = (given,) if isinstance(given, str | bytes) else tuple(given)
        if not 1 <= len(several) <= 2:
            raise WeakSecret(
                f"Client {self.id!r} has {len(several)} secrets. Give it one, or two"
                " while the old one is being replaced."
            )
        set_ = object.__setattr__
        set_(self, "secrets", tuple(check_secret(secret) for secret in several))
        check_client_type(self.type)
        set_(self, "scopes", check_scopes(self.scopes))

    def keys(self) -> tuple[bytes, ...]:
        """The secrets as bytes."""
        return t.cast(tuple[bytes, ...], self.secrets)

    def rotated(self, secret: str | bytes) -> Client:
        """This client with a new secret, and its newest one until `settled`."""
        return replace(self, secrets=(secret, self.secrets[0]))

    def settled(self) -> Client:
        """This client with its newest secret only."""
        return replace(self, secrets=self.secrets[:1])


class FindsClients(t.Protocol):
    """Where clients are looked up. What it raises is answered with 503."""

    def find(self, client_id: str) -> Client | None:
        """The client with this id, or None."""


class Clients:
    """Clients in memory: for those that come with the app's configuration."""

    def __init__(self, clients: Iterable[Client] = ()) -> None:
        self._lock = threading.Lock()
        self._clients: dict[str, Client] = {}
        for client in clients:
            self.add(client)

    def find(self, client_id: str) -> Client | None:
        return self._clients.get(client_id)

    def add(self, client: Client) -> None:
        """Take a client that is new here."""
        with self._lock:
            if client.id in self._clients:
                raise SetupError(
                    f"There is a client {client.id!r} already. Use replace() to change"
                    " it."
                )
            self._clients[client.id] = client

    def replace(self, client: Client) -> None:
        """Put a client in the place of the one with its id."""
        with self._lock:
            self._need(client.id)
            self._clients[client.id] = client

    def rotate(self, client_id: str) -> str:
        """Give a client a new secret and return it; the newest of its old ones stays
        valid until `settle`.
        """
        secret = new_secret()
        with self._lock:
            self._clients[client_id] = self._need(client_id).rotated(secret)
        return secret

    def settle(self, client_id: str) -> None:
        """End the validity of a client's older secret."""
        with self._lock:
            self._clients[client_id] = self._need(client_id).settled()

    def remove(self, client_id: str) -> None:
        """Forget a client."""
        with self._lock:
            self._need(client_id)
            del self._clients[client_id]

    def _need(self, client_id: str) -> Client:
        if client_id not in self._clients:
            known = ", ".join(sorted(self._clients)) or "none"
            raise UnknownClient(f"There is no client {client_id!r}; there are: {known}")
        return self._clients[client_id]
