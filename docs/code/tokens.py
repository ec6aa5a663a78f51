"""Bearer tokens and scopes."""

import sqlite3
import tempfile
from pathlib import Path

import pytest

from kolben.security.api import BadToken, MemoryGrants

DATABASE = Path(tempfile.mkdtemp(), "tokens.db")


def find_user(form) -> str | None:
    return "user-7" if form.get("password") == "right" else None


# region: app
from kolben import Blueprint, Kolben, request
from kolben.rest.errors import AuthorizationFailed
from kolben.security.api import ApiSecurity, SQLGrants, Tokens, get_caller, requires
from kolben.views import MethodView

grants = SQLGrants(lambda: sqlite3.connect(DATABASE))
grants.create()
tokens = Tokens(grants, prefix="shop")

app = Kolben(__name__)
ApiSecurity(app, tokens=tokens)


@app.post("/token")
def log_in():
    user = find_user(request.form)
    if user is None:
        raise AuthorizationFailed
    return tokens.issue(user, ["posts:read", "posts:write"]).to_dict()


@app.get("/posts")
@requires("posts:read")
def list_posts():
    return {"for": get_caller().id}


# endregion


# region: refresh
@app.post("/token/refresh")
def refresh():
    try:
        return tokens.refresh(request.form["refresh_token"]).to_dict()
    except BadToken as error:
        raise AuthorizationFailed from error


# endregion


# region: classes
@requires("posts:read")
class Post(MethodView):
    def get(self, number: int):
        return {"number": number}

    @requires("posts:write")
    def delete(self, number: int):
        return "", 204


app.add_url_rule("/posts/<int:number>", view_func=Post.as_view("post"))
# endregion

# region: blueprint
admin = Blueprint("admin", __name__, url_prefix="/admin")
admin.before_request(requires("admin").check)
# endregion


# region: client-types
@app.get("/prices")
@requires("posts:read", client_type=["partner", "shop"])
def list_prices():
    return {"for": get_caller().client_type}


# endregion

admin.add_url_rule("/", view_func=lambda: "")
app.register_blueprint(admin)


def log_in_as_user(client):
    answer = client.post("/token", data={"password": "right"})
    assert answer.json["scope"] == "posts:read posts:write"
    return answer.json


def test_log_in(client):
    issued = log_in_as_user(client)
    token = issued["access_token"]
    # region: use
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/posts", headers=headers).json == {"for": "user-7"}
    # endregion
    assert client.delete("/posts/1", headers=headers).status_code == 204
    assert client.get("/admin/", headers=headers).status_code == 403
    assert client.get("/posts").status_code == 401
    assert client.post("/token").status_code == 401


def test_client_types(client):
    def get(text):
        answer = client.get("/prices", headers={"Authorization": f"Bearer {text}"})
        return answer.status_code, answer.json

    user = "user-7"
    # region: issue-type
    issued = tokens.issue(user, ["posts:read"], client_type="partner")
    # endregion
    assert get(issued.access_token) == (200, {"for": "partner"})
    status, error = get(tokens.issue(user, ["posts:read"]).access_token)
    assert (status, error["error_code"]) == (403, 1006)


def test_refresh(client):
    issued = log_in_as_user(client)
    data = {"refresh_token": issued["refresh_token"]}
    new = client.post("/token/refresh", data=data).json
    assert client.post("/token/refresh", data=data).status_code == 401
    # region: reuse
    with pytest.raises(BadToken):
        tokens.refresh(issued["refresh_token"])  # a second time
    with pytest.raises(BadToken):
        tokens.check(new["access_token"])  # and all that followed is revoked
    # endregion


def test_revoke():
    tokens = Tokens(MemoryGrants())
    text = tokens.issue("user-7").access_token
    # region: revoke
    tokens.revoke(text)  # an access or a refresh token: its whole grant
    tokens.revoke_all("user-7")  # after a changed password
    tokens.sweep()  # once a day: forget what has expired
    # endregion
    with pytest.raises(BadToken):
        tokens.check(text)
