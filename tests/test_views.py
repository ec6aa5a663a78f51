"""kolben.views: a class per view, or a method per HTTP method."""

import asyncio

import pytest

from kolben import request
from kolben.views import MethodView, View, http_method_funcs


def test_a_view_is_made_for_every_request(app, client):
    class Counter(View):
        def __init__(self, start, step=1):
            self.count, self.step = start, step

        def dispatch_request(self, name):
            self.count += self.step
            return f"{name} {self.count}"

    app.add_url_rule("/<name>", view_func=Counter.as_view("counter", 5, step=2))
    assert client.get("/a").text == "a 7"
    assert client.get("/b").text == "b 7"


def test_a_view_may_be_made_once(app, client):
    class Counter(View):
        init_every_request = False
        count = 0

        def dispatch_request(self):
            self.count += 1
            return str(self.count)

    app.add_url_rule("/", view_func=Counter.as_view("counter"))
    assert [client.get("/").text for _ in range(2)] == ["1", "2"]


def test_the_function_is_named_for_its_endpoint():
    class Page(View):
        """What a page is."""

        methods = ("GET", "POST")
        provide_automatic_options = False

    view = Page.as_view("page")
    assert view.__name__ == "page"
    assert view.__doc__ == "What a page is."
    assert view.__module__ == __name__
    assert view.view_class is Page
    assert view.methods == ("GET", "POST")
    assert view.provide_automatic_options is False


def test_the_class_can_be_replaced_on_the_function(app, client):
    class Page(View):
        def dispatch_request(self):
            return "page"

    class Replacement(View):
        def dispatch_request(self):
            return "replacement"

    view = Page.as_view("page")
    app.add_url_rule("/", view_func=view)
    view.view_class = Replacement
    assert client.get("/").text == "replacement"


def test_decorators_see_the_function_and_keep_the_attributes(app, client):
    seen = []

    def note(word):
        def decorator(f):
            seen.append((word, f.__name__, f.__module__))

            def wrapper(**kwargs):
                return f"{word}({f(**kwargs)})"

            return wrapper

        return decorator

    class Page(View):
        methods = ("GET", "POST")
        decorators = (note("inner"), note("outer"))

        def dispatch_request(self):
            return request.method

    view = Page.as_view("page")
    assert view.__name__ == "page"
    assert view.view_class is Page
    app.add_url_rule("/", view_func=view)
    assert client.post("/").text == "outer(inner(POST))"
    assert seen == [("inner", "page", __name__), ("outer", "wrapper", __name__)]


def test_a_view_without_dispatch_request_says_so():
    class Empty(View):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty .* dispatch_request\(\)"):
        Empty().dispatch_request()


def test_methods_answer_the_methods_of_their_names(app, client):
    class Item(MethodView):
        def get(self, number):
            return f"get {number}"

        def delete(self, number):
            return f"delete {number}"

    app.add_url_rule("/<int:number>", view_func=Item.as_view("item"))
    assert client.get("/1").text == "get 1"
    assert client.delete("/1").text == "delete 1"
    refused = client.put("/1")
    assert refused.status_code == 405
    assert set(refused.allow) == {"GET", "HEAD", "OPTIONS", "DELETE"}


def test_head_is_answered_by_get_unless_it_has_its_own(app, client):
    class Plain(MethodView):
        def get(self):
            return "", {"X-By": "get"}

    class Own(MethodView):
        def get(self):
            return "", {"X-By": "get"}

        def head(self):
            return "", {"X-By": "head"}

    app.add_url_rule("/plain", view_func=Plain.as_view("plain"))
    app.add_url_rule("/own", view_func=Own.as_view("own"))
    assert client.head("/plain").headers["X-By"] == "get"
    assert client.head("/own").headers["X-By"] == "head"


def test_methods_are_inherited_and_can_be_set():
    class Base(MethodView):
        def get(self): ...

    class Other(MethodView):
        methods = ("PROPFIND",)

    class Both(Base, Other):
        def patch(self): ...

    class Fixed(Base):
        methods = ("GET", "OPTIONS")

        def post(self): ...

    class Nothing(MethodView):
        pass

    assert Base.methods == {"GET"}
    assert Both.methods == {"GET", "PATCH", "PROPFIND"}
    assert Fixed.methods == ("GET", "OPTIONS")
    assert Nothing.methods is None


def test_every_method_name_counts():
    members = {name: lambda self: "" for name in http_method_funcs}
    every = type("Every", (MethodView,), members)
    assert every.methods == {name.upper() for name in http_method_funcs}


def test_a_registered_method_without_a_function_is_an_error_that_names_both(
    app, client
):
    class Item(MethodView):
        methods = ("GET", "PUT")

        def get(self):
            return ""

    app.add_url_rule("/", view_func=Item.as_view("item"))
    with pytest.raises(AssertionError, match="Item is registered for PUT"):
        client.put("/")


def test_views_may_be_async(app, client):
    class Page(View):
        async def dispatch_request(self):
            await asyncio.sleep(0)
            return "page"

    class Item(MethodView):
        init_every_request = False

        async def post(self):
            await asyncio.sleep(0)
            return request.method

    app.add_url_rule("/page", view_func=Page.as_view("page"))
    app.add_url_rule("/item", view_func=Item.as_view("item"))
    assert client.get("/page").text == "page"
    assert client.post("/item").text == "POST"
