"""What the pytest plugin does with an app.

The plugin itself is the module ``_kolben_pytest``, which pytest loads in every
project that has Kolben installed; this one is loaded when a fixture is used.
"""

from __future__ import annotations

import typing as t
from contextlib import contextmanager
from functools import cache

from .cli.dotenv import read_setting
from .cli.group import ScriptInfo
from .cli.locate import NoAppException
from .globals import _cv_app, _cv_request
from .testing import KolbenClient

if t.TYPE_CHECKING:
    from contextvars import ContextVar

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers

    from .app import Kolben

ADVICE = """\
{reason}

The fixture `app` of Kolben's pytest plugin looks for the app as the `kolben` command
does. Tell it where the app is, in pyproject.toml:

    [tool.pytest.ini_options]
    kolben_app = "package.module:create_app"

or write the fixture yourself, in conftest.py:

    @pytest.fixture
    def app():
        return create_app()
"""


class AppNotFound(Exception):
    """No app was found; the text says how to name it."""


def load_app(path: str | None) -> Kolben:
    """The app at ``path``, or the one that the ``kolben`` command would take.

    ``.env`` files are not read: what they say is meant for running the app, such as
    its database.
    """
    try:
        return ScriptInfo(path or read_setting("APP"), set_debug_flag=False).load_app()
    except NoAppException as e:
        raise AppNotFound(ADVICE.format(reason=e.format_message())) from None


def make_client(app: Kolben) -> KolbenClient:
    """The app's test client, whose requests have a ``g`` of their own each.

    Everywhere else a request shares ``g`` with an app context of the same app that
    is pushed already. With a fixture that holds one open, what one request left in
    ``g`` (a user, a token) would be there in the next.
    """
    client: KolbenClient = app.test_client()
    kind: t.Any = type(client)
    client.__class__ = _isolate(kind)
    return client


@cache
def _isolate(client_class: t.Any) -> t.Any:
    class IsolatingClient(client_class):  # type: ignore[misc]  # a base known at run time
        def run_wsgi_app(
            self, environ: WSGIEnvironment, buffered: bool = False
        ) -> tuple[t.Iterable[bytes], str, Headers]:
            with _nothing_pushed():
                return super().run_wsgi_app(environ, buffered)  # type: ignore[no-any-return]  # the same method

    IsolatingClient.__name__ = IsolatingClient.__qualname__ = client_class.__name__
    return IsolatingClient


@contextmanager
def _nothing_pushed() -> t.Iterator[None]:
    variables: tuple[ContextVar[t.Any], ...] = (_cv_app, _cv_request)
    # None counts as nothing; a variable that never was set is left so.
    tokens = [(each, each.set(None)) for each in variables if each.get(None)]
    try:
        yield
    finally:
        for variable, token in tokens:
            variable.reset(token)
