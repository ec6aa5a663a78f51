"""An app with a client that signs, a clock that tests set, and a client for it."""

from types import SimpleNamespace

import pytest

from kolben.security.api import (
    ApiSecurity,
    Client,
    Clients,
    MemoryGrants,
    MemoryNonces,
    Tokens,
)
from kolben.security.api.client import Signer

SECRET = "a secret of the tests, of more than 32 bytes"
NOW = 1_800_000_000


@pytest.fixture
def clock():
    """A clock that stands still: `clock.now += 1`."""

    class Clock(SimpleNamespace):
        def __call__(self):
            return self.now

    return Clock(now=NOW)


@pytest.fixture
def signer(clock):
    return Signer("client-1", SECRET, clock=clock)


@pytest.fixture
def tokens(clock):
    return Tokens(MemoryGrants(), clock=clock)


@pytest.fixture
def security(app, clock):
    clients = Clients([Client("client-1", [SECRET], scopes=["posts:write"])])
    return ApiSecurity(app, clients=clients, nonces=MemoryNonces(), clock=clock)


@pytest.fixture
def send(client, signer):
    """Send a signed request; keywords replace headers after signing."""

    def send_one(method, path, body=b"", content_type=None, *, change=(), **options):
        signed = signer.sign(
            method, f"http://localhost{path}", body, content_type=content_type
        )
        signed.update(change)
        return client.open(
            path,
            method=method,
            data=body,
            content_type=content_type,
            headers={key: value for key, value in signed.items() if value is not None},
            **options,
        )

    return send_one
