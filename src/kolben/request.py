"""The request object: Werkzeug's, filled as it is read."""

from __future__ import annotations

import typing as t

from werkzeug.datastructures import EnvironHeaders, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Request as WerkzeugRequest
from werkzeug.wsgi import get_input_stream

from . import json
from .errors import explain_missing_files
from .globals import current_app
from .lazy import lazy

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.routing import Rule


def split_blueprint_path(name: str) -> list[str]:
    """``"a.b.c"`` → ``["a.b.c", "a.b", "a"]``: a blueprint and those around it."""
    names = [name]
    while "." in name:
        name = name.rpartition(".")[0]
        names.append(name)
    return names


#: The key in the environ of the id that a request is logged and answered with.
REQUEST_ID = "kolben.request_id"


def decode_wsgi(value: str) -> str:
    """The text that a WSGI variable stands for: its bytes are UTF-8 (PEP 3333)."""
    if value.isascii():
        return value
    return value.encode("latin1").decode(errors="replace")


class _FromEnviron:
    """An attribute worked out of the environ when it is first read."""

    def __init__(self, read: t.Callable[[WSGIEnvironment], t.Any]) -> None:
        self.read = read

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, request: Request | None, owner: type | None = None) -> t.Any:
        if request is None:
            return self
        value = request.__dict__[self.name] = self.read(request.environ)
        return value


def _read_server(environ: WSGIEnvironment) -> tuple[str, int | None] | None:
    name = environ.get("SERVER_NAME")
    if name is None:
        return None
    try:
        return name, int(environ["SERVER_PORT"])
    except (KeyError, TypeError, ValueError):
        return name, None  # a Unix socket has no port


_werkzeugs_args: t.Any = WerkzeugRequest.args
_werkzeugs_cookies: t.Any = WerkzeugRequest.cookies


def _read_args(request: Request) -> MultiDict[str, str]:
    query: str = request.environ.get("QUERY_STRING", "")
    cls: t.Any = type(request)
    if (
        "%" in query
        or not query.isascii()
        # Somebody has read or set it, or a subclass has its own.
        or "query_string" in request.__dict__
        or cls.query_string is not _own_query_string
    ):
        args: MultiDict[str, str] = _werkzeugs_args.fget(request)
        return args
    # Nothing to decode: splitting is all there is to do.
    pairs = []
    for item in query.replace("+", " ").split("&"):
        if item:
            name, _, value = item.partition("=")
            pairs.append((name, value))
    return request.parameter_storage_class(pairs)


def _read_cookies(request: Request) -> ImmutableMultiDict[str, str]:
    headers: t.Any = request.headers
    cookies: ImmutableMultiDict[str, str]
    if type(headers) is EnvironHeaders and headers.environ is request.environ:
        # Werkzeug looks through all headers to find this one.
        storage: t.Any = request.dict_storage_class
        cookies = parse_cookie(request.environ.get("HTTP_COOKIE"), cls=storage)  # type: ignore[assignment]  # of the class that is asked for
    else:
        cookies = _werkzeugs_cookies.fget(request)
    return cookies


# A name that stands for one without a reading, and occurs nowhere in front of it.
_SOME_HOST = "host.invalid"


def _url(name: str) -> t.Any:
    """One of Werkzeug's URLs; the host as it came where it cannot be read.

    Python knows the IDNA of 2003. ``xn--fa-hia.de`` is another one's, and a Host header
    may be nonsense: some versions of Python raise what Werkzeug does not expect.
    """
    inherited: t.Any = getattr(WerkzeugRequest, name).fget

    def read(request: Request) -> str:
        try:
            url: str = inherited(request)
        except UnicodeError:
            host = request.host
            request.__dict__["host"] = _SOME_HOST
            try:
                url = inherited(request).replace(_SOME_HOST, host, 1)
            finally:
                request.__dict__["host"] = host
        return url

    return lazy(read)


_werkzeugs_stream: t.Any = WerkzeugRequest.stream


def _read_stream(request: Request) -> t.IO[bytes]:
    environ = request.environ
    # Granian ends a body that broke off as it ends a whole one. By its length Werkzeug
    # tells them apart, so that half an upload is not taken for all of it. What reads
    # the input in front of the app may have changed its length.
    if (
        request.shallow
        or "wsgi.input_terminated" not in environ
        or not environ.get("CONTENT_LENGTH")
        or type(environ["wsgi.input"]).__module__ != "granian._granian"
    ):
        return t.cast("t.IO[bytes]", _werkzeugs_stream.fget(request))
    environ = {**environ}
    del environ["wsgi.input_terminated"]
    return get_input_stream(environ, max_content_length=request.max_content_length)


def _limit(config_key: str, inherited: str) -> t.Any:
    """A limit that can be set on a request and else comes from the config."""
    own = f"_{inherited}"

    def get_limit(self: Request) -> int | None:
        value: int | None = getattr(self, own)
        if value is not None:
            return value
        if not current_app:
            default: int | None = getattr(WerkzeugRequest, inherited)
            return default
        configured: int | None = current_app.config[config_key]
        return configured

    def set_limit(self: Request, value: int | None) -> None:
        setattr(self, own, value)

    return property(get_limit, set_limit, doc=f"Defaults to ``{config_key}``.")


class Request(WerkzeugRequest):
    """What the client asked for. See ``docs/request.md`` and Werkzeug's Request.

    Everything is read out of the WSGI environ when first looked at.
    """

    json_module: t.Any = json

    #: The rule that matched, or None while there is none.
    url_rule: Rule | None = None
    #: The values from the URL, or None when no rule matched.
    view_args: dict[str, t.Any] | None = None
    #: What matching the URL ended in, if not in a rule: 404, 405 or a redirect.
    #: Raised when the request is dispatched, after the ``before_request`` hooks.
    routing_exception: HTTPException | None = None

    _max_content_length: int | None = None
    _max_form_memory_size: int | None = None
    _max_form_parts: int | None = None

    max_content_length = _limit("MAX_CONTENT_LENGTH", "max_content_length")
    max_form_memory_size = _limit("MAX_FORM_MEMORY_SIZE", "max_form_memory_size")
    max_form_parts = _limit("MAX_FORM_PARTS", "max_form_parts")

    def __init__(
        self,
        environ: WSGIEnvironment,
        populate_request: bool = True,
        shallow: bool = False,
    ) -> None:
        # Werkzeug's constructor works out the attributes below at once.
        self.environ = environ
        self.shallow = shallow
        if populate_request and not shallow:
            environ["werkzeug.request"] = self

    if not t.TYPE_CHECKING:
        method = _FromEnviron(lambda e: e.get("REQUEST_METHOD", "GET").upper())
        scheme = _FromEnviron(lambda e: e.get("wsgi.url_scheme", "http"))
        server = _FromEnviron(_read_server)
        root_path = _FromEnviron(
            lambda e: decode_wsgi(e.get("SCRIPT_NAME") or "").rstrip("/")
        )
        path = _FromEnviron(
            lambda e: "/" + decode_wsgi(e.get("PATH_INFO") or "").lstrip("/")
        )
        query_string = _FromEnviron(
            lambda e: e.get("QUERY_STRING", "").encode("latin1")
        )
        headers = _FromEnviron(EnvironHeaders)
        remote_addr = _FromEnviron(lambda e: e.get("REMOTE_ADDR"))
        args = lazy(_read_args)
        cookies = lazy(_read_cookies)
        stream = lazy(_read_stream)
        url = _url("url")
        base_url = _url("base_url")
        root_url = _url("root_url")
        host_url = _url("host_url")

    @property
    def endpoint(self) -> str | None:
        """The endpoint that matched, or None."""
        rule = self.url_rule
        return None if rule is None else rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The registered name of the endpoint's blueprint, or None."""
        endpoint = self.endpoint
        if endpoint is not None and "." in endpoint:
            return endpoint.rpartition(".")[0]
        return None

    @property
    def blueprints(self) -> list[str]:
        """The names of the endpoint's blueprint and those it is nested in."""
        name = self.blueprint
        return [] if name is None else split_blueprint_path(name)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if (
            current_app
            and current_app.debug
            and self.mimetype != "multipart/form-data"
            and not self.files
        ):
            explain_missing_files(self)

    def on_json_loading_failed(self, e: ValueError | None) -> t.Any:
        """Answer a body that is not JSON: 400, or 415 for another content type.

        What was wrong with it is told in debug mode only.
        """
        try:
            return super().on_json_loading_failed(e)
        except BadRequest as error:
            if current_app and current_app.debug:
                raise
            raise BadRequest() from error


# What reads as above unless it was replaced in a subclass or in the class itself.
_own_query_string = Request.__dict__["query_string"]
