"""Bottle: one application object per site; its signed cookie as a session."""

import bottle
import jinja2

from apps import content

request, response = bottle.request, bottle.response


def main_app():
    app = bottle.Bottle()
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(content.TEMPLATES),
        autoescape=True,
        auto_reload=False,
    )

    @app.get("/plain")
    def plain():
        return content.TEXT

    @app.get("/json")
    def record():
        return content.RECORD

    @app.get("/user/<username>/post/<post_id:int>")
    def post(username, post_id):
        return f"{username}:{post_id}"

    @app.get("/args")
    def args():
        return {
            "q": request.query["q"],
            "page": request.query.get("page", default=1, type=int),
        }

    @app.get("/table")
    def table():
        return env.get_template("table.html").render(title="Stock", rows=content.ROWS)

    @app.get("/static/<name:path>")
    def static(name):
        return bottle.static_file(name, root=str(content.STATIC))

    return app


def session_app():
    app = bottle.Bottle()

    @app.get("/visit")
    def visit():
        count = int(request.get_cookie("count", default="0", secret=content.SECRET))
        count += 1
        response.set_cookie(
            "count", str(count), secret=content.SECRET, path="/", httponly=True
        )
        return str(count)

    @app.get("/visits")
    def visits():
        return request.get_cookie("count", default="0", secret=content.SECRET)

    return app


def routes_app(count: int):
    app = bottle.Bottle()

    def add(number: int) -> None:
        @app.get(f"/shop{number}/item/<item_id:int>")
        def item(item_id):
            return f"{number}:{item_id}"

    for number in range(count):
        add(number)
    return app


def hooks_app():
    app = bottle.Bottle()

    @app.hook("before_request")
    def start():
        request.seen = {"steps": 1}

    @app.hook("after_request")
    def report():
        # after_request runs in reverse, so this is the last of the ten.
        response.set_header("X-Steps", str(request.seen["steps"] + 1))

    def count():
        request.seen["steps"] += 1

    for _ in range(4):
        app.add_hook("before_request", count)
        app.add_hook("after_request", count)

    @app.get("/outer/inner/page")
    def page():
        return content.TEXT

    return app
