"""APIFlask: an app class of its own on Flask's, with shapes for input and output."""

from answers import show
from apiflask import APIBlueprint, APIFlask, HTTPTokenAuth, Schema, abort
from apiflask.fields import Integer, String
from apiflask.validators import Length
from apiflask.views import MethodView
from flask import jsonify

app = APIFlask(__name__, title="contract", version="1")
bp = APIBlueprint("bp", __name__, url_prefix="/bp")
auth = HTTPTokenAuth()


class PetIn(Schema):
    name = String(required=True, validate=Length(1, 5))


class PetOut(Schema):
    id = Integer()
    name = String()


@auth.verify_token
def verify(token):
    return token == "good" and {"name": "ada"}


@app.post("/pets")
@app.input(PetIn)
@app.output(PetOut, status_code=201)
def make(json_data):
    return {"id": 1, "extra": "dropped", **json_data}


@app.get("/secret")
@app.auth_required(auth)
def secret():
    return {"hello": auth.current_user["name"]}


@app.get("/plain")
def plain():
    return jsonify(plain=True)


class Pet(MethodView):
    @bp.output(PetOut)
    def get(self, pet_id):
        if pet_id > 1:
            abort(404, "no such pet")
        return {"id": pet_id, "name": "cat"}


bp.add_url_rule("/pets/<int:pet_id>", view_func=Pet.as_view("pet"))
app.register_blueprint(bp)
client = app.test_client()
show("made", client.post("/pets", json={"name": "cat"}))
show("invalid", client.post("/pets", json={"name": "much too long"}))
show("not json", client.post("/pets", data="x", content_type="text/plain"))
show("unauthorized", client.get("/secret"))
show("secret", client.get("/secret", headers={"Authorization": "Bearer good"}))
show("plain", client.get("/plain"))
show("pet", client.get("/bp/pets/1"))
show("absent", client.get("/bp/pets/2"))
show("nowhere", client.get("/nowhere"))
show("document", client.get("/openapi.json"))
show("docs", client.get("/docs"))
result = app.test_cli_runner().invoke(args=["spec"])
print(result.exit_code, result.output)
