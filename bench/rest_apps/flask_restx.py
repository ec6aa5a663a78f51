"""Flask-RESTX on Flask."""

import flask
import flask_restx

from rest_apps import restplus

INTERFACE = "wsgi"
DOCUMENTS = ("/swagger.json",)


def main_app():
    return restplus.make_app(flask, flask_restx)


def big_app(routes: int):
    return restplus.make_big_app(flask, flask_restx, routes)
