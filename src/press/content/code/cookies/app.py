from datetime import timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from kolben import Kolben, abort, make_response, redirect, request, url_for

app = Kolben(__name__)
app.config["SECRET_KEY"] = "dev"  # a long random text on a server

THEMES = {"light", "dark"}


# region: parts
@app.get("/hello")
def hello():
    response = make_response("Hello", 202)
    response.headers["X-Greeting"] = "yes"
    response.set_cookie("greeted", "yes")
    return response


# endregion


# region: read
@app.get("/")
def index():
    theme = request.cookies.get("theme", "light")
    if theme not in THEMES:
        theme = "light"
    return f"The theme is {theme}."


# endregion


# region: set
@app.post("/theme/<theme>")
def choose(theme):
    if theme not in THEMES:
        abort(404, "There is no such theme.")
    response = redirect(url_for("index"), 303)
    response.set_cookie(
        "theme",
        theme,
        max_age=timedelta(days=365),
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


# endregion


# region: delete
@app.post("/theme/reset")
def reset():
    response = redirect(url_for("index"), 303)
    response.delete_cookie(
        "theme",
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


# endregion


# region: sign
def make_signer():
    return URLSafeTimedSerializer(app.secret_key, salt="invitation")


@app.get("/invite/<name>")
def invite(name):
    response = make_response({"invited": name})
    text = make_signer().dumps({"name": name})
    response.set_cookie("invitation", text, max_age=3600, httponly=True, samesite="Lax")
    return response


@app.get("/enter")
def enter():
    try:
        invitation = make_signer().loads(
            request.cookies.get("invitation", ""), max_age=3600
        )
    except BadSignature:
        abort(403, "You need an invitation.")
    return {"welcome": invitation["name"]}


# endregion
