from datetime import timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from kolben import Kolben, make_response, redirect, request, url_for

app = Kolben(__name__)
app.config["SECRET_KEY"] = "dev"  # a long random text on a server

THEMES = {"light", "dark"}


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
        return "There is no such theme.", 404
    response = redirect(url_for("index"))
    response.set_cookie(
        "theme",
        theme,
        max_age=timedelta(days=365),
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


# endregion


# region: delete
@app.post("/theme/reset")
def reset():
    response = redirect(url_for("index"))
    response.delete_cookie(
        "theme", secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


# endregion


# region: sign
def make_signer():
    return URLSafeTimedSerializer(app.secret_key, salt="invitation")


@app.get("/invite/<name>")
def invite(name):
    response = make_response(f"Invited: {name}")
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
        return "You need an invitation.", 403
    return f"Welcome, {invitation['name']}!"


# endregion


# region: parts
@app.get("/parts")
def parts():
    response = make_response("made", 202)
    response.headers["X-Parts"] = "yes"
    return {
        "status": response.status,
        "status_code": response.status_code,
        "mimetype": response.mimetype,
        "content_type": response.content_type,
        "headers": list(response.headers.keys()),
    }


# endregion
