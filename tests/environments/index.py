"""A package index on this machine: it has Kolben's wheel, for all else it points on."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def serve_index(wheel: Path, upstream: str):
    """Yields the address of the index; `upstream` is that of PyPI or a mirror."""
    name = re.match(r"[A-Za-z0-9_.]+", wheel.name)[0].lower()
    content = wheel.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    page = (
        f'<!doctype html><a href="/files/{wheel.name}#sha256={digest}"'
        f' data-requires-python="&gt;=3.11">{wheel.name}</a>'
    ).encode()
    answers = {
        f"/simple/{name}/": ("text/html", page),
        f"/files/{wheel.name}": ("application/octet-stream", content),
    }

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = answers.get(self.path)
            if answer:
                self.send_response(200)
                self.send_header("Content-Type", answer[0])
                self.send_header("Content-Length", str(len(answer[1])))
            elif self.path.startswith("/simple/"):
                self.send_response(302)
                self.send_header(
                    "Location", upstream + self.path.removeprefix("/simple")
                )
                self.send_header("Content-Length", "0")
            else:
                self.send_response(404)
                self.send_header("Content-Length", "0")
            self.end_headers()
            if answer and self.command == "GET":
                self.wfile.write(answer[1])

        do_HEAD = do_GET

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/simple"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
