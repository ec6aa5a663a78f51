"""The session: a dict that travels in a signed cookie."""

from __future__ import annotations

import functools
import hashlib
import re
import typing as t
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict
from werkzeug.http import dump_cookie
from werkzeug.wrappers import Response as WerkzeugResponse

from .json.tag import TaggedJSONSerializer
from .request import Request
from .signing import KeptSerializer, Sha1Algorithm

if t.TYPE_CHECKING:
    from .app import Kolben
    from .response import Response


class SessionMixin(MutableMapping[str, t.Any]):
    """What a session is beyond a mapping."""

    @property
    def permanent(self) -> bool:
        """Whether the session outlives the browser: the key `_permanent`."""
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)

    #: Whether the session was made by this request, where an interface can tell.
    new = False

    #: Whether it has to be saved. An interface that cannot tell leaves it True.
    modified = True

    #: Whether the request looked at it, which makes the response vary by cookie.
    #: The request context sets this when it hands the session out.
    accessed = False


class SecureCookieSession(CallbackDict[str, t.Any], SessionMixin):
    """The session in a signed cookie.

    Only the dict itself is watched: after a change inside one of its values, set
    `modified` by hand.
    """

    modified = False

    def __init__(self, initial: Mapping[str, t.Any] | None = None) -> None:
        super().__init__(initial, _mark_modified)


def _mark_modified(session: SessionMixin) -> None:
    session.modified = True


class NullSession(SecureCookieSession):
    """The session of an app without a secret key: empty, and it takes nothing."""

    def _fail(self, *_args: t.Any, **_kwargs: t.Any) -> t.NoReturn:
        raise RuntimeError(
            "The session is unavailable because no secret key was set. Set"
            " app.secret_key, or SECRET_KEY in the config, to a long random value:"
            " python -c 'import secrets; print(secrets.token_hex())'"
        )

    __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = _fail
    __ior__ = _fail
    del _fail


class SessionInterface:
    """Where sessions come from and go to. A subclass writes `open_session` and
    `save_session`; an app takes an instance as its `session_interface`.

    Several requests of one session may run at the same time, in any order.
    """

    #: What `make_null_session` makes and `is_null_session` looks for.
    null_session_class = NullSession

    #: Whether the session is pickled, for extensions that care.
    pickle_based = False

    def make_null_session(self, app: Kolben) -> NullSession:  # noqa: ARG002
        """The session to use when `open_session` returned None."""
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Whether a session is a null session, which is never saved."""
        return isinstance(obj, self.null_session_class)

    def get_cookie_name(self, app: Kolben) -> str:
        """The name of the session cookie."""
        return t.cast(str, app.config["SESSION_COOKIE_NAME"])

    def get_cookie_domain(self, app: Kolben) -> str | None:
        """The cookie's domain; without one it belongs to the exact host."""
        return t.cast("str | None", app.config["SESSION_COOKIE_DOMAIN"])

    def get_cookie_path(self, app: Kolben) -> str:
        """The cookie's path: the setting, or else the application root."""
        config = app.config
        return t.cast(str, config["SESSION_COOKIE_PATH"] or config["APPLICATION_ROOT"])

    def get_cookie_httponly(self, app: Kolben) -> bool:
        """Whether scripts in the page are kept from the cookie."""
        return t.cast(bool, app.config["SESSION_COOKIE_HTTPONLY"])

    def get_cookie_secure(self, app: Kolben) -> bool:
        """Whether the cookie is sent over HTTPS only."""
        return t.cast(bool, app.config["SESSION_COOKIE_SECURE"])

    def get_cookie_samesite(self, app: Kolben) -> str | None:
        """Whether other sites' requests carry the cookie: `Lax`, `Strict`, `None`."""
        return t.cast("str | None", app.config["SESSION_COOKIE_SAMESITE"])

    def get_cookie_partitioned(self, app: Kolben) -> bool:
        """Whether each embedding site gets a cookie of its own."""
        return t.cast(bool, app.config["SESSION_COOKIE_PARTITIONED"])

    def get_expiration_time(
        self, app: Kolben, session: SessionMixin
    ) -> datetime | None:
        """When the cookie ends; None for the end of the browser's session."""
        if session.permanent:
            return datetime.now(UTC) + app.permanent_session_lifetime
        return None

    def should_set_cookie(self, app: Kolben, session: SessionMixin) -> bool:
        """Whether this response carries the cookie: the session changed, or it is
        permanent and refreshed by every request.
        """
        return session.modified or (
            session.permanent and app.config["SESSION_REFRESH_EACH_REQUEST"]
        )

    def open_session(self, app: Kolben, request: Request) -> SessionMixin | None:
        """The session of a request, before its URL is matched. None when there can
        be none, which is not an error: the request gets a null session.
        """
        raise NotImplementedError

    def save_session(
        self, app: Kolben, session: SessionMixin, response: Response
    ) -> None:
        """Store the session at the end of a request and change the response for it.
        A null session does not come here.
        """
        raise NotImplementedError


session_json_serializer = TaggedJSONSerializer()


def _lazy_sha1(string: bytes = b"") -> t.Any:
    # Looked up when called: a Python built for FIPS has no SHA-1, and an app that
    # sets another digest must still be able to import this module.
    return hashlib.sha1(string)


# All apps share one interface unless they set their own, and a test suite makes
# many apps.
_MOST_SERIALIZERS = 64


class SecureCookieSessionInterface(SessionInterface):
    """Sessions in signed cookies, readable by Flask and written as Flask does."""

    #: Keeps these signatures apart from others made with the same secret key.
    salt = "cookie-session"

    #: The hash of the signature.
    digest_method = staticmethod(_lazy_sha1)

    #: How ItsDangerous makes the signing key from the secret key.
    key_derivation = "hmac"

    #: Turns the session into text and back.
    serializer: t.Any = session_json_serializer

    session_class = SecureCookieSession

    # Whether what `untouched` promises holds for this class.
    _plain = True

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        base = SecureCookieSessionInterface
        cls._plain = all(getattr(cls, n) is getattr(base, n) for n in _SESSION_RULES)

    def get_signing_serializer(self, app: Kolben) -> URLSafeTimedSerializer | None:
        """What signs and checks cookies; None for an app without a secret key."""
        secret_key = app.secret_key
        if not secret_key:
            return None
        # ItsDangerous signs with the last key and accepts them all.
        keys = (*(app.config["SECRET_KEY_FALLBACKS"] or ()), secret_key)
        method = self.digest_method
        shape = (keys, self.salt, self.serializer, self.key_derivation, method)
        # Made here and not in __init__, which subclasses need not call.
        known: dict[tuple[t.Any, ...], URLSafeTimedSerializer]
        known = self.__dict__.setdefault("_serializers", {})
        found = known.get(shape)
        if found is None:
            found = self._make_signing_serializer(keys)
            if len(known) >= _MOST_SERIALIZERS:
                known.clear()
            known[shape] = found
        return found

    def _make_signing_serializer(
        self, keys: tuple[str | bytes, ...]
    ) -> URLSafeTimedSerializer:
        algorithm = Sha1Algorithm() if self.digest_method is _lazy_sha1 else None
        return KeptSerializer(
            keys,  # type: ignore[arg-type]  # text and bytes may be mixed
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
                "algorithm": algorithm,
            },
        )

    def open_session(self, app: Kolben, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = _find_cookie(request, self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            data = serializer.loads(cookie, max_age=max_age)
        except BadData:
            # A forged, expired or broken cookie, or one signed for something else:
            # the visitor starts afresh.
            return self.session_class()
        return self.session_class(data if isinstance(data, Mapping) else None)

    def save_session(
        self, app: Kolben, session: SessionMixin, response: Response
    ) -> None:
        varies = session.accessed
        if varies:
            _vary_by_cookie(response)
        if not session and not session.modified:
            return
        if session and not self.should_set_cookie(app, session):
            return
        where: dict[str, t.Any] = {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "partitioned": self.get_cookie_partitioned(app),
            "samesite": self.get_cookie_samesite(app),
            "httponly": self.get_cookie_httponly(app),
        }
        name = self.get_cookie_name(app)
        if session:
            expires = self.get_expiration_time(app, session)
            serializer = self.get_signing_serializer(app)
            assert serializer is not None, "a session without a secret key is null"
            value = serializer.dumps(dict(session))
            _set_cookie(response, name, value, expires, where)
        else:
            # It was emptied, so the browser's copy has to go.
            response.delete_cookie(name, **where)
        if not varies:
            _vary_by_cookie(response)

    def untouched(self, app: Kolben, cookie_header: str) -> bool:
        """Whether a request with this `Cookie` header, whose session nobody looked
        at, is certain to need no session at all: no cookie to read, nothing to save.
        """
        # A name beyond ASCII does not look in the raw header as it does in the config.
        name = self.get_cookie_name(app)
        return (
            name not in cookie_header
            and self._plain
            and name.isascii()
            and self.session_class is SecureCookieSession
        )


# The methods through which a subclass may want a say about every request.
_SESSION_RULES = (
    "open_session",
    "save_session",
    "should_set_cookie",
    "make_null_session",
    "is_null_session",
)


def _vary_by_cookie(response: Response) -> None:
    # Werkzeug's `vary` parses the header and writes it anew.
    headers = response.headers
    if "Vary" in headers:
        response.vary.add("Cookie")
    else:
        headers["Vary"] = "Cookie"


_werkzeugs_set_cookie = WerkzeugResponse.set_cookie
_is_plain_value = re.compile(r"[\w.-]+", re.ASCII).fullmatch


def _set_cookie(
    response: Response,
    name: str,
    value: str,
    expires: datetime | None,
    where: dict[str, t.Any],
) -> None:
    """`response.set_cookie`, with the attributes written once for all responses."""
    if (
        expires is None
        and name.isascii()
        and type(response).set_cookie is _werkzeugs_set_cookie
        and _is_plain_value(value)
    ):
        cookie = f"{name}={value}{_write_attributes(**where)}"
        most = response.max_cookie_size
        if not most or len(cookie) <= most:
            response.headers.add("Set-Cookie", cookie)
            return
    response.set_cookie(name, value, expires=expires, **where)


# Typed: to Werkzeug 1 is another value than True.
@functools.lru_cache(maxsize=64, typed=True)
def _write_attributes(**where: t.Any) -> str:
    return dump_cookie("n", "v", **where).removeprefix("n=v")


@functools.lru_cache(maxsize=16)
def _compile_cookie(name: str) -> re.Pattern[str]:
    item = rf"(?:\A|;)[ \t]*{re.escape(name)}[ \t]*=[ \t]*([\w.-]*)[ \t]*(?:;|\Z)"
    return re.compile(item, re.ASCII)


_own_cookies: t.Any = Request.cookies


def _find_cookie(request: Request, name: str) -> str | None:
    """`request.cookies.get(name)`, without parsing the other cookies where one look at
    the header is enough: the name is in it once, and nothing is quoted.
    """
    header = request.environ.get("HTTP_COOKIE", "")
    if (
        header.count(name) == 1
        and '"' not in header
        and type(request).cookies is _own_cookies
    ):
        found = _compile_cookie(name).search(header)
        if found is not None:
            return found[1]
    return request.cookies.get(name)
