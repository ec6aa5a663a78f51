"""A blog of three parts: one for readers, one for writers, one for programs."""

from kolben import Kolben

from .admin import admin
from .api import api
from .front import front


def create_app() -> Kolben:
    app = Kolben(__name__)
    app.config.from_prefixed_env("KOLBEN")
    app.register_blueprint(front)
    app.register_blueprint(admin, url_prefix="/admin")
    app.register_blueprint(api, url_prefix="/api")
    return app
