"""Kolben: the sites of flaskapi.py."""

import kolben
from apps import flaskapi


def main_app():
    return flaskapi.main_app(kolben)


def session_app():
    return flaskapi.session_app(kolben)


def routes_app(count: int):
    return flaskapi.routes_app(kolben, count)


def hooks_app():
    return flaskapi.hooks_app(kolben)
