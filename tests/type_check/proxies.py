"""What the proxies and the tools for tests are typed as."""

from pathlib import Path
from typing import Any, assert_type

import click

from kolben import (
    Flask,
    Kolben,
    Request,
    abort,
    current_app,
    flash,
    get_flashed_messages,
    request,
    session,
    url_for,
)
from kolben.sessions import SecureCookieSessionInterface, SessionMixin
from kolben.testing import KolbenClient, KolbenCliRunner

app: Flask = Kolben(__name__, instance_path=str(Path.cwd()))
app.config.from_mapping(SECRET_KEY="a")
app.config["DEBUG"] = True
app.secret_key = "b"
app.session_interface = SecureCookieSessionInterface()


class OwnRequest(Request):
    def tenant(self) -> str:
        return self.host.partition(".")[0]


class Shop(Kolben):
    request_class = OwnRequest


def view() -> str:
    current_app.logger.info("at %s", request.path)
    assert_type(request.args.get("q", ""), str)
    assert_type(request.args.get("n", type=int), int | None)
    name: str = current_app.name
    body: Any = request.get_json(silent=True)
    session["name"] = name
    flash("saved", "info")
    url: str = url_for("view", _external=True, q=body)
    return url


def leave(number: int) -> str:
    if number:
        return "a"
    # abort never returns, so no return is missing here.
    abort(404)


@app.cli.command("seed")
@click.argument("number", type=int)
def seed(number: int) -> None: ...


def test_view(client: KolbenClient, runner: KolbenCliRunner) -> None:
    with client.session_transaction() as stored:
        assert_type(stored, SessionMixin)
        stored["name"] = "Ada"
    response = client.post("/", json={"a": 1})
    assert_type(response.status_code, int)
    assert_type(response.text, str)
    runner.invoke(args=["seed", "3"])


def test_contexts() -> None:
    with app.app_context(), app.test_request_context("/?q=a"):
        messages: list[str] | list[tuple[str, str]] = get_flashed_messages()
        assert messages == []
    assert_type(app.test_client(), KolbenClient)
