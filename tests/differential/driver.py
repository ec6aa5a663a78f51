"""Runs one app of `apps/` and answers messages about it, in plain data.

The same module serves both sides: in the test process for Kolben, behind
`worker.py` in a process of its own for Flask.
"""

from __future__ import annotations

import io
import logging
import traceback
import warnings
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

Message = dict[str, Any]


class Patches:
    """Attributes changed for one app only, put back before the next."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def set(self, target: Any, name: str, value: Any) -> None:
        missing = object()
        before = vars(target).get(name, missing)
        if before is missing:
            self.when_done(lambda: delattr(target, name))
        else:
            self.when_done(lambda: setattr(target, name, before))
        setattr(target, name, value)

    def when_done(self, undo: Callable[[], object]) -> None:
        self._undo.append(undo)

    def undo(self) -> None:
        while self._undo:
            self._undo.pop()()


class _IntoLog(logging.Handler):
    """Says that something was logged; the wording is each framework's own."""

    def __init__(self, log: list[str]) -> None:
        super().__init__()
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info else None
        self.log.append(f"logged {record.levelname} {error}")


class Driver:
    """One framework, one app at a time."""

    def __init__(self, framework: str) -> None:
        self.web: ModuleType = import_module(framework)
        self.patches = Patches()
        self.app: Any = None
        self.late: dict[str, Callable[..., object]] = {}
        self.log: list[str] = []

    def handle(self, message: Message) -> Message:
        match message:
            case {"do": "create", "app": str() as name, "options": options}:
                return self.create(name, options)
            case {"do": "late", "name": str() as name}:
                self.late[name](self.app, self.web, self.patches)
                return {}
            case {"do": "request", "request": request}:
                return self.request(request)
        raise ValueError(f"no such message: {message}")

    def create(self, name: str, options: dict[str, Any]) -> Message:
        self.close()
        module = import_module(f"differential.apps.{name}")
        self.app = module.create(self.web, **options)
        self.late = getattr(module, "LATE", {})
        self.log = self.app.extensions.setdefault("log", [])
        logger = logging.getLogger(self.app.logger.name)
        logger.handlers[:] = [_IntoLog(self.log)]
        logger.propagate = False
        return {"rules": [rule.rule for rule in self.app.url_map.iter_rules()]}

    def close(self) -> None:
        """Leave nothing behind that another app could notice."""
        self.patches.undo()
        if self.app is not None:
            # Without receivers there is a shorter way through Kolben. Blinker forgets
            # one only when it is disconnected from every sender.
            for name, receive in self.app.extensions.get("receivers", []):
                getattr(self.web, name).disconnect(receive)

    def request(self, request: Message) -> Message:
        """The answer to one request, and all that was logged meanwhile."""
        del self.log[:]
        answer: Message = {"status": None, "headers": [], "body": "", "error": None}

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            assert type(status) is str
            assert type(headers) is list
            answer["status"] = status
            answer["headers"] = [[name, value] for name, value in headers]
            return written.append

        written: list[bytes] = []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.run(request, start_response, written, answer)
        answer["body"] = b"".join(written).decode("latin-1")
        answer["log"] = self.log.copy()
        # Files are closed at different times: those warnings tell nothing.
        kinds = {warning.category for warning in caught} - {ResourceWarning}
        answer["warnings"] = sorted(kind.__name__ for kind in kinds)
        answer["left over"] = [
            bool(self.web.has_request_context()),
            bool(self.web.has_app_context()),
        ]
        return answer

    def run(
        self,
        request: Message,
        start_response: StartResponse,
        written: list[bytes],
        answer: Message,
    ) -> None:
        try:
            pieces = self.app(make_environ(request), start_response)
            try:
                for piece in pieces:
                    assert type(piece) is bytes
                    written.append(piece)
            finally:
                if hasattr(pieces, "close"):
                    pieces.close()
        except Exception as error:
            answer["error"] = type(error).__name__
            answer["error text"] = str(error)


def answer_safely(driver: Driver, message: Message) -> Message:
    """The answer; what is wrong with an app itself is one too."""
    try:
        return driver.handle(message)
    except Exception:
        return {"failed": traceback.format_exc()}


def make_environ(request: Message) -> dict[str, Any]:
    """A WSGI environ as a server makes it; what it does not tell is left out."""
    body = request.get("body", "").encode("latin-1")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.get("method", "GET"),
        "SCRIPT_NAME": request.get("script_name", ""),
        "PATH_INFO": request["path"],
        "QUERY_STRING": request.get("query", ""),
        "REMOTE_ADDR": "192.0.2.7",
        "SERVER_NAME": "server.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if request.get("chunked"):
        environ["wsgi.input_terminated"] = True
    elif body or "length" in request:
        environ["CONTENT_LENGTH"] = request.get("length", str(len(body)))
    for name in request.get("without", []):
        del environ[name]
    for name, value in request.get("headers", []):
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ
