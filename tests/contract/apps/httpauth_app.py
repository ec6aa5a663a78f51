"""Flask-HTTPAuth: basic, token and both, with roles."""

from answers import mask, show
from flask import Flask
from flask_httpauth import HTTPBasicAuth, HTTPDigestAuth, HTTPTokenAuth, MultiAuth

mask(r'(nonce|opaque)="[^"]*"', "NONCE")
app = Flask(__name__)
app.secret_key = "contract"
basic, token, digest = HTTPBasicAuth(), HTTPTokenAuth("Bearer"), HTTPDigestAuth()
either = MultiAuth(basic, token)


@basic.verify_password
def check_password(name, password):
    return name if (name, password) == ("ada", "pass") else None


@basic.get_user_roles
def roles(user):
    return ["reader"]


@token.verify_token
def check_token(value):
    return "bot" if value == "good" else None


@digest.get_password
def password_of(name):
    return {"ada": "pass"}.get(name)


@app.get("/basic")
@basic.login_required
def by_password():
    return basic.current_user()


@app.get("/role")
@basic.login_required(role="writer")
def by_role():
    return "never"


@app.get("/either")
@either.login_required
async def by_either():
    return either.current_user()


@app.get("/digest")
@digest.login_required
def by_digest():
    return digest.username()


client = app.test_client()
show("nobody", client.get("/basic"))
show("ada", client.get("/basic", auth=("ada", "pass")))
show("wrong", client.get("/basic", auth=("ada", "word")))
show("role", client.get("/role", auth=("ada", "pass")))
show("token", client.get("/either", headers={"Authorization": "Bearer good"}))
show("digest", client.get("/digest"))
