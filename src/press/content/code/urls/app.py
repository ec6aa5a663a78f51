"""URLs are built, not written."""

# region: views
from kolben import Kolben, redirect, render_template, request, url_for

app = Kolben(__name__)


@app.route("/")
def index() -> str:
    return "Index page"


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        return redirect(url_for("profile", username=request.form["name"]))
    return "Please log in"


@app.route("/user/<username>")
def profile(username: str) -> str:
    return f"User {username}"


# endregion


# region: menu
@app.route("/menu")
def menu() -> str:
    return render_template("menu.html", name="小明")


# endregion
