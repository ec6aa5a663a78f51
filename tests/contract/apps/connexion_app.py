"""Connexion: an app made from an OpenAPI document, Flask beneath its ASGI stack."""

import connexion
from answers import say
from connexion.exceptions import ProblemException
from flask import jsonify

DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "contract", "version": "1"},
    "paths": {
        "/greet/{name}": {
            "get": {
                "operationId": "__main__.greet",
                "parameters": [
                    {
                        "name": "name",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                    {"name": "times", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {"200": {"description": "a greeting"}},
            },
            "post": {
                "operationId": "__main__.refuse",
                "parameters": [
                    {
                        "name": "name",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {"200": {"description": "never"}},
            },
        }
    },
}


def greet(name, times=1):
    return {"greeting": f"hello {name} " * times}


def refuse(name):
    raise ProblemException(status=418, title="no", detail=name)


app = connexion.FlaskApp(__name__)
app.add_api(DOCUMENT)


@app.route("/plain")
def plain():
    return jsonify(plain=True)


with app.test_client() as client:
    for method, path in (
        ("GET", "/greet/ada"),
        ("GET", "/greet/ada?times=2"),
        ("GET", "/greet/ada?times=x"),
        ("POST", "/greet/ada"),
        ("DELETE", "/greet/ada"),
        ("GET", "/nowhere"),
        ("GET", "/plain"),
        ("GET", "/openapi.json"),
    ):
        answer = client.request(method, path)
        say(f"{method} {path}", (answer.status_code, answer.text))
