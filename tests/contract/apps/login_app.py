"""Flask-Login: a protected page, a remembered user, the extension's test client."""

from answers import say, show
from flask import Flask, abort, redirect, request, url_for
from flask_login import (
    FlaskLoginClient,
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
    user_logged_in,
)


class User(UserMixin):
    def __init__(self, name):
        self.id = name


users = {"ada": User("ada")}
app = Flask(__name__)
app.secret_key = "contract"
manager = LoginManager(app)
manager.login_view = "login"


@manager.user_loader
def load_user(name):
    return users.get(name)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return "who are you?"
    login_user(users.get(request.form["name"]) or abort(401), remember=True)
    return redirect(url_for("private"))


@app.get("/private")
@login_required
def private():
    return f"hello {current_user.id}"


@app.get("/logout")
def logout():
    logout_user()
    return str(current_user.is_anonymous)


@user_logged_in.connect_via(app)
def seen(sender, user):
    say("signal", f"{sender.name} {user.id}")


client = app.test_client()
show("refused", client.get("/private"))
show("follows", client.get("/private", follow_redirects=True))
show("unknown", client.post("/login", data={"name": "eve"}))
show("enters", client.post("/login", data={"name": "ada"}))
show("private", client.get("/private"))
client.delete_cookie("session")
show("remembered", client.get("/private"))
show("leaves", client.get("/logout"))
show("again", client.get("/private"))

app.test_client_class = FlaskLoginClient
with app.test_client(user=users["ada"]) as client:
    show("as ada", client.get("/private"))
    say("after", current_user.id)
