"""Kolben: the API of RESTPlus."""

import kolben
from kolben import rest
from rest_apps import restplus

INTERFACE = "wsgi"
DOCUMENTS = ("/swagger.json", "/openapi.json")


def main_app():
    return restplus.make_app(kolben, rest)


def big_app(routes: int):
    return restplus.make_big_app(kolben, rest, routes)
