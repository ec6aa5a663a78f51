from kolben import Kolben


def create_app(config=None):
    app = Kolben(__name__, instance_relative_config=True)
    app.config.from_mapping(SITE_NAME="My notes", PAGE_SIZE=10)
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_prefixed_env("NOTES")
    app.config.from_mapping(config or {})

    if not app.config["SECRET_KEY"]:
        raise RuntimeError("Set NOTES_SECRET_KEY, or SECRET_KEY in instance/config.py.")

    @app.route("/")
    def index():
        return app.config["SITE_NAME"]

    return app
