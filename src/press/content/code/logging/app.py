"""A shop that says what it does."""

# region: shop
from kolben import Kolben, abort

app = Kolben(__name__)
app.config.from_prefixed_env("SHOP")

STOCK = {"tea": 3}


@app.post("/buy/<item>")
def buy(item: str) -> str:
    if item not in STOCK:
        app.logger.warning("nobody sells %r", item)
        abort(404)
    STOCK[item] -= 1
    app.logger.info("sold %s, %d left", item, STOCK[item])
    return f"One {item} for you"


# endregion


# region: errors
@app.get("/share/<int:people>")
def share(people: int) -> str:
    return f"{STOCK['tea'] / people} each"


@app.post("/pay")
def pay():
    try:
        call_the_bank()
    except ConnectionError:
        app.logger.exception("the bank does not answer")
        return "Please try again later.", 503
    return "Thank you."


# endregion


def call_the_bank() -> None:
    raise ConnectionRefusedError("bank.example")
