"""A small shop page in templates."""

# region: hello
from kolben import Kolben, render_template

app = Kolben(__name__)


@app.route("/hello/")
@app.route("/hello/<name>")
def hello(name: str | None = None) -> str:
    return render_template("hello.html", name=name)


# endregion

# region: shop
from dataclasses import dataclass


@dataclass
class Tea:
    name: str
    cents: int


TEAS = [Tea("Assam", 450), Tea("Oolong", 1200), Tea("Smoke & <Fire>", 700)]


@app.route("/")
def index() -> str:
    return render_template("shop.html", teas=TEAS)


# endregion


# region: extend
@app.template_filter()
def price(cents: int) -> str:
    return f"{cents / 100:.2f} €"


@app.context_processor
def shop() -> dict[str, str]:
    return {"shop": "Tea house"}


# endregion

# region: markup
from markupsafe import Markup, escape


@app.template_filter()
def lines(text: str) -> Markup:
    """Text from a form, with its line breaks."""
    return Markup("<br>").join(escape(text).splitlines())


# endregion

# region: context
from kolben import g, request, session

app.config["SECRET_KEY"] = "only for this sample"


@app.before_request
def find_reader() -> None:
    g.reader = session.get("user", "stranger")


@app.route("/who")
def who() -> str:
    session.setdefault("visits", 0)
    session["visits"] += 1
    return render_template("who.html", text=request.args.get("text", ""))


# endregion


# region: string
@app.route("/mail")
def mail():
    text = render_template("mail.txt", name="<Ada>")
    return text, {"Content-Type": "text/plain; charset=utf-8"}


# endregion
