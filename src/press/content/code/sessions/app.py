"""A page that knows its visitor: log in, log out, and a message after each."""

# region: setup
from datetime import timedelta
from functools import wraps

from werkzeug.security import check_password_hash, generate_password_hash

from kolben import Kolben, flash, redirect, render_template, request, session, url_for

app = Kolben(__name__)
app.config.from_mapping(
    SESSION_COOKIE_SAMESITE="Lax",
    PERMANENT_SESSION_LIFETIME=timedelta(days=7),
)
app.config.from_prefixed_env("KOLBEN")  # KOLBEN_SECRET_KEY becomes SECRET_KEY
# endregion

# region: login
# In a real site the hashes are in the database, and nowhere in the code.
USERS = {"ada": generate_password_hash("difference engine")}
# The hash for names that nobody has: to check it takes as long as any other.
NOBODY = generate_password_hash("")


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        name = request.form["name"]
        known = USERS.get(name, NOBODY)
        if check_password_hash(known, request.form["password"]) and name in USERS:
            session.clear()  # nothing of an earlier visitor stays
            session["user"] = name
            session.permanent = "remember" in request.form
            flash(f"Welcome, {name}.")
            return redirect(url_for("index"))
        flash("Name or password is wrong.", "error")
    return render_template("login.html")


@app.post("/logout")
def logout():
    session.clear()
    flash("You are logged out.")
    return redirect(url_for("index"))


# endregion


# region: index
@app.get("/")
def index() -> str:
    return render_template("index.html")


# endregion


# region: required
def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if "user" not in session:
            flash("Please log in first.", "error")
            return redirect(url_for("login"))
        return view(*args, **kwargs)

    return guarded


@app.get("/diary")
@login_required
def diary() -> str:
    return f"The diary of {session['user']}"


# endregion


# region: cart
@app.post("/cart/<item>")
def put(item: str):
    session.setdefault("cart", []).append(item)
    session.modified = True  # a change inside a value is not seen by itself
    return session["cart"]


# endregion
