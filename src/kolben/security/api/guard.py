"""Finds out who a request comes from, by a signature or by a bearer token."""

from __future__ import annotations

import hashlib
import logging
import time
import typing as t
from collections.abc import Callable

from werkzeug.exceptions import RequestEntityTooLarge

from ...api_error import (
    ApiError,
    AuthorizationFailed,
    Forbidden,
    TooLarge,
    Unavailable,
    WrongClientType,
    get_request_id,
)
from ...errors import SetupError
from ...openapi.errors import make_error_answer
from ...openapi.operation import AMEND, Description
from .caller import Caller, recall, remember
from .clients import Client, FindsClients
from .message import read_message
from .nonces import Nonces
from .requirement import ANSWERS, WAYS, Requirement, get_request
from .signature import ACCEPTED, BadSignature
from .store_down import StoreDown
from .tokens import BadToken, Tokens
from .verifier import Verifier

if t.TYPE_CHECKING:
    from ...app import Kolben
    from ...request import Request

EXTENSION = "kolben.security.api"
logger = logging.getLogger("kolben.security.api")


class ApiSecurity:
    """Who may call the API of an app: clients that sign, holders of tokens, or both.

    `clients` with `nonces` switches signatures on, `tokens` bearer tokens. `realm` is
    the name of the API in answers of 401. Bodies of signed requests are read into
    memory to be digested, `max_body` bytes at most.
    """

    def __init__(
        self,
        app: Kolben | None = None,
        *,
        clients: FindsClients | None = None,
        nonces: Nonces | None = None,
        tokens: Tokens | None = None,
        realm: str = "api",
        window: int = 300,
        max_body: int = 16 * 2**20,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if clients is None and tokens is None:
            raise SetupError(
                "ApiSecurity has neither clients nor tokens, so nobody could ever come"
                " in. Pass clients=... with nonces=..., or tokens=..., or both."
            )
        if (clients is None) != (nonces is None):
            raise SetupError(
                "Signatures need clients=... and nonces=...: MemoryNonces() for one"
                " process, SQLNonces or RedisNonces for several."
            )
        if not realm.isascii() or not realm.isprintable() or set('"\\') & set(realm):
            raise SetupError(f"realm={realm!r} has signs that no header can hold.")
        self._verifier: Verifier | None = None
        if clients is not None and nonces is not None:
            self._verifier = Verifier(clients, nonces, window=window, clock=clock)
        self._tokens = tokens
        self._realm = realm
        self._max_body = max_body
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Kolben) -> None:
        """Answer for this app: for what `requires` asks of its requests."""
        if app.extensions.get(EXTENSION, self) is not self:
            raise SetupError(
                f"App {app.name!r} has an ApiSecurity already. Another API in the same"
                " app uses the method `requires` of an object of its own, without"
                " init_app()."
            )
        if EXTENSION not in app.extensions:
            app.extensions.setdefault(AMEND, []).append(self._amend)
        app.extensions[EXTENSION] = self

    def identify(self, request: Request) -> Caller:
        """Who the request comes from. Checked once: asking again costs nothing, and
        spends no second nonce. Raises an ApiError with status 401 or 503.
        """
        known = recall(request, self)
        if known is not None:
            return known
        try:
            caller = self._identify(request)
        except StoreDown as error:
            logger.error("[%s] store down: %s", _id(request), error)
            raise Unavailable(retry_after=5) from error
        except ApiError as error:
            self._tell(request, error)
            raise
        remember(request, self, caller)
        return caller

    def requires(
        self, *scopes: str, client_type: str | t.Collection[str] | None = None
    ) -> Requirement:
        """As `kolben.security.api.requires`, for callers of this API: for the second
        one in an app.
        """
        return Requirement(scopes, lambda: self, self.ways(), client_type=client_type)

    def get_caller(self) -> Caller:
        """Who the request at hand comes from, as this API knows its callers."""
        return self.identify(get_request())

    def forbid(
        self, request: Request, caller: Caller, scopes: t.Collection[str]
    ) -> ApiError:
        """The error for a caller who lacks one of these scopes."""
        challenge = self._challenge("insufficient_scope", scopes)
        error = Forbidden(headers={"WWW-Authenticate": challenge})
        missing = " ".join(sorted(frozenset(scopes) - caller.scopes))
        error.__cause__ = BadToken(f"{caller.by} of {caller.id!r} lacks {missing}")
        self._tell(request, error)
        return error

    def forbid_type(self, request: Request, caller: Caller) -> ApiError:
        """The error for a caller whose client has another type."""
        error = WrongClientType()
        error.__cause__ = BadToken(
            f"{caller.by} of {caller.id!r} has client type {caller.client_type!r}"
        )
        self._tell(request, error)
        return error

    def _challenge(self, error: str = "", scopes: t.Collection[str] = ()) -> str:
        """The value of a WWW-Authenticate header."""
        more = f', error="{error}"' if error else ""
        if scopes:
            more += f', scope="{" ".join(sorted(scopes))}"'
        ways = []
        if self._tokens is not None:
            ways.append(f'Bearer realm="{self._realm}"{more}')
        if self._verifier is not None:
            ways.append(f'Signature realm="{self._realm}"')
        return ", ".join(ways)

    def ways(self) -> frozenset[str]:
        """How callers may prove who they are, by the names of schemes in documents."""
        found = {"bearer": self._tokens, "signature": self._verifier}
        return frozenset(name for name, way in found.items() if way is not None)

    def _amend(self, description: Description) -> None:
        """Complete what views say in documents without knowing the app: how callers
        prove who they are, and what errors look like.
        """
        off = WAYS - self.ways()
        for operation in description.operations:
            needed = operation.security or []
            on = [each for each in needed if off.isdisjoint(each)]
            if on and len(on) < len(needed):
                operation.security = on
            for answer in operation.answers:
                if answer.status in ANSWERS and not (
                    answer.content or answer.reference
                ):
                    error = make_error_answer(
                        answer.status, answer.description, description.schemas
                    )
                    answer.content, answer.headers = error.content, error.headers

    def _identify(self, request: Request) -> Caller:
        headers = request.headers
        verifier, tokens = self._verifier, self._tokens
        is_signed = verifier and (
            "Signature" in headers or "Signature-Input" in headers
        )
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        has_token = tokens and scheme.lower() == "bearer"
        if is_signed and has_token:
            # Which of two proofs counts must not depend on who looks.
            raise self._refused("invalid_request", "signed, and with a token")
        if verifier and is_signed:
            return _caller_of(self._verify(verifier, request))
        if tokens and has_token:
            return self._check_token(tokens, token.strip(" "))
        raise self._refused("", "neither signed nor with a token")

    def _verify(self, verifier: Verifier, request: Request) -> Client:
        return verifier.verify(
            read_message(request.environ),
            request.headers.get("Signature-Input"),
            request.headers.get("Signature"),
            lambda: hashlib.sha256(self._read_body(request)).digest(),
        )

    def _read_body(self, request: Request) -> bytes:
        known = vars(request)
        is_looked_at = "stream" in known and "_cached_data" not in known
        limit = request.max_content_length
        if limit is None or limit > self._max_body:
            request.max_content_length = self._max_body
        try:
            body = request.get_data()
        except RequestEntityTooLarge as error:
            raise TooLarge() from error
        if is_looked_at and _lacks(request, body):
            # What is left seems empty, and who has signed that has not signed this.
            raise BadSignature("something has read the body before")
        return body

    def _check_token(self, tokens: Tokens, text: str) -> Caller:
        try:
            grant = tokens.check(text)
        except BadToken as error:
            raise self._refused("invalid_token", str(error)) from error
        return Caller(grant.holder, grant.scopes, "token", grant, grant.client_type)

    def _refused(self, error: str, reason: str) -> ApiError:
        refusal = AuthorizationFailed(
            headers={"WWW-Authenticate": self._challenge(error)}
        )
        refusal.__cause__ = BadToken(reason)
        return refusal

    def _tell(self, request: Request, error: ApiError) -> None:
        """Complete a refusal, and write its reason where the client does not see it."""
        if error.code == 401:
            error.headers.setdefault("WWW-Authenticate", self._challenge())
            if self._verifier is not None:
                error.headers["Accept-Signature"] = ACCEPTED
        logger.info(
            "[%s] refused with %s: %s",
            _id(request),
            error.error_code,
            str(error.__cause__ or error)[:300],
        )


def _lacks(request: Request, body: bytes) -> bool:
    """Whether this is not all that came."""
    if len(body) < (request.content_length or 0):
        return True
    is_chunked = "HTTP_TRANSFER_ENCODING" in request.environ
    return not body and (is_chunked or bool(request.form or request.files))


def _id(request: Request) -> str:
    return get_request_id(request.environ)


def _caller_of(client: Client) -> Caller:
    scopes = frozenset(client.scopes)
    return Caller(client.id, scopes, "signature", client, client.type)
