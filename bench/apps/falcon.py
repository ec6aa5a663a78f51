"""Falcon: resources, a compiled router, its own static route; Jinja by hand."""

import falcon
import jinja2

from apps import content


class Plain:
    def on_get(self, req, resp):
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = content.TEXT


class Record:
    def on_get(self, req, resp):
        resp.media = content.RECORD


class Post:
    def on_get(self, req, resp, username, post_id):
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = f"{username}:{post_id}"


class Args:
    def on_get(self, req, resp):
        resp.media = {
            "q": req.get_param("q", required=True),
            "page": req.get_param_as_int("page", default=1),
        }


class Table:
    def __init__(self):
        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(content.TEMPLATES),
            autoescape=True,
            auto_reload=False,
        )
        self.template = env.get_template("table.html")

    def on_get(self, req, resp):
        resp.content_type = falcon.MEDIA_HTML
        resp.text = self.template.render(title="Stock", rows=content.ROWS)


def main_app():
    app = falcon.App()
    app.add_route("/plain", Plain())
    app.add_route("/json", Record())
    app.add_route("/user/{username}/post/{post_id:int}", Post())
    app.add_route("/args", Args())
    app.add_route("/table", Table())
    app.add_static_route("/static", content.STATIC)
    return app


class Item:
    def __init__(self, number: int):
        self.number = number

    def on_get(self, req, resp, item_id):
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = f"{self.number}:{item_id}"


def routes_app(count: int):
    app = falcon.App()
    for number in range(count):
        # A thousand single additions would each compile the router anew.
        app.add_route(
            f"/shop{number}/item/{{item_id:int}}",
            Item(number),
            compile=number == count - 1,
        )
    return app


class Report:
    def process_request(self, req, resp):
        req.context.steps = 1

    def process_response(self, req, resp, resource, req_succeeded):
        resp.set_header("X-Steps", str(req.context.steps + 1))


class Count:
    def process_request(self, req, resp):
        req.context.steps += 1

    def process_response(self, req, resp, resource, req_succeeded):
        req.context.steps += 1


def count_in(req, resp, resource, params):
    req.context.steps += 1


def count_out(req, resp, resource):
    req.context.steps += 1


@falcon.before(count_in)
@falcon.before(count_in)
@falcon.before(count_in)
@falcon.after(count_out)
@falcon.after(count_out)
@falcon.after(count_out)
class Page:
    def on_get(self, req, resp):
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = content.TEXT


def hooks_app():
    app = falcon.App(middleware=[Report(), Count()])
    app.add_route("/outer/inner/page", Page())
    return app
