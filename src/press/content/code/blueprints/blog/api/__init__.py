from werkzeug.exceptions import HTTPException

from kolben import Blueprint

from .v1 import v1

api = Blueprint("api", __name__, owns_errors=True)
api.register_blueprint(v1, url_prefix="/v1")


@api.errorhandler(HTTPException)
def as_json(error: HTTPException):
    return {"code": error.code, "error": error.name}, error.code
