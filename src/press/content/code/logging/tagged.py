"""Every line of the log says to which request it belongs."""

# region: tagged
import logging
import secrets

from kolben import Kolben, g, has_app_context
from kolben.logging import configure


class RequestId(logging.Filter):
    """Puts the id of the request into each record; `-` outside of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = g.get("request_id", "-") if has_app_context() else "-"
        return True


app = Kolben(__name__)
app.config.from_mapping(
    LOG_LEVEL="INFO",
    LOG_FORMAT="%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s",
)
for handler in configure(app, logging.getLogger()):
    handler.addFilter(RequestId())


@app.before_request
def number_request() -> None:
    g.request_id = secrets.token_hex(4)


@app.after_request
def tell_number(response):
    response.headers["X-Request-ID"] = g.get("request_id", "-")
    return response


# endregion

# region: module
logger = logging.getLogger("shop.stock")


@app.get("/")
def index() -> str:
    app.logger.info("someone is here")
    logger.info("3 teas left")
    return "Welcome"


# endregion
