"""Mistakes that a type checker has to find."""

from typing import Any

from kolben import Blueprint, Kolben, url_for

app = Kolben(__name__)
bp = Blueprint("shop", __name__)


@app.get("/number")  # refused
def number() -> int:
    return 1


@app.route("/nothing")  # refused
def nothing() -> None: ...


@bp.route("/set")  # refused
def unordered() -> set[str]:
    return {"a"}


@app.context_processor  # refused
def variables() -> list[Any]:
    return []


url: int = url_for("number")  # refused
app.add_url_rule(1)  # refused
app.register_blueprint(app)  # refused
app.config.from_mapping("SECRET_KEY")  # refused
