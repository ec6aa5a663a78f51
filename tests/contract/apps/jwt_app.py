"""Flask-JWT-Extended: tokens in headers and cookies, refused and refreshed."""

from answers import show
from flask import Flask, jsonify
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    current_user,
    get_jwt_identity,
    jwt_required,
    set_access_cookies,
)

app = Flask(__name__)
app.config.update(
    JWT_SECRET_KEY="contract" * 8, JWT_TOKEN_LOCATION=["headers", "cookies"]
)
jwt = JWTManager(app)


@jwt.user_lookup_loader
def look_up(header, data):
    return {"name": data["sub"]}


@app.post("/login")
def login():
    response = jsonify(made=True)
    set_access_cookies(response, create_access_token("ada"))
    return response


@app.get("/me")
@jwt_required()
def me():
    return {"identity": get_jwt_identity(), "user": current_user["name"]}


@app.get("/maybe")
@jwt_required(optional=True)
def maybe():
    return {"identity": get_jwt_identity()}


@app.post("/refresh")
@jwt_required(refresh=True, locations=["headers"])
def refresh():
    return {"for": get_jwt_identity()}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


with app.app_context():
    access, again = create_access_token("ada"), create_refresh_token("ada")
client = app.test_client()
show("nobody", client.get("/me"))
show("maybe", client.get("/maybe"))
show("me", client.get("/me", headers=bearer(access)))
show("broken", client.get("/me", headers=bearer("no.such.token")))
show("wrong kind", client.post("/refresh", headers=bearer(access)))
show("refresh", client.post("/refresh", headers=bearer(again)))
show("login", client.post("/login"))
show("by cookie", client.get("/me"))
