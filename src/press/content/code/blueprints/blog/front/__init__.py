from kolben import Blueprint

front = Blueprint("front", __name__, template_folder="templates")

from . import views  # noqa: F401  # below `front`: it imports it
