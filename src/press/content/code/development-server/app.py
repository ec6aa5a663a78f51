from kolben import Kolben

app = Kolben(__name__)
prices = {"tea": 3, "cake": 4}


@app.route("/")
def index():
    return "The shop is open."


@app.route("/price/<item>")
def price(item):
    return f"{item}: {prices[item]}"
