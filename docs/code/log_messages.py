"""The app's logger."""

import logging
import tempfile
from pathlib import Path

from kolben import Kolben

# region: log
app = Kolben("shop")


@app.route("/buy/<item>")
def buy(item: str) -> str:
    app.logger.info("sold %s", item)
    return item


# endregion


def test_logger_is_named_like_the_app(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/buy/tea")
    assert caplog.record_tuples == [("shop", logging.INFO, "sold tea")]


def test_configure():
    folder = tempfile.TemporaryDirectory()
    # region: configure
    from kolben.logging import configure

    app = Kolben("warehouse", instance_path=folder.name)
    app.config.update(
        LOG_LEVEL="INFO",
        LOG_FILE="logs/warehouse.log",
        LOG_MAX_BYTES=1_000_000,
        LOG_BACKUP_COUNT=3,
    )
    configure(app)
    app.logger.info("open")
    # endregion
    with folder:
        written = Path(folder.name, "logs", "warehouse.log").read_text()
        for handler in app.logger.handlers[:]:
            app.logger.removeHandler(handler)
            handler.close()
    assert "INFO" in written
    assert written.endswith("open\n")
