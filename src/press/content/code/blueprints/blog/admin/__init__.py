from kolben import Blueprint

admin = Blueprint(
    "admin", __name__, template_folder="templates", static_folder="static"
)

from . import views  # noqa: F401  # below `admin`: it imports it
