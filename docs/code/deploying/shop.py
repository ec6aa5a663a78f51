"""An app as it goes live: settings from the environment, a health check, one proxy."""

# region: app
from werkzeug.middleware.proxy_fix import ProxyFix

from kolben import Kolben

app = Kolben(__name__)
app.config.update(
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="Lax",
    TRUSTED_HOSTS=["shop.example.org"],
    MAX_CONTENT_LENGTH=16 * 1024 * 1024,
    SEND_FILE_MAX_AGE_DEFAULT=3600,
)
app.config.from_prefixed_env("SHOP")  # SHOP_SECRET_KEY and what else is secret
# For exactly one proxy in front: with more, the numbers grow; with none, leave it out.
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)


@app.get("/health")
def health() -> str:
    return "ok"


# endregion

from kolben import request


@app.get("/client")
def client() -> dict[str, str | None]:
    return {
        "address": request.remote_addr,
        "scheme": request.scheme,
        "host": request.host,
    }


@app.post("/size")
def size() -> str:
    return str(len(request.get_data()))


@app.get("/long")
def long() -> str:
    return "tea " * 1000
