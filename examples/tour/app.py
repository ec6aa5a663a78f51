"""A guest book: routing, templates, a form with session and flash, JSON, errors."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kolben import (
    Kolben,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from kolben.typing import ResponseReturnValue

NAME_LENGTH = 40
MESSAGE_LENGTH = 280


@dataclass(frozen=True)
class Entry:
    """One line in the book."""

    name: str
    message: str
    written: datetime = field(default_factory=lambda: datetime.now(UTC))


def find_mistakes(name: str, message: str) -> dict[str, str]:
    """Field name to advice for a filled form; empty when all is well."""
    mistakes = {}
    if not 1 <= len(name) <= NAME_LENGTH:
        mistakes["name"] = f"Give a name of at most {NAME_LENGTH} letters."
    if not 1 <= len(message) <= MESSAGE_LENGTH:
        mistakes["message"] = f"Write a message of at most {MESSAGE_LENGTH} letters."
    return mistakes


def create_app() -> Kolben:
    """The site. KOLBEN_SECRET_KEY in the environment keeps sessions over restarts."""
    app = Kolben(__name__)
    app.config["SECRET_KEY"] = secrets.token_hex()
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.config.from_prefixed_env("KOLBEN")
    # In memory, newest first: a real site would keep a table.
    book = [Entry("Ada", "It weaves algebraic patterns.")]

    @app.get("/")
    def home() -> str:
        rules = [
            rule
            for rule in current_app.url_map.iter_rules()
            if rule.endpoint != "static"
        ]
        return render_template("home.html", rules=rules)

    @app.get("/hello/<name>")
    def hello(name: str) -> str:
        return render_template("hello.html", name=name)

    @app.route("/guestbook", methods=["GET", "POST"])
    def guestbook() -> ResponseReturnValue:
        if request.method == "GET":
            name = session.get("name", "")
            return render_template("guestbook.html", book=book, name=name)
        name = request.form.get("name", "").strip()
        message = request.form.get("message", "").strip()
        mistakes = find_mistakes(name, message)
        if mistakes:
            page = render_template(
                "guestbook.html",
                book=book,
                name=name,
                message=message,
                mistakes=mistakes,
            )
            return page, 422
        book.insert(0, Entry(name, message))
        session["name"] = name
        flash(f"Thank you, {name}.")
        return redirect(url_for("guestbook"), 303)

    @app.get("/api/entries")
    def entries() -> ResponseReturnValue:
        return jsonify(entries=book)

    @app.get("/api/entries/<int:number>")
    def entry(number: int) -> ResponseReturnValue:
        if not 1 <= number <= len(book):
            abort(404)
        return jsonify(book[-number])

    @app.errorhandler(404)
    def not_found(error: Exception) -> ResponseReturnValue:
        if request.path.startswith("/api/"):
            return jsonify(error="not found", path=request.path), 404
        return render_template("not_found.html", path=request.path), 404

    return app
