"""A real browser for tests: Debian's Chromium, driven by Playwright.

    def test_the_start_page_has_a_heading(page, serve):
        site = serve({"app.py": APP}, "run")
        page.goto(site.url)
        assert page.get_by_role("heading").inner_text() == "Hello"

A test fails when a page of it has an error in its console or in a script, a request
that fails, an answer of 400 or more, or a request to another machine; what belongs
to the test is announced with `problems.expect("500")`.
"""

import os
import re
import shutil
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlsplit

import pytest
from cli.server import Server
from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-dev-shm-usage",  # in containers it is small
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside of this machine is found, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
MILLISECONDS = 20_000


def pytest_collection_modifyitems(items):
    folder = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(folder):
            item.add_marker(pytest.mark.slow)


# Not of the session: while Playwright runs, this thread has a running event loop,
# with which tests elsewhere that call asyncio.run() would fail.
@pytest.fixture(scope="package")
def browser():
    """Chromium, started once for all tests of this directory that follow each other."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(
            "The tests in tests/browser need Chromium on PATH as 'chromium'. On Debian:"
            " apt-get install chromium fonts-noto-cjk"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Problems:
    """What went wrong in the pages of a test, and which of it the test wants."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._expected: list[str] = []
        self._required: list[str] = []

    def expect(self, pattern: str, *, required: bool = True) -> None:
        """Let problems pass that match a regular expression; one has to be there,
        unless it is not required.
        """
        self._expected.append(pattern)
        if required:
            self._required.append(pattern)

    def watch(self, context) -> None:
        context.on("console", self._add_console)
        context.on("weberror", lambda error: self._add(f"script: {error.error}"))
        context.on("request", self._add_request)
        context.on("requestfailed", self._add_failed)
        context.on("response", self._add_response)

    def check(self) -> None:
        def matches(problem):
            return [p for p in self._expected if re.search(p, problem)]

        unexpected = [problem for problem in self.found if not matches(problem)]
        assert not unexpected, "in the browser:\n" + "\n".join(unexpected)
        seen = {pattern for problem in self.found for pattern in matches(problem)}
        missing = set(self._required) - seen
        assert not missing, f"expected in the browser and not there: {missing}"

    def _add(self, problem: str) -> None:
        self.found.append(problem)

    def _add_console(self, message) -> None:
        # Chromium's own line for an answer of 400 or more, told by the answer.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._add(f"console: {message.text}")

    def _add_request(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "file") and (
            address.hostname not in HERE
        ):
            self._add(f"other host: {request.url}")

    def _add_failed(self, request) -> None:
        # Chromium aborts what a page no longer wants: an icon when the colours change
        # or the page is left. What is refused, blocked or cut short has other codes.
        if (
            request.failure == "net::ERR_ABORTED"
            and not request.is_navigation_request()
        ):
            return
        self._add(f"failed: {request.url} {request.failure}")

    def _add_response(self, response) -> None:
        if response.status >= 400:
            self._add(f"status {response.status}: {response.url}")


@pytest.fixture
def problems():
    """Problems in the pages of this test; `expect(pattern)` lets some pass."""
    return Problems()


@pytest.fixture
def open_page(browser, problems):
    """Open a page in a browser profile of its own; options as for `new_context`."""
    contexts = []

    def open_one(**options):
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(MILLISECONDS)
        problems.watch(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    problems.check()


@pytest.fixture
def page(open_page):
    """A page in an empty browser profile."""
    return open_page()


class Site(Server):
    """A `kolben` process, its directory and address, and the lines it prints."""

    def __init__(self, path: Path, *args: str, env: dict[str, str]) -> None:
        super().__init__(path, *args, env=env)
        self.path = path
        self.url = f"http://127.0.0.1:{self.port}"

    def write(self, files: dict[str, str]) -> None:
        write(self.path, files)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # At once, as editors do it: a reloader must not meet half a file.
        part = path.with_name(f".{path.name}.part")
        part.write_text(dedent(text), "utf-8")
        part.replace(path)


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Start `kolben ARGS` (`run …`, `--app press serve …`) on a free port of this
    machine, in a directory with these files, and return it when it takes connections.

    `cwd`: an existing directory instead of a new one; `env`: further environment.
    """
    for name in list(os.environ):
        if name.startswith(("FLASK_", "KOLBEN_", "WERKZEUG_", "PRESS_")):
            monkeypatch.delenv(name)
    sites = []

    def start(files=None, *args, cwd=None, env=None):
        folder = Path(cwd or tmp_path / f"site{len(sites)}")
        folder.mkdir(exist_ok=True)
        write(folder, files or {})
        cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        site = Site(folder, *args, env={**cache, **(env or {})})
        sites.append(site)
        site.wait_until_open()
        return site

    yield start
    for site in sites:
        site.close()
