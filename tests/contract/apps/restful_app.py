"""Flask-RESTful: resources, request parsing, fields, errors, representations."""

from answers import show
from flask import Blueprint, Flask, make_response
from flask_restful import Api, Resource, abort, fields, marshal_with, reqparse

app = Flask(__name__)
bp = Blueprint("v1", __name__, url_prefix="/v1")
api = Api(bp, catch_all_404s=True)
parser = reqparse.RequestParser()
parser.add_argument("task", type=str, required=True, help="what to do")
TODOS = {"1": {"task": "sleep"}}
SHAPE = {"task": fields.String, "url": fields.Url("v1.todo", absolute=False)}


class Todo(Resource):
    @marshal_with(SHAPE)
    def get(self, todo_id):
        if todo_id not in TODOS:
            abort(404, message=f"no todo {todo_id}")
        return {**TODOS[todo_id], "todo_id": todo_id}

    def put(self, todo_id):
        TODOS[todo_id] = parser.parse_args()
        return TODOS[todo_id], 201, {"X-Made": todo_id}

    def delete(self, todo_id):
        raise RuntimeError("broken")


@api.representation("text/csv")
def to_csv(data, code, headers=None):
    return make_response(",".join(data), code, headers)


api.add_resource(Todo, "/todos/<todo_id>", endpoint="todo")
app.register_blueprint(bp)
client = app.test_client()
show("get", client.get("/v1/todos/1"))
show("absent", client.get("/v1/todos/9"))
show("put", client.put("/v1/todos/2", json={"task": "eat"}))
show("invalid", client.put("/v1/todos/2", json={}))
show("method", client.post("/v1/todos/2"))
show("csv", client.get("/v1/todos/2", headers={"Accept": "text/csv"}))
show("broken", client.delete("/v1/todos/2"))
show("not found", client.get("/v1/nowhere"))
show("options", client.options("/v1/todos/1"))
