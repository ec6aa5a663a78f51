"""Flask-SQLAlchemy: one session to an app context, rolled back when it ends."""

from answers import say, show
from flask import Flask, jsonify
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Note(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def create_app():
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI="sqlite://", TESTING=True)
    db.init_app(app)
    with app.app_context():
        db.create_all()

    @app.post("/<text>")
    def add(text):
        db.session.add(Note(text=text))
        if text != "unsaved":
            db.session.commit()
        return "", 201

    @app.get("/")
    def index():
        notes = db.session.scalars(db.select(Note).order_by(Note.id))
        return jsonify([{"id": n.id, "text": n.text} for n in notes])

    @app.get("/<int:note_id>")
    def one(note_id):
        return db.get_or_404(Note, note_id).text

    @app.get("/page")
    def page():
        found = db.paginate(db.select(Note), per_page=1)
        return {"total": found.total, "next": found.has_next, "page": found.page}

    @app.get("/same")
    def same():
        return jsonify(db.session() is db.session())

    return app


app = create_app()
client = app.test_client()
for text in ("first", "unsaved", "second"):
    show(text, client.post(f"/{text}"))
show("all", client.get("/"))
show("page", client.get("/page?page=2"))
show("one", client.get("/2"))
show("none", client.get("/9"))
show("same", client.get("/same"))
with app.app_context():
    outer = db.session()
    with app.app_context():
        say("scoped by context", db.session() is outer)
    say("outer again", db.session() is outer)
try:
    db.session()
except RuntimeError as error:
    say("outside", str(error).splitlines()[0])

with app.app_context():
    say("shell", sorted(name for name in app.make_shell_context() if name != "g"))
