"""The same shop with levels, format and files set up."""

# region: configure
from kolben import Kolben
from kolben.logging import configure

app = Kolben(__name__)
app.config.from_mapping(
    LOG_LEVEL="INFO",
    LOG_FILE="logs/shop.log",  # in the instance folder
    LOG_MAX_BYTES=1_000_000,
    LOG_BACKUP_COUNT=3,
)
app.config.from_prefixed_env("SHOP")  # SHOP_LOG_LEVEL=DEBUG, SHOP_LOG_FILE=...
configure(app)
app.logger.info("open")
# endregion
