"""Pages that are templates and nothing more, registered twice."""

# region: pages
from jinja2 import TemplateNotFound

from kolben import Blueprint, Kolben, abort, render_template

simple_page = Blueprint("simple_page", __name__, template_folder="templates")


@simple_page.route("/", defaults={"page": "index"})
@simple_page.route("/<page>")
def show(page: str) -> str:
    try:
        return render_template(f"pages/{page}.html")
    except TemplateNotFound:
        abort(404)


# endregion

# region: twice
app = Kolben(__name__)
app.register_blueprint(simple_page, url_prefix="/help")
app.register_blueprint(simple_page, url_prefix="/about", name="about")
# endregion
