from flask import Blueprint, Flask
from flask_restplus import Api, Resource, fields

blueprint = Blueprint("open_api", __name__, url_prefix="/api")
api = Api(blueprint, version="1.0", prefix="/v1", title="Library")

ns = api.namespace("books", description="What can be borrowed")
book = ns.model("Book", {"title": fields.String(required=True)})


@ns.route("/<int:number>")
class Book(Resource):
    @ns.marshal_with(book)
    def get(self, number):
        """Fetch one book."""
        return {"title": f"No. {number}", "price": 3}

    @ns.expect(book, validate=True)
    def put(self, number):
        """Replace a book."""
        return api.payload


def create_app():
    app = Flask(__name__)
    app.register_blueprint(blueprint)
    return app


if __name__ == "__main__":
    client = create_app().test_client()
    print(client.get("/api/v1/books/7").json)
