"""Blueprints: groups of views, hooks and handlers."""

import pytest

# region: define
from kolben import Blueprint, Kolben, url_for

shop = Blueprint("shop", __name__, url_prefix="/shop")


@shop.get("/")
def index() -> str:
    return url_for(".item", number=1)


@shop.get("/items/<int:number>")
def item(number: int) -> str:
    return f"item {number}"


# endregion

# region: register
app = Kolben(__name__)
app.register_blueprint(shop)
# endregion

# region: nested
admin = Blueprint("admin", __name__, url_prefix="/admin")
users = Blueprint("users", __name__, url_prefix="/users")


@users.get("/<name>")
def user(name: str) -> str:
    return url_for("admin.users.user", name=name)


admin.register_blueprint(users)
app.register_blueprint(admin)
# endregion

# region: twice
german = Blueprint("pages", __name__)


@german.get("/about")
def about() -> str:
    return url_for(".about")


app.register_blueprint(german, url_prefix="/de", name="de")
app.register_blueprint(german, url_prefix="/at", name="at")
# endregion


def test_leading_dot_is_the_current_blueprint(client):
    assert client.get("/shop/").text == "/shop/items/1"


def test_nested_names_and_prefixes_join(client):
    assert client.get("/admin/users/ada").text == "/admin/users/ada"


def test_registered_twice_under_two_names(client):
    assert client.get("/de/about").text == "/de/about"
    assert client.get("/at/about").text == "/at/about"


def test_used_name_is_refused(app):
    with pytest.raises(ValueError, match="shop"):
        app.register_blueprint(Blueprint("shop", __name__))


def test_name_with_a_dot_is_refused():
    with pytest.raises(ValueError, match="dot"):
        Blueprint("a.b", __name__)


def test_hooks_run_outer_to_inner_and_back():
    ran: list[str] = []
    app = Kolben(__name__)
    outer = Blueprint("outer", __name__)
    inner = Blueprint("inner", __name__)
    for name, part in {"app": app, "outer": outer, "inner": inner}.items():
        part.before_request(lambda name=name: ran.append(f"before {name}"))
        part.after_request(
            lambda response, name=name: ran.append(f"after {name}") or response
        )
    inner.add_url_rule("/", "view", lambda: "")
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.test_client().get("/")
    assert ran == [
        "before app",
        "before outer",
        "before inner",
        "after inner",
        "after outer",
        "after app",
    ]
