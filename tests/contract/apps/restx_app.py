"""Flask-RESTX: namespaces, models, the Swagger document, its handlers on the app."""

import json

from answers import say, show
from flask import Flask
from flask_restx import Api, Namespace, Resource, fields

app = Flask(__name__)
app.config["RESTX_MASK_SWAGGER"] = False
api = Api(app, version="1.0", title="contract", doc="/doc/")
ns = Namespace("todos", path="/todos")
todo = api.model("Todo", {"id": fields.Integer, "task": fields.String(required=True)})
TODOS = []


class Full(Exception):
    pass


@ns.route("/")
class Todos(Resource):
    @ns.marshal_list_with(todo)
    def get(self):
        return TODOS

    @ns.expect(todo, validate=True)
    @ns.marshal_with(todo, code=201)
    def post(self):
        if TODOS:
            raise Full("one is enough")
        TODOS.append({"id": 1, **api.payload})
        return TODOS[-1], 201


@ns.route("/<int:todo_id>")
@ns.response(404, "not there")
class Todo(Resource):
    def get(self, todo_id):
        ns.abort(404, f"no todo {todo_id}")


@api.errorhandler(Full)
def full(error):
    return {"message": str(error)}, 409


api.add_namespace(ns)


@app.get("/plain")
def plain():
    return "outside the api"


client = app.test_client()
show("empty", client.get("/todos/"))
show("invalid", client.post("/todos/", json={}))
show("made", client.post("/todos/", json={"task": "sleep"}))
show("full", client.post("/todos/", json={"task": "more"}))
show("absent", client.get("/todos/7"))
show("method", client.delete("/todos/"))
show("nowhere", client.get("/nowhere"))
show("plain", client.get("/plain"))
say("document", json.dumps(client.get("/swagger.json").json, sort_keys=True))
show("page", client.get("/doc/"), body=False)
show("asset", client.get("/swaggerui/swagger-ui.css"), body=False)
say("replaced", "handle_exception" in vars(app))
