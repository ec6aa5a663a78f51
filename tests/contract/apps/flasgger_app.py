"""Flasgger: Swagger from docstrings and view classes."""

from answers import show
from flasgger import Swagger, SwaggerView, swag_from
from flask import Flask, jsonify

app = Flask(__name__)
swagger = Swagger(app)


@app.get("/colours/<palette>")
def colours(palette):
    """Colours by palette
    ---
    parameters:
      - name: palette
        in: path
        type: string
        required: true
    responses:
      200:
        description: a list
    """
    return jsonify([palette])


@app.post("/made")
@swag_from({"responses": {201: {"description": "made"}}})
def made():
    return "", 201


class Things(SwaggerView):
    responses = {  # noqa: RUF012 - as the extension has it
        200: {"description": "things"}
    }

    def get(self):
        return jsonify([])


app.add_url_rule("/things", view_func=Things.as_view("things"))
client = app.test_client()
for path in ("/colours/rgb", "/things", "/apispec_1.json"):
    show(path, client.get(path))
show("made", client.post("/made"))
show("page", client.get("/apidocs/"), body=False)
show("asset", client.get("/flasgger_static/swagger-ui.css"), body=False)
