"""Flask-Smorest: a blueprint that documents itself, pages, etags, its own errors."""

from answers import show
from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint, Page, abort
from marshmallow import Schema, fields

app = Flask(__name__)
app.config.update(
    API_TITLE="contract",
    API_VERSION="v1",
    OPENAPI_VERSION="3.0.3",
    OPENAPI_URL_PREFIX="/",
)
api = Api(app)


class Pet(Schema):
    id = fields.Int(dump_only=True)
    name = fields.Str(required=True)


class Cursor(Page):
    @property
    def item_count(self):
        return len(self.collection)


pets = Blueprint("pets", "pets", url_prefix="/pets", description="Pets")
PETS = [{"id": n, "name": f"pet {n}"} for n in range(25)]


@pets.route("/")
class Pets(MethodView):
    @pets.response(200, Pet(many=True))
    @pets.paginate(Cursor)
    def get(self):
        return PETS

    @pets.arguments(Pet)
    @pets.response(201, Pet)
    def post(self, data):
        return {"id": 99, **data}


@pets.route("/<int:pet_id>")
@pets.etag
@pets.response(200, Pet)
@pets.alt_response(404, description="not there")
def one(pet_id):
    if pet_id >= len(PETS):
        abort(404, message="no such pet")
    return PETS[pet_id]


api.register_blueprint(pets)
client = app.test_client()
show("page", client.get("/pets/?page=3&page_size=10"))
show("made", client.post("/pets/", json={"name": "cat"}))
show("invalid", client.post("/pets/", json={"name": 1}))
found = show("one", client.get("/pets/3"))
show(
    "unchanged", client.get("/pets/3", headers={"If-None-Match": found.headers["ETag"]})
)
show("absent", client.get("/pets/77"))
show("document", client.get("/openapi.json"))
