"""Templates that refuse names which do not exist."""

# region: strict
from jinja2 import StrictUndefined

from kolben import Kolben

app = Kolben(__name__)
app.jinja_env.undefined = StrictUndefined
# endregion

from kolben import render_template_string


@app.route("/")
def index() -> str:
    return render_template_string("Hello {{ nme }}", name="Ada")
