"""The app's logger."""

import logging

from kolben import Kolben

# region: log
app = Kolben("shop")


@app.route("/buy/<item>")
def buy(item: str) -> str:
    app.logger.info("sold %s", item)
    return item


# endregion


def test_logger_is_named_like_the_app(app, client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/buy/tea")
    assert caplog.record_tuples == [("shop", logging.INFO, "sold tea")]
