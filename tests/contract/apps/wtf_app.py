"""Flask-WTF: a form, its CSRF token, the protection of every view, an upload."""

import io

from answers import mask, say, show
from flask import Flask, flash, get_flashed_messages, redirect, render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError, generate_csrf
from flask_wtf.file import FileAllowed, FileField
from wtforms import EmailField, StringField
from wtforms.validators import Email, InputRequired

mask(r'value="[^"]{40,}"', "TOKEN")
app = Flask(__name__)
app.secret_key = "contract"
protect = CSRFProtect(app)


class Signup(FlaskForm):
    name = StringField(validators=[InputRequired()])
    email = EmailField(validators=[Email()])
    avatar = FileField(validators=[FileAllowed(["png"])])


@app.route("/", methods=["GET", "POST"])
def signup():
    form = Signup()
    if form.validate_on_submit():
        flash(f"welcome {form.name.data}")
        return redirect("/done")
    return render_template_string(
        "{{ form.hidden_tag() }}{{ form.name }}{{ form.errors|tojson }}", form=form
    )


@app.get("/done")
def done():
    return {"flashed": get_flashed_messages()}


@app.post("/api")
def api():
    return "accepted"


@app.post("/hook")
@protect.exempt
def hook():
    return "no token needed"


@app.get("/token")
def make_token():
    return generate_csrf()


@app.errorhandler(CSRFError)
def refused(error):
    return {"reason": error.description}, 400


client = app.test_client()
show("form", client.get("/"))
show("no token", client.post("/api"))
show("exempt", client.post("/hook"))
token = client.get("/token").text
show("header", client.post("/api", headers={"X-CSRFToken": token}))
show("bad token", client.post("/api", headers={"X-CSRFToken": token[:-1]}))
data = {"csrf_token": token, "name": "ada", "email": "ada@example.org"}
show("invalid", client.post("/", data={**data, "email": "no"}), body=False)
image = (io.BytesIO(b"png"), "a.png")
show("sent", client.post("/", data={**data, "avatar": image}))
show("done", client.get("/done"))
program = (io.BytesIO(b"MZ"), "a.exe")
say("refused", "avatar" in client.post("/", data={**data, "avatar": program}).text)
