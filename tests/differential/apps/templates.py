"""Context processors, filters and URL defaults on three levels."""

from __future__ import annotations

OPTIONS = {"signals": [False, True], "autoescape": [True, False]}
SOURCES = {
    "names": "{{ a }}|{{ b }}|{{ c }}|{{ given }}",
    "request": "{{ request.path }}|{{ request.args.x }}|{{ g.get('x', 'none') }}",
    "session": "{{ session.get('s', 'none') }}",
    "config": "{{ config['TESTING'] }}",
    "url": "{{ url_for('index') }}|{{ url_for('.index') }}",
    "static": "{{ url_for('static', filename='x y') }}",
    "escape": "{{ '<' }}|{{ '<'|safe }}|{{ given }}",
    "filter": "{{ 'a'|twice }}|{{ 3 is odd_number }}|{{ answer() }}",
    "broken": "{{ ",
    "undefined": "{{ missing.attribute }}",
    "raises": "{{ 1/0 }}",
    "flash": "{% for m in get_flashed_messages() %}{{ m }}{% endfor %}",
}


def create(web, signals=False, autoescape=True):
    app = web.Flask(__name__)
    app.secret_key = "differential"
    log = app.extensions["log"] = []
    if not autoescape:
        app.select_jinja_autoescape = lambda filename: False
    outer = web.Blueprint("outer", __name__, url_prefix="/outer")
    inner = web.Blueprint("inner", __name__, url_prefix="/inner")

    app.template_filter("twice")(lambda text: text * 2)
    app.template_test("odd_number")(lambda number: number % 2 == 1)
    app.template_global("answer")(lambda: 42)

    def render(kind, how="string"):
        if kind not in SOURCES:
            web.abort(404)
        source = SOURCES[kind]
        if "flash" in web.request.args:
            web.flash("flashed")
        if how == "stream":
            return web.stream_template_string(source, given="<given>")
        return web.render_template_string(source, given="<given>")

    for level, target in {"app": app, "outer": outer, "inner": inner}.items():
        target.add_url_rule("/", "index", lambda: "index")
        target.add_url_rule("/<kind>", "render", render)
        target.add_url_rule("/<kind>/<any(stream,string):how>", "how", render)
        for name in {"app": "abc", "outer": "bc", "inner": "c"}[level]:

            def processor(level=level, name=name):
                log.append(f"processor {level} {name}")
                return {name: f"{level} <{name}>"}

            target.context_processor(processor)

        @target.url_defaults
        def defaults(endpoint, values, level=level):
            log.append(f"url_defaults {level} {endpoint}")

    outer.register_blueprint(inner)
    app.register_blueprint(outer)

    if signals:
        receivers = app.extensions["receivers"] = []
        for name in "before_render_template", "template_rendered":

            def receive(sender, template, context, name=name):
                names = sorted(set(context) - {"request", "session", "g"})
                log.append(f"{name} {template.name} {names}")

            receivers.append((name, receive))
            getattr(web, name).connect(receive, app)
    return app
