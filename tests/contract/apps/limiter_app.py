"""Flask-Limiter: limits per view and per blueprint, their headers, the 429."""

from answers import mask, show
from flask import Blueprint, Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

mask(r"Reset: .*", "Reset")
mask(r"^\d{10,}$", "TIME")
mask(r"^(60|59|58)$", "SOON")
app = Flask(__name__)
app.config["RATELIMIT_HEADERS_ENABLED"] = True
limiter = Limiter(
    get_remote_address, app=app, default_limits=["100/hour"], storage_uri="memory://"
)
bp = Blueprint("bp", __name__, url_prefix="/bp")
limiter.limit("2/minute")(bp)


@app.get("/once")
@limiter.limit("1/minute")
def once():
    return "once"


@app.get("/free")
@limiter.exempt
def free():
    return "free"


@bp.get("/two")
def two():
    return "two"


@app.errorhandler(429)
def too_many(error):
    return {"limit": error.description}, 429


app.register_blueprint(bp)
client = app.test_client()
for path in ("/once", "/once", "/free", "/bp/two", "/bp/two", "/bp/two"):
    show(path, client.get(path))
show("other address", client.get("/once", environ_base={"REMOTE_ADDR": "10.0.0.9"}))
