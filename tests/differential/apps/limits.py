"""Bodies: how they are read, and what is too large or broken."""

from __future__ import annotations

OPTIONS = {
    "content": [None, None, 0, 10, 200],
    "memory": [500_000, 100, None],
    "parts": [1_000, 2, None],
    "debug": [False, False, True],
    "read_first": [None, "form", "data", "json", "stream"],
    "handlers": [False, True],
}


def create(
    web,
    content=None,
    memory=500_000,
    parts=1_000,
    debug=False,
    read_first=None,
    handlers=False,
):
    app = web.Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=content,
        MAX_FORM_MEMORY_SIZE=memory,
        MAX_FORM_PARTS=parts,
        DEBUG=debug,
        PROPAGATE_EXCEPTIONS=False,
    )
    request = web.request
    log = app.extensions["log"] = []

    @app.before_request
    def before():
        if read_first == "form":
            log.append(f"form {len(request.form)} {len(request.files)}")
        elif read_first == "data":
            log.append(f"data {len(request.get_data())}")
        elif read_first == "json":
            log.append(f"json {request.get_json(silent=True)}")
        elif read_first == "stream":
            log.append(f"stream {len(request.stream.read(5))}")

    if handlers:
        for code in 400, 413, 415:
            app.register_error_handler(
                code, lambda error: (f"handled {type(error).__name__}", error.code)
            )

    @app.route("/form", methods=["GET", "POST"])
    def form():
        return [request.form.to_dict(flat=False), sorted(request.files)]

    @app.route("/files", methods=["GET", "POST"])
    def files():
        return [
            [name, file.filename, file.read().decode("latin-1")]
            for name, file in request.files.items(multi=True)
        ]

    @app.route("/data", methods=["GET", "POST"])
    def data():
        return request.get_data()

    @app.route("/text", methods=["GET", "POST"])
    def text():
        return request.get_data(as_text=True)

    @app.route("/json", methods=["GET", "POST"])
    def from_json():
        return [request.json]

    @app.route("/stream", methods=["GET", "POST"])
    def stream():
        return request.stream.read()

    @app.route("/key", methods=["GET", "POST"])
    def key():
        return request.form["name"] + request.files["upload"].filename

    @app.route("/larger", methods=["GET", "POST"])
    def larger():
        request.max_content_length = 1_000
        request.max_form_memory_size = 300
        request.max_form_parts = 3
        return [request.form.to_dict(), len(request.get_data())]

    @app.route("/unread", methods=["GET", "POST"])
    def unread():
        return [request.content_length, request.max_content_length]

    return app
