"""Flask-Security: registration, login, roles, tokens, pages of its own."""

from answers import mask, say, show
from flask import Flask
from flask_security import (
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    auth_required,
    current_user,
    hash_password,
    roles_required,
)
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

mask(r'value="[^"]{40,}"', "TOKEN")
mask(r'"csrf_token": *"[^"]*"', "TOKEN")
app = Flask(__name__)
app.config.update(
    SECRET_KEY="contract",
    SECURITY_PASSWORD_SALT="1",
    SECURITY_PASSWORD_HASH="plaintext",
    SECURITY_PASSWORD_SCHEMES=["plaintext"],
    SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    SECURITY_TRACKABLE=False,
    SQLALCHEMY_DATABASE_URI="sqlite://",
    TESTING=True,
    WTF_CSRF_ENABLED=False,
)
db = SQLAlchemy(app)
memberships = Table(
    "memberships",
    db.metadata,
    Column("user_id", Integer, ForeignKey("user.id")),
    Column("role_id", Integer, ForeignKey("role.id")),
)


class Role(db.Model, RoleMixin):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class User(db.Model, UserMixin):
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    password: Mapped[str]
    active: Mapped[bool]
    fs_uniquifier: Mapped[str]
    roles: Mapped[list[Role]] = relationship(secondary=memberships)


store = SQLAlchemyUserDatastore(db, User, Role)
security = Security(app, store)


@app.get("/private")
@auth_required()
def private():
    return current_user.email


@app.get("/admin")
@roles_required("admin")
def admin():
    return "never"


with app.app_context():
    db.create_all()
    store.create_user(email="ada@example.org", password=hash_password("password"))
    db.session.commit()

client = app.test_client()
as_json = {"Accept": "application/json"}
show("refused", client.get("/private"))
show("refused json", client.get("/private", headers=as_json))
show("form", client.get("/login"), body=False)
wrong = {"email": "ada@example.org", "password": "nonsense"}
show("wrong", client.post("/login", json=wrong, headers=as_json))
right = {**wrong, "password": "password"}
show("login", client.post("/login", data=right))
show("private", client.get("/private"))
show("admin", client.get("/admin", headers=as_json))
show("logout", client.get("/logout"))
result = app.test_cli_runner().invoke(args=["roles", "create", "admin"])
say("roles create", (result.exit_code, result.output))
