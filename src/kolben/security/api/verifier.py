"""Checks signed requests, in the order of docs/signatures.md."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from ...api_error import ApiError, Replayed, SignatureExpired, SignatureMismatch
from ...errors import SetupError
from .clients import SECRET_BYTES, Client, FindsClients
from .nonces import Nonces
from .signature import (
    BadSignature,
    Claim,
    Message,
    check_coverage,
    check_digest,
    check_mac,
    parse_claim,
)


class Verifier:
    """Tells which client signed a request, or why nobody did.

    A signature is valid from `window` seconds before to `window` seconds after its
    time, to spare clients an exact clock.
    """

    def __init__(
        self,
        clients: FindsClients,
        nonces: Nonces,
        *,
        window: int = 300,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not 1 <= window <= 3600:
            raise SetupError(
                f"A window of {window} seconds: take 1 to 3600; 300 is usual."
            )
        self._clients = clients
        self._nonces = nonces
        self._window = window
        self._clock = clock
        # Stands for the secrets that a client does not have.
        self._dummy = secrets.token_bytes(SECRET_BYTES)

    def verify(
        self,
        message: Message,
        signature_input: str | None,
        signature: str | None,
        digest_body: Callable[[], bytes],
    ) -> Client:
        """The client whose signature this is. `digest_body` returns the SHA-256 of the
        body; it is not called before the MAC, which covers the client's own digest,
        has been found right: nobody unknown can make us read a body.

        Raises SignatureMismatch, SignatureExpired or Replayed, with the reason for the
        log as its cause, and StoreDown.
        """
        try:
            claim = parse_claim(signature_input, signature)
            check_coverage(claim, message)
            client = self._check_mac(claim, message)
            check_digest(message.content_digest, digest_body())
        except BadSignature as error:
            raise SignatureMismatch() from error
        self._check_age(claim)
        # Until twice the window: a time may lie in the future, and clocks differ.
        if not self._nonces.spend(claim.key_id, claim.nonce, 2 * self._window + 60):
            raise Replayed() from BadSignature(
                f"key {claim.key_id}: nonce {claim.nonce} came before"
            )
        return client

    def _check_mac(self, claim: Claim, message: Message) -> Client:
        client = self._clients.find(claim.key_id)
        if client is not None and (not client.active or client.id != claim.key_id):
            # To some databases "shop-1" and "Shop-1" are the same.
            client = None
        keys = () if client is None else client.keys()
        # Always two MACs: time does not tell whether there is such a client, nor
        # whether it has one secret or two.
        padded = (*keys, self._dummy, self._dummy)[:2]
        is_right = check_mac(claim, message, padded)
        if client is None:
            raise BadSignature(f"there is no key {claim.key_id}")
        if not is_right:
            raise BadSignature(f"key {claim.key_id}: the MAC is another")
        return client

    def _check_age(self, claim: Claim) -> None:
        now = self._clock()
        age = now - claim.created
        if abs(age) > self._window:
            raise _expired(claim, f"made {age:.0f} seconds ago")
        if claim.expires is not None and now > claim.expires:
            raise _expired(claim, "expired by its own word")


def _expired(claim: Claim, reason: str) -> ApiError:
    error = SignatureExpired()
    error.__cause__ = BadSignature(f"key {claim.key_id}: {reason}")
    return error
