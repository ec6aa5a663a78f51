"""Levels, format and files with nothing but the standard library."""

# region: standard
from logging.config import dictConfig

dictConfig(
    {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "stream": "ext://kolben.logging.wsgi_errors_stream",
                "formatter": "line",
            },
        },
        "root": {"level": "INFO", "handlers": ["console"]},
    }
)

from kolben import Kolben

app = Kolben(__name__)
# endregion


@app.get("/")
def index() -> str:
    app.logger.info("hello")
    return "hello"
