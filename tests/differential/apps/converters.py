"""Every converter, alone, mixed, and with defaults, redirects and slash rules."""

from __future__ import annotations

from ..rules import EvenConverter, TwoWords

RULES = [
    ("/", {}),
    ("/s/<name>", {}),
    ("/s/<string:name>/tail", {}),
    ("/i/<int:number>", {}),
    ("/i/<int:number>/", {"methods": ["POST"]}),
    ("/f/<float:number>", {}),
    ("/u/<uuid:key>", {}),
    ("/p/<path:rest>", {}),
    ("/p/<path:rest>/edit", {}),
    ("/p/fixed", {}),
    ("/any/<any(one,two,'three four'):word>", {}),
    ("/len/<string(length=2):lang>", {}),
    ("/len/<string(minlength=3,maxlength=4):word>", {}),
    ("/signed/<int(signed=True):number>", {}),
    ("/digits/<int(fixed_digits=2):number>", {}),
    ("/range/<int(min=2,max=20):number>", {}),
    ("/fs/<float(signed=True):number>", {}),
    ("/even/<even:number>", {}),
    ("/even/<word>", {}),
    ("/two/<two:words>", {}),
    ("/two/<two:words>/<int:number>", {}),
    ("/list/<list:items>", {}),
    ("/mixed/<name>.<ext>", {}),
    ("/mixed/<int:year>-<int:month>-<slug>", {}),
    ("/mixed/v<int:version>/x", {}),
    ("/same/<int:a>", {}),
    ("/same/<float:a>", {}),
    ("/same/<a>", {}),
    ("/same/<path:a>", {}),
    ("/same/literal", {}),
    ("/branch/", {}),
    ("/branch/<name>/", {}),
    ("/leaf", {}),
    ("/both", {}),
    ("/both/", {}),
    ("/lenient/", {"strict_slashes": False}),
    ("/lenient-leaf", {"strict_slashes": False}),
    ("/page/", {"defaults": {"page": 1}, "endpoint": "page"}),
    ("/page/<int:page>", {"endpoint": "page"}),
    ("/extra/<name>", {"defaults": {"extra": "x", "more": None}}),
    ("/old/<name>", {"redirect_to": "s/<name>"}),
    ("/older/<int:number>", {"redirect_to": "/i/<number>"}),
    ("/methods", {"methods": ["PUT"]}),
    ("/methods", {"methods": ["POST", "DELETE"]}),
    ("/unmerged//<name>", {"merge_slashes": False}),
    ("/ünicode/<name>", {}),
    ("/ünicode/straße", {}),
    ("/percent%20literal", {}),
    ("/space literal", {}),
    ("/a/<x>/b/<y>", {}),
    ("/a/<x>/<y>/c", {}),
    ("/a/q/b/<y>", {"methods": ["POST"]}),
    ("/build", {"build_only": True}),
    ("/alias/<name>", {"alias": True, "endpoint": "s"}),
    ("/real/<name>", {"endpoint": "s"}),
    ("/ws", {"websocket": True}),
    ("/ws/both", {}),
    ("/ws/both", {"websocket": True}),
]

OPTIONS = {
    "strict_slashes": [True, True, False],
    "merge_slashes": [True, True, False],
    "redirect_defaults": [True, False],
    "server_name": [None, None, "example.org"],
}


def create(
    web,
    strict_slashes=True,
    merge_slashes=True,
    redirect_defaults=True,
    server_name=None,
):
    app = web.Flask(__name__)
    app.config["SERVER_NAME"] = server_name
    app.url_map.strict_slashes = strict_slashes
    app.url_map.merge_slashes = merge_slashes
    app.url_map.redirect_defaults = redirect_defaults
    log = app.extensions["log"] = []

    class ListConverter(EvenConverter):
        regex = "[^/]+"

        def to_python(self, value):
            return value.split("+")

        def to_url(self, value):
            return "+".join(map(super().to_url, value))

    app.url_map.converters.update(even=EvenConverter, two=TwoWords, list=ListConverter)

    for number, (rule, extra) in enumerate(RULES):
        options = dict(extra)
        endpoint = options.pop("endpoint", f"view{number}")
        view = app.view_functions.get(endpoint)
        if view is None:

            def view(number=number, **values):
                shown = {name: repr(value) for name, value in values.items()}
                url_rule = web.request.url_rule
                log.append(f"{web.request.endpoint} {values}")
                return {"values": shown, "rule": url_rule.rule, "view": number}

            if "number" in rule:

                def view(number, **values):
                    log.append(f"{web.request.endpoint} {number!r} {values}")
                    return {"number": repr(number), "rule": web.request.url_rule.rule}

        app.add_url_rule(rule, endpoint, view, **options)

    @app.route("/build/<endpoint>")
    def build(endpoint):
        try:
            return web.url_for(endpoint, **web.request.args)
        except Exception as error:
            return type(error).__name__

    return app
