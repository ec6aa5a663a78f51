"""Typed methods of view classes."""

from typing import Annotated, Any

import msgspec
import pytest

from kolben import Blueprint
from kolben.typed import Created, Depends, Query
from kolben.views import MethodView, View


class Post(msgspec.Struct):
    title: str


class Posts(MethodView):
    def __init__(self, source: str = "x") -> None:
        self.source = source

    def get(self, page: Query[int] = 1) -> list[Post]:
        return [Post(f"{self.source} {page}")]

    def post(self, post: Post) -> Created[Post]:
        return post

    def delete(self):
        return "plain"


def test_each_method_has_its_own_signature(app, client):
    app.add_url_rule("/posts", view_func=Posts.as_view("posts", "source"))
    assert client.get("/posts?page=2").json == [{"title": "source 2"}]
    assert client.head("/posts").data == b""
    assert client.get("/posts?page=x").status_code == 422
    answer = client.post("/posts", json={"title": "a"})
    assert (answer.status_code, answer.json) == (201, {"title": "a"})
    assert client.post("/posts", json={}).status_code == 422
    assert client.delete("/posts").text == "plain"
    assert client.put("/posts").status_code == 405


def test_one_instance_for_all_requests(app, client):
    class Once(Posts):
        init_every_request = False

    app.add_url_rule("/posts", view_func=Once.as_view("posts"))
    assert client.get("/posts?page=2").json == [{"title": "x 2"}]


def test_one_class_on_two_rules_with_other_values(app, client):
    class Show(MethodView):
        def get(self, number: int = 0) -> dict[str, int]:
            return {"number": number}

    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/<int:number>", view_func=Show.as_view("show"))
    app.register_blueprint(bp)
    app.add_url_rule("/show", view_func=Show.as_view("show"))
    assert client.get("/show?number=2").json == {"number": 2}
    # Here it is the URL's, and the method plain.
    assert client.get("/bp/3?number=2").json == {"number": 3}


def test_methods_may_be_coroutines_and_have_dependencies(app, client):
    def get_user(user: str = "me"):
        yield user

    class Show(MethodView):
        async def get(self, user: Annotated[str, Depends(get_user)]) -> dict[str, Any]:
            return {"user": user}

    app.add_url_rule("/show", view_func=Show.as_view("show"))
    assert client.get("/show?user=a").json == {"user": "a"}


def test_a_view_with_one_method_for_all(app, client):
    class Show(View):
        methods = ("GET", "POST")

        def dispatch_request(self, page: Query[int] = 1) -> dict[str, int]:
            return {"page": page}

    app.add_url_rule("/show", view_func=Show.as_view("show"))
    assert client.post("/show?page=3").json == {"page": 3}


def test_decorators_of_a_class_see_a_response(app, client):
    seen = []

    def look(view):
        def wrapper(**values):
            seen.append(view(**values))
            return seen[-1]

        return wrapper

    class Show(MethodView):
        decorators = (look,)

        def get(self, page: Query[int] = 1) -> Post:
            return Post(str(page))

    app.add_url_rule("/show", view_func=Show.as_view("show"))
    assert client.get("/show").json == {"title": "1"}
    assert seen[0].status_code == 200


def test_a_class_that_calls_its_methods_itself_is_left_alone(app, client):
    class Own(MethodView):
        def dispatch_request(self, **values):
            return self.get(page="own", **values)

        def get(self, page: Query[int] = 1):
            return str(page)

    app.add_url_rule("/show", view_func=Own.as_view("show"))
    assert client.get("/show?page=x").text == "own"


def test_mistakes_name_the_method(app):
    class Wrong(MethodView):
        def post(self, one: Post, two: Post): ...

    with pytest.raises(TypeError, match=r"Wrong\.post .*are both the body"):
        app.add_url_rule("/show", view_func=Wrong.as_view("show"))


def test_bound_methods_are_views_too(app, client):
    class Shop:
        def __init__(self) -> None:
            self.name = "shop"

        def show(self, page: Query[int] = 1) -> dict[str, Any]:
            return {"name": self.name, "page": page}

    app.get("/show", endpoint="show")(Shop().show)
    assert client.get("/show?page=2").json == {"name": "shop", "page": 2}
