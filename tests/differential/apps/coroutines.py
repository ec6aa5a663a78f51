"""Views, hooks and handlers that are coroutines."""

from __future__ import annotations

import asyncio

OPTIONS = {"hooks": [False, True], "testing": [False, True]}


def create(web, hooks=False, testing=False):
    app = web.Flask(__name__)
    app.secret_key = "differential"
    app.testing = testing
    log = app.extensions["log"] = []
    bp = web.Blueprint("bp", __name__, url_prefix="/bp")

    for level, target in {"app": app, "bp": bp}.items() if hooks else ():

        async def before(level=level):
            await asyncio.sleep(0)
            log.append(f"before {level} {web.request.path}")
            web.g.level = level
            if web.request.args.get("stop") == level:
                return f"stopped by {level}"
            return None

        async def after(response, level=level):
            log.append(f"after {level} {web.g.get('level')}")
            response.headers["After"] = level
            return response

        async def teardown(exc, level=level):
            log.append(f"teardown {level} {type(exc).__name__}")

        target.before_request(before)
        target.after_request(after)
        target.teardown_request(teardown)

    if hooks:

        @app.errorhandler(KeyError)
        async def handle(error):
            log.append("handler")
            return "handled", 422

    for target in app, bp:

        @target.route("/<name>")
        async def view(name):
            await asyncio.sleep(0)
            web.session["name"] = name
            if name == "fail":
                raise KeyError(name)
            if name == "value":
                raise ValueError(name)
            if name == "abort":
                web.abort(418)
            if name == "none":
                return None

            @web.after_this_request
            async def this(response):
                log.append("this")
                return response

            return {"name": name, "level": web.g.get("level")}

    app.register_blueprint(bp)
    return app
