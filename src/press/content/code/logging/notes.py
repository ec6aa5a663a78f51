"""The sample of the notes, with a line for each level."""

# region: levels
import logging

logging.basicConfig(
    level=logging.INFO,
    format="%(asctime)s - %(name)s - %(levelname)s - %(message)s",
)
logger = logging.getLogger(__name__)

logger.debug("Do something")
logger.info("Start print log")
logger.warning("Something maybe fail.")
logger.error("It failed.")
logger.critical("Nothing works any more.")
# endregion
