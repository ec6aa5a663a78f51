"""apispec with its Flask plugin: paths read from views."""

import json

from answers import say
from apispec import APISpec
from apispec_webframeworks.flask import FlaskPlugin
from flask import Flask
from flask.views import MethodView

app = Flask(__name__)
spec = APISpec("contract", "1", "3.0.3", plugins=[FlaskPlugin()])


@app.get("/gists/<int:gist_id>")
def gist(gist_id):
    """One gist.
    ---
    get:
      responses:
        200:
          description: a gist
    """


class Things(MethodView):
    """Things.
    ---
    x-extension:
      kept: true
    """

    def get(self):
        """All.
        ---
        responses:
          200:
            description: things
        """


app.add_url_rule("/things", view_func=Things.as_view("things"))
with app.test_request_context():
    spec.path(view=gist)
    spec.path(view=app.view_functions["things"])
say("document", json.dumps(spec.to_dict(), sort_keys=True))
