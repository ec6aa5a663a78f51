"""Flask-Marshmallow: schemas of models, with links made by url_for."""

from answers import show
from flask import Flask, jsonify
from flask_marshmallow import Marshmallow
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)
ma = Marshmallow(app)


class Note(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class NoteSchema(ma.SQLAlchemyAutoSchema):
    class Meta:
        model = Note

    links = ma.Hyperlinks({"self": ma.URLFor("one", values={"note_id": "<id>"})})


@app.get("/<int:note_id>")
def one(note_id):
    return NoteSchema().jsonify(db.session.get(Note, note_id))


@app.get("/")
def index():
    notes = db.session.scalars(db.select(Note)).all()
    return jsonify(NoteSchema(many=True).dump(notes))


with app.app_context():
    db.create_all()
    db.session.add(Note(text="first"))
    db.session.commit()
client = app.test_client()
show("one", client.get("/1"))
show("all", client.get("/"))
