"""Flask-CORS: preflights and the headers of ordinary answers, errors included."""

from answers import show
from flask import Blueprint, Flask, abort
from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": "https://a.example"}})
api = Blueprint("api", __name__, url_prefix="/api")
CORS(api, expose_headers=["X-Total"])


@api.get("/items")
def items():
    return {"items": []}


@api.get("/gone")
def gone():
    abort(410)


@app.get("/one")
@cross_origin(origins="*", methods=["GET"])
def one():
    return "one"


app.register_blueprint(api)
client = app.test_client()
origin = {"Origin": "https://a.example"}
preflight = {**origin, "Access-Control-Request-Method": "GET"}
show("plain", client.get("/api/items"))
show("allowed", client.get("/api/items", headers=origin))
show("other", client.get("/api/items", headers={"Origin": "https://b.example"}))
show("preflight", client.options("/api/items", headers=preflight))
show("error", client.get("/api/gone", headers=origin))
show("decorated", client.get("/one", headers=origin))
show("decorated preflight", client.options("/one", headers=preflight))
