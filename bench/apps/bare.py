"""A plain WSGI function: what the server protocol and the work itself cost."""

import json
from urllib.parse import parse_qs

import jinja2

from apps import content

TABLE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(content.TEMPLATES), autoescape=True
).get_template("table.html")


def main_app():
    def app(environ, start_response):
        path = environ["PATH_INFO"]
        kind = "text/html; charset=utf-8"
        status = "200 OK"
        if path == "/plain":
            body = content.TEXT.encode()
        elif path == "/json":
            kind = "application/json"
            body = json.dumps(content.RECORD).encode()
        elif path.startswith("/user/"):
            _, _, username, _, post_id = path.split("/")
            body = f"{username}:{int(post_id)}".encode()
        elif path == "/args":
            kind = "application/json"
            args = parse_qs(environ["QUERY_STRING"])
            body = json.dumps({"q": args["q"][0], "page": int(args["page"][0])})
            body = body.encode()
        elif path == "/table":
            body = TABLE.render(title="Stock", rows=content.ROWS).encode()
        elif path == "/static/style.css":
            kind = "text/css; charset=utf-8"
            body = (content.STATIC / "style.css").read_bytes()
        else:
            status = "404 NOT FOUND"
            body = b"not found"
        start_response(
            status, [("Content-Type", kind), ("Content-Length", str(len(body)))]
        )
        return [body]

    return app
