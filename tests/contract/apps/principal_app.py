"""Flask-Principal: identities kept in the session, permissions by need."""

from answers import show
from flask import Flask
from flask_principal import (
    Identity,
    Permission,
    PermissionDenied,
    Principal,
    RoleNeed,
    identity_changed,
    identity_loaded,
)

app = Flask(__name__)
app.secret_key = "contract"
Principal(app)
writers = Permission(RoleNeed("writer"))


@identity_loaded.connect_via(app)
def load(sender, identity):
    if identity.id == "ada":
        identity.provides.add(RoleNeed("writer"))


@app.get("/as/<name>")
def become(name):
    identity_changed.send(app, identity=Identity(name))
    return name


@app.get("/write")
@writers.require()
def write():
    return "written"


@app.errorhandler(PermissionDenied)
def denied(error):
    return str(error), 403


client = app.test_client()
show("nobody", client.get("/write"))
show("eve", client.get("/as/eve"))
show("still", client.get("/write"))
show("ada", client.get("/as/ada"))
show("written", client.get("/write"))
