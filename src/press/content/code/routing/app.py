"""Every kind of rule that the article on routing talks about."""

# region: first
from kolben import Kolben

app = Kolben(__name__)


@app.route("/")
def index() -> str:
    return "Index page"


@app.route("/user/<username>")
def profile(username: str) -> str:
    return f"User {username}"


@app.route("/post/<int:post_id>")
def post(post_id: int) -> str:
    return f"Post {post_id}"


# endregion


# region: converters
@app.route("/price/<float:euro>")
def price(euro: float) -> str:
    return f"{euro:.2f} EUR"


@app.route("/files/<path:name>")
def file(name: str) -> str:
    return f"File {name}"


@app.route("/order/<uuid:key>")
def order(key) -> str:  # a uuid.UUID
    return f"Order {key}"


@app.route("/<any(about, imprint):page>")
def fixed(page: str) -> str:
    return f"The page {page}"


@app.route("/<string(length=2):lang>/news")
def news(lang: str) -> str:
    return f"News in {lang}"


# endregion

# region: date
from datetime import date

from werkzeug.routing import BaseConverter, ValidationError


class DateConverter(BaseConverter):
    """`2026-09-25` in the URL, a `datetime.date` in the view."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None  # 2026-02-30: no such rule, so 404

    def to_url(self, value: date) -> str:
        return value.isoformat()


app.url_map.converters["date"] = DateConverter


@app.route("/diary/<date:day>")
def diary(day: date) -> str:
    return f"{day:%A}"


# endregion


# region: slashes
@app.route("/projects/")
def projects() -> str:
    return "The project page"


@app.route("/contact")
def contact() -> str:
    return "The contact page"


# endregion


# region: pages
@app.route("/archive/", defaults={"page": 1})
@app.route("/archive/<int:page>")
def archive(page: int) -> str:
    return f"Archive, page {page}"


# endregion


# region: methods
@app.get("/login")
def show_form() -> str:
    return "the form"


@app.post("/login")
def check_form() -> str:
    return "checked"


# endregion


# region: rivals
@app.route("/user/<path:rest>")
def rest(rest: str) -> str:
    return f"Something else below /user: {rest}"


@app.route("/user/me")
def me() -> str:
    return "You"


# endregion
