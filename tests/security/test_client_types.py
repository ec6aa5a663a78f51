"""Views that are not for all types of clients: error code 1006."""

import logging

import pytest

from kolben import Blueprint
from kolben.errors import SetupError
from kolben.openapi import OpenAPI
from kolben.security.api import (
    ApiSecurity,
    Client,
    Clients,
    MemoryNonces,
    get_caller,
    requires,
)
from kolben.security.api.client import Signer
from kolben.views import MethodView

from .conftest import SECRET

TYPES = {"a-partner": "partner", "a-kiosk": "kiosk", "anything": ""}


@pytest.fixture(autouse=True)
def security(app, tokens, clock):
    clients = [Client(key, SECRET, ["x"], type=type_) for key, type_ in TYPES.items()]
    return ApiSecurity(
        app, clients=Clients(clients), nonces=MemoryNonces(), tokens=tokens, clock=clock
    )


@pytest.fixture
def sign(client, clock):
    """The status and error code of a request that this client signs."""

    def send(key_id, path="/", method="GET"):
        signer = Signer(key_id, SECRET, clock=clock)
        headers = signer.sign(method, f"http://localhost{path}")
        answer = client.open(path, method=method, headers=headers)
        return answer.status_code, answer.is_json and answer.json["error_code"]

    return send


@pytest.fixture
def bring(client, tokens):
    """The same of one with a token that was issued to such a client."""

    def send(client_type, scopes=("x",), path="/"):
        token = tokens.issue("user", scopes, client_type=client_type).access_token
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.is_json and answer.json["error_code"]

    return send


def test_a_client_of_another_type_is_refused_with_1006(app, sign):
    app.get("/")(requires("x", client_type="partner")(lambda: "in"))
    assert sign("a-partner") == (200, False)
    assert sign("a-kiosk") == (403, 1006)
    assert sign("anything") == (403, 1006)


def test_a_token_has_the_type_of_the_client_that_it_was_issued_to(app, bring):
    app.get("/")(requires("x", client_type="app")(lambda: get_caller().client_type))
    assert bring("app") == (200, False)
    assert bring("App") == (403, 1006)
    assert bring("") == (403, 1006)
    assert bring("app", scopes=()) == (403, 1004)
    assert bring("web", scopes=()) == (403, 1006)


def test_a_view_may_be_for_several_types(app, sign):
    app.get("/")(requires(client_type=["partner", "kiosk"])(lambda: "in"))
    assert sign("a-partner") == sign("a-kiosk") == (200, False)
    assert sign("anything") == (403, 1006)


def test_a_view_that_names_no_type_is_for_all(app, sign):
    app.get("/")(requires("x")(lambda: "in"))
    assert [sign(key) for key in TYPES] == [(200, False)] * 3


def test_what_a_class_and_its_method_name_has_to_fit_both(app, sign, client):
    @requires(client_type=["partner", "kiosk"])
    class Posts(MethodView):
        def get(self):
            return "in"

        @requires(client_type=["partner", "app"])
        def delete(self):
            return "in"

    app.add_url_rule("/", view_func=Posts.as_view("posts"))
    OpenAPI(app)
    assert sign("a-kiosk") == (200, False)
    assert sign("a-kiosk", method="DELETE") == (403, 1006)
    assert sign("a-partner", method="DELETE") == (200, False)
    operations = client.get("/openapi.json").json["paths"]["/"]
    assert operations["get"]["x-client-types"] == ["kiosk", "partner"]
    assert operations["delete"]["x-client-types"] == ["partner"]


def test_a_hook_guards_a_blueprint(app, sign):
    bp = Blueprint("partners", __name__)
    bp.before_request(requires(client_type="partner").check)
    bp.get("/")(lambda: "in")
    app.register_blueprint(bp)
    assert sign("a-partner") == (200, False)
    assert sign("a-kiosk") == (403, 1006)


def test_a_second_api_asks_for_types_as_well(app, security, sign):
    app.get("/")(security.requires(client_type="partner")(lambda: "in"))
    assert sign("a-partner") == (200, False)
    assert sign("a-kiosk") == (403, 1006)


def test_a_document_tells_the_types_where_there_are_any(app, client):
    app.get("/a", endpoint="a")(requires("x", client_type="partner")(lambda: "a"))
    app.get("/b", endpoint="b")(requires("x")(lambda: "b"))
    OpenAPI(app)
    paths = client.get("/openapi.json").json["paths"]
    assert paths["/a"]["get"]["x-client-types"] == ["partner"]
    assert "403" in paths["/a"]["get"]["responses"]
    assert "x-client-types" not in paths["/b"]["get"]


def test_the_log_says_which_type_it_was(app, sign, caplog):
    app.get("/")(requires(client_type="partner")(lambda: "in"))
    with caplog.at_level(logging.INFO, "kolben.security.api"):
        sign("a-kiosk")
    assert "signature of 'a-kiosk' has client type 'kiosk'" in caplog.text


@pytest.mark.parametrize("name", ["two words", "ü", "x" * 65, 'a"b', "a\\b", 7])
def test_a_type_is_a_short_word(tokens, name):
    for use in (
        lambda: Client("a", SECRET, type=name),
        lambda: tokens.issue("a", client_type=name),
        lambda: requires(client_type=[name]),
    ):
        with pytest.raises(SetupError, match="is no name for a type of clients"):
            use()


@pytest.mark.parametrize("names", ["", [], [""], ["partner", ""]])
def test_a_view_for_no_type_is_a_mistake(names):
    with pytest.raises(SetupError, match="names no type"):
        requires(client_type=names)
