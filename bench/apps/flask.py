"""Flask: the sites of flaskapi.py."""

import flask

from apps import flaskapi


def main_app():
    return flaskapi.main_app(flask)


def session_app():
    return flaskapi.session_app(flask)


def routes_app(count: int):
    return flaskapi.routes_app(flask, count)


def hooks_app():
    return flaskapi.hooks_app(flask)
