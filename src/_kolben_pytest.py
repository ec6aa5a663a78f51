"""Kolben's pytest plugin: the fixtures ``app``, ``client`` and ``runner``, and a check
that no test leaves a context pushed.

It lies outside of the package, and imports it only when a fixture is used: pytest
loads this module in every run, whether or not the tests are about Kolben.
"""

from __future__ import annotations

import importlib
import sys
import typing as t
from contextlib import suppress

import pytest

if t.TYPE_CHECKING:
    from kolben.app import Kolben
    from kolben.testing import KolbenClient, KolbenCliRunner

Pushed = tuple[t.Any, t.Any]

#: What does the work; with it comes all of Kolben.
WORK = "kolben.pytest"

LEAKED = """\
{names} still pushed at the end of the test.

What is pushed must be popped: use `with app.app_context():`,
`with app.test_request_context():` and `with client:` blocks. It was popped now, so
that the tests after this one do not see it.\
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "kolben_app", "The app for the fixture `app`, as in `kolben --app`: module:name"
    )


def pytest_configure(config: pytest.Config) -> None:
    # pytest-flask has a fixture `client` too, and works on any app with Flask's API.
    # Where it is active its fixture is the one that the tests were written for.
    if not config.pluginmanager.hasplugin("flask"):
        config.pluginmanager.register(ClientFixture(), "kolben-client")


@pytest.fixture
def app(request: pytest.FixtureRequest) -> t.Iterator[Kolben]:
    """The app of this project, as `kolben` finds it, with `TESTING` on.

    Made anew for each test where it comes from a factory. Define a fixture of this
    name to make it otherwise.
    """
    work = importlib.import_module(WORK)
    try:
        app: Kolben = work.load_app(request.config.getini("kolben_app"))
    except work.AppNotFound as e:
        pytest.fail(str(e), pytrace=False)
    before = app.testing
    app.testing = True
    yield app
    app.testing = before


@pytest.fixture
def runner(app: Kolben) -> KolbenCliRunner:
    """Runs the app's commands: ``runner.invoke(args=["name", ...])``."""
    return app.test_cli_runner()


class ClientFixture:
    """The fixture `client`, apart because it may be another plugin's."""

    @pytest.fixture
    def client(self, app: Kolben) -> KolbenClient:
        """A test client for the app; no two of its requests share a ``g``."""
        client: KolbenClient = importlib.import_module(WORK).make_client(app)
        return client


@pytest.fixture(autouse=True)
def _kolben_contexts_are_popped() -> t.Iterator[None]:
    before = _find_pushed()
    yield
    left = _find_pushed()
    if left == before:
        return
    names = []
    for variable, ctx, known in zip(_variables(), left, before, strict=True):
        if ctx is not known and ctx is not None:
            names.append(type(ctx).__name__)
            _pop_to(variable, known)
    if names:
        verb = "is" if len(names) == 1 else "are"
        names_text = " and ".join(names)
        pytest.fail(LEAKED.format(names=f"{names_text} {verb}"), pytrace=False)


def _variables() -> tuple[t.Any, ...]:
    # Not imported: what nobody loaded cannot have been left pushed.
    module = sys.modules.get("kolben.globals")
    # The request context first, as it stands on the other.
    return () if module is None else (module._cv_request, module._cv_app)


def _find_pushed() -> Pushed:
    variables = _variables()
    return tuple(each.get(None) for each in variables) if variables else (None, None)


def _pop_to(variable: t.Any, known: t.Any) -> None:
    # Popping runs teardown functions, which close what the test opened.
    with suppress(Exception):
        while (ctx := variable.get(None)) is not None and ctx is not known:
            ctx.pop()
    if variable.get(None) is not known:
        variable.set(known)
