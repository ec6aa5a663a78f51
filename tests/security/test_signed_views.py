from kolben import request
from kolben.security.api import get_caller, requires


def test_a_signed_request_comes_in(app, security, send):
    @app.post("/posts/<title>")
    @requires("posts:write")
    def create(title):
        return {"title": title, "by": get_caller().id, "body": request.get_json()}

    answer = send("POST", "/posts/a%20b?x=1&y", b'{"a": 1}', "application/json")
    assert answer.json == {"title": "a b", "by": "client-1", "body": {"a": 1}}


def test_a_request_that_is_not_signed_is_told_how_to(app, security, client):
    @app.get("/")
    @requires()
    def index():
        raise AssertionError

    answer = client.get("/")
    assert answer.status_code == 401
    assert answer.json["error_code"] == 1005
    assert answer.headers["WWW-Authenticate"] == 'Signature realm="api"'
    assert "content-digest" in answer.headers["Accept-Signature"]
