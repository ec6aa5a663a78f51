"""The test client, its environ builder and the runner for CLI commands."""

from __future__ import annotations

import typing as t
from contextlib import ExitStack, contextmanager
from copy import copy
from functools import cache
from urllib.parse import urlsplit

import werkzeug.test
from click.testing import CliRunner, Result
from werkzeug.test import Client
from werkzeug.wrappers import Request as BaseRequest

from .cli.group import ScriptInfo

if t.TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.test import TestResponse

    from .app import Kolben
    from .sessions import SessionMixin


class EnvironBuilder(werkzeug.test.EnvironBuilder):
    """Werkzeug's builder with host, scheme and root taken from the app's config.

    ``subdomain`` goes before ``SERVER_NAME``. Give either ``base_url`` or
    ``subdomain`` and ``url_scheme``, not both.
    """

    def __init__(
        self,
        app: Kolben,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: t.Any,
        **kwargs: t.Any,
    ) -> None:
        assert base_url is None or not (subdomain or url_scheme), (
            'Cannot pass "subdomain" or "url_scheme" with "base_url".'
        )
        if base_url is None:
            url = urlsplit(path)
            host = app.config.get("SERVER_NAME") or "localhost"
            if subdomain:
                host = f"{subdomain}.{host}"
            if url_scheme is None:
                url_scheme = app.config["PREFERRED_URL_SCHEME"]
            root = app.config["APPLICATION_ROOT"].lstrip("/")
            base_url = f"{url.scheme or url_scheme}://{url.netloc or host}/{root}"
            path = f"{url.path}?{url.query}" if url.query else url.path
        self.app = app
        super().__init__(path, base_url, *args, **kwargs)

    def json_dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """JSON text of ``obj`` as the app itself would write it."""
        return self.app.json.dumps(obj, **kwargs)


@cache
def _get_werkzeug_version() -> str:
    # Imported here: `import kolben` brings this module along, and has no use for it.
    from importlib import metadata

    return metadata.version("werkzeug")


class KolbenClient(Client):
    """Werkzeug's test client, with the app's contexts and session at hand.

    In a ``with`` block the context of the last request stays pushed until the next
    request or the end of the block, so that a test can look at ``request``, ``g``
    and ``session``.
    """

    application: Kolben

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self.preserve_context = False
        self._new_contexts: list[t.ContextManager[t.Any]] = []
        self._context_stack = ExitStack()
        self.environ_base = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{_get_werkzeug_version()}",
        }

    @contextmanager
    def session_transaction(
        self, *args: t.Any, **kwargs: t.Any
    ) -> t.Iterator[SessionMixin]:
        """Open the client's session in a ``with`` block and save it at its end.

        The arguments are those of ``app.test_request_context``, for sessions that
        depend on the request.
        """
        if self._cookies is None:
            raise TypeError(
                "Cookies are disabled. Create a client with 'use_cookies=True'."
            )
        app = self.application
        interface = app.session_interface
        ctx = app.test_request_context(*args, **kwargs)
        self._add_cookies_to_wsgi(ctx.request.environ)

        with ctx:
            session = interface.open_session(app, ctx.request)
        if session is None:
            raise RuntimeError(
                "Session backend did not open a session: open_session of"
                f" {type(interface).__name__} returned None. The sessions that come"
                " with Kolben need a 'SECRET_KEY'."
            )

        yield session
        if interface.is_null_session(session):
            return
        response = app.response_class()
        with ctx:
            interface.save_session(app, session, response)
        self._update_cookies_from_response(
            ctx.request.host.partition(":")[0],
            ctx.request.path,
            response.headers.getlist("Set-Cookie"),
        )

    def _copy_environ(self, other: WSGIEnvironment) -> WSGIEnvironment:
        environ = {**self.environ_base, **other}
        if self.preserve_context:
            environ["werkzeug.debug.preserve_context"] = self._new_contexts.append
        return environ

    def _request_from_builder_args(
        self, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]
    ) -> BaseRequest:
        kwargs["environ_base"] = self._copy_environ(kwargs.get("environ_base", {}))
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _request_from(
        self, source: werkzeug.test.EnvironBuilder | BaseRequest | WSGIEnvironment
    ) -> BaseRequest:
        """A request like ``source``, which is left as it was."""
        if isinstance(source, werkzeug.test.EnvironBuilder):
            builder = copy(source)
            builder.environ_base = self._copy_environ(dict(builder.environ_base or {}))
            return builder.get_request()
        if isinstance(source, dict):
            return EnvironBuilder.from_environ(
                source, app=self.application, environ_base=self._copy_environ({})
            ).get_request()
        request = copy(source)
        request.environ = self._copy_environ(request.environ)
        return request

    def open(
        self,
        *args: t.Any,
        buffered: bool = False,
        follow_redirects: bool = False,
        **kwargs: t.Any,
    ) -> TestResponse:
        if args and isinstance(
            args[0], (werkzeug.test.EnvironBuilder, dict, BaseRequest)
        ):
            request = self._request_from(args[0])
        else:
            request = self._request_from_builder_args(args, kwargs)

        # A context kept from the request before must not reach this one, nor the
        # requests that follow a redirect.
        self._context_stack.close()
        response = super().open(
            request, buffered=buffered, follow_redirects=follow_redirects
        )
        response.json_module = self.application.json  # type: ignore[assignment]  # a provider has the methods that Werkzeug calls on the module

        for ctx in self._new_contexts:
            self._context_stack.enter_context(ctx)
        self._new_contexts.clear()
        return response

    def __enter__(self) -> t.Self:
        if self.preserve_context:
            raise RuntimeError(
                "Cannot nest client invocations: this client is already in a `with`"
                " block. Use `app.test_client()` for a second one."
            )
        self.preserve_context = True
        return self

    def __exit__(
        self,
        exc_type: type | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.preserve_context = False
        self._context_stack.close()


class KolbenCliRunner(CliRunner):
    """Click's runner for the commands of one app."""

    def __init__(self, app: Kolben, **kwargs: t.Any) -> None:
        self.app = app
        super().__init__(**kwargs)

    def invoke(  # type: ignore[override]  # the command may be left out
        self, cli: t.Any = None, args: t.Any = None, **kwargs: t.Any
    ) -> Result:
        """Run a command, by default ``app.cli``, as if the app had been found by it."""
        if cli is None:
            cli = self.app.cli
        if "obj" not in kwargs:
            kwargs["obj"] = ScriptInfo(create_app=lambda: self.app)
        return super().invoke(cli, args, **kwargs)


# The names that Flask gives these classes.
FlaskClient = KolbenClient
FlaskCliRunner = KolbenCliRunner
