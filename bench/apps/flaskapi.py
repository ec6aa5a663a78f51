"""The sites in Flask's API, from one source for Flask and for Kolben.

``api`` is the module that provides the names, so the two run the same code.
"""

from types import ModuleType

from apps import content


def main_app(api: ModuleType):
    request, jsonify, render_template = api.request, api.jsonify, api.render_template
    app = api.Flask(
        "bench_main",
        root_path=str(content.HERE),
        static_folder=str(content.STATIC),
        template_folder=str(content.TEMPLATES),
    )
    app.secret_key = content.SECRET

    @app.get("/plain")
    def plain():
        return content.TEXT

    @app.get("/json")
    def record():
        return content.RECORD

    @app.get("/user/<username>/post/<int:post_id>")
    def post(username, post_id):
        return f"{username}:{post_id}"

    @app.get("/args")
    def args():
        return jsonify(
            q=request.args["q"], page=request.args.get("page", default=1, type=int)
        )

    @app.get("/table")
    def table():
        return render_template("table.html", title="Stock", rows=content.ROWS)

    return app


def session_app(api: ModuleType):
    session = api.session
    app = api.Flask("bench_session", root_path=str(content.HERE))
    app.secret_key = content.SECRET

    @app.get("/visit")
    def visit():
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @app.get("/visits")
    def visits():
        return str(session.get("count", 0))

    return app


def routes_app(api: ModuleType, count: int):
    app = api.Flask("bench_routes", root_path=str(content.HERE))
    app.secret_key = content.SECRET

    def add(number: int) -> None:
        @app.get(f"/shop{number}/item/<int:item_id>", endpoint=f"shop{number}")
        def item(item_id):
            return f"{number}:{item_id}"

    for number in range(count):
        add(number)
    return app


def hooks_app(api: ModuleType):
    g = api.g
    app = api.Flask("bench_hooks", root_path=str(content.HERE))
    app.secret_key = content.SECRET
    outer = api.Blueprint("outer", "bench_hooks", url_prefix="/outer")
    inner = api.Blueprint("inner", "bench_hooks", url_prefix="/inner")

    def count_in() -> None:
        g.steps += 1

    def count_out(response):
        g.steps += 1
        return response

    @app.before_request
    def start() -> None:
        g.steps = 1

    @app.after_request
    def report(response):
        # after_request runs in reverse, so this is the last of the ten.
        response.headers["X-Steps"] = str(g.steps + 1)
        return response

    for level, times in ((app, 1), (outer, 2), (inner, 1)):
        for _ in range(times):
            level.before_request(count_in)
            level.after_request(count_out)

    @inner.get("/page")
    def page():
        return content.TEXT

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app
