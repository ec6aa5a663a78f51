"""Flask-SQLAlchemy-Lite: sessions closed with the app context."""

from answers import say, show
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
app.config["SQLALCHEMY_ENGINES"] = {"default": "sqlite://"}
db = SQLAlchemy(app)


@app.get("/")
def index():
    return str(db.session.scalar(text("select 40 + 2")))


show("select", app.test_client().get("/"))
with app.app_context():
    session = db.session
    say("one to a context", db.session is session)
with app.app_context():
    say("another", db.session is session)
