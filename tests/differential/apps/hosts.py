"""Rules that look at the host: subdomains, whole hosts, or none though set up."""

from __future__ import annotations

OPTIONS = {
    "mode": ["subdomain", "host", "none"],
    "server_name": [None, "example.org", "example.org:8080"],
    "default_subdomain": ["", "", "www"],
    "trusted": [None, None, [".example.org", "localhost"]],
}


def create(web, mode="none", server_name=None, default_subdomain="", trusted=None):
    options = {}
    if mode == "subdomain":
        options["subdomain_matching"] = True
    if mode == "host":
        options.update(host_matching=True, static_host="static.example.org")
    app = web.Flask(__name__, **options)
    app.config.update(SERVER_NAME=server_name, TRUSTED_HOSTS=trusted)
    app.url_map.default_subdomain = default_subdomain
    log = app.extensions["log"] = []

    @app.before_request
    def before():
        request = web.request
        error = type(request.routing_exception).__name__
        log.append(f"{request.endpoint} {request.view_args} {error}")

    def view(**values):
        return {
            "endpoint": web.request.endpoint,
            "values": values,
            "here": web.url_for(web.request.endpoint, **values),
            "far": web.url_for("plain", _external=True),
        }

    def add(rule, endpoint, **where):
        if mode == "host" and "subdomain" in where:
            where = {"host": f"{where['subdomain']}.example.org"}
        app.add_url_rule(rule, endpoint, view, **where)

    if mode == "host":
        add("/", "index", host="example.org")
        add("/", "any", host="<host>")
        add("/plain", "plain", host="<host>")
    else:
        add("/", "index")
        add("/plain", "plain")
    add("/", "www", subdomain="www")
    add("/", "user", subdomain="<user>")
    add("/number/<int:n>/", "number", subdomain="<int:host_n>.n")
    add("/only", "only", subdomain="api")
    if mode == "none":
        bp = web.Blueprint("bp", __name__, subdomain="api", url_prefix="/bp")
        bp.add_url_rule("/", "index", view)
        app.register_blueprint(bp)
    return app
