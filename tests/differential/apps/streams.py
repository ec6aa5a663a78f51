"""Streams, files and conditional answers."""

from __future__ import annotations

import io
from pathlib import Path

FOLDER = Path(__file__).parent
OPTIONS = {"x_sendfile": [False, False, True], "max_age": [None, 60], "debug": [False]}


def create(web, x_sendfile=False, max_age=None, debug=False):
    app = web.Flask(__name__, static_folder="static", static_url_path="/assets")
    app.config.update(SEND_FILE_MAX_AGE_DEFAULT=max_age, USE_X_SENDFILE=x_sendfile)
    log = app.extensions["log"] = []

    @app.teardown_request
    def teardown(exc):
        log.append(f"teardown {type(exc).__name__}")

    @app.teardown_appcontext
    def teardown_app(exc):
        log.append(f"teardown app {type(exc).__name__}")

    @app.route("/generator/<int:count>")
    def generator(count):
        for number in range(min(count, 5)):
            log.append(f"piece {number}")
            yield f"{number}\n"

    @app.route("/context/<int:count>")
    def context(count):
        @web.stream_with_context
        def pieces():
            try:
                for number in range(min(count, 5)):
                    log.append(f"piece {number} {web.request.path}")
                    yield f"{number} {web.g.get('a')}\n"
            finally:
                log.append("closed")

        web.g.a = "a"
        return pieces(), {"X-Count": str(count)}

    @app.route("/lost")
    def lost():
        def pieces():
            yield "before "
            yield web.request.path

        return web.Response(pieces())

    @app.route("/fails")
    def fails():
        def pieces():
            yield "before"
            raise KeyError("in stream")

        return web.Response(pieces())

    @app.route("/fails-with-context")
    def fails_with_context():
        def pieces():
            yield "before"
            raise KeyError("in stream")

        return web.Response(web.stream_with_context(pieces()))

    @app.route("/closing")
    def closing():
        response = web.make_response("closing")
        response.call_on_close(lambda: log.append("call_on_close"))
        return response

    @app.route("/template")
    def template():
        source = "{% for n in range(3) %}{{ n }} {{ request.path }}\n{% endfor %}"
        return web.stream_template_string(source)

    @app.route("/file")
    def file():
        return web.send_file(FOLDER / "static" / "page.txt", etag=True)

    @app.route("/attachment")
    def attachment():
        path = FOLDER / "static" / "page.txt"
        return web.send_file(path, as_attachment=True, download_name="größe.txt")

    @app.route("/no-etag")
    def no_etag():
        path = FOLDER / "static" / "page.txt"
        return web.send_file(path, etag=False, conditional=False, max_age=5)

    @app.route("/memory")
    def memory():
        return web.send_file(io.BytesIO(b"in memory"), mimetype="text/plain")

    @app.route("/from/<path:name>")
    def from_directory(name):
        return web.send_from_directory("static", name)

    @app.route("/tagged")
    def tagged():
        response = web.make_response("tagged")
        response.add_etag()
        return response.make_conditional(
            web.request, accept_ranges=True, complete_length=6
        )

    @app.route("/frozen")
    def frozen():
        response = web.Response(["a", "b"])
        response.freeze()
        return response

    @app.route("/empty")
    def empty():
        return web.Response(iter(()))

    return app
