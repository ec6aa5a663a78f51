"""Views as classes."""

from kolben import Kolben, request
from kolben.views import MethodView, View

app = Kolben(__name__)
items = {1: "tea"}


# region: method
class ItemView(MethodView):
    def get(self, number: int):
        return {"name": items[number]}

    def put(self, number: int):
        items[number] = request.get_json()["name"]
        return {"name": items[number]}


app.add_url_rule("/items/<int:number>", view_func=ItemView.as_view("item"))
# endregion


# region: view
class Page(View):
    init_every_request = False

    def __init__(self, title: str) -> None:
        self.title = title

    def dispatch_request(self) -> str:
        return f"<h1>{self.title}</h1>"


app.add_url_rule("/tea", view_func=Page.as_view("tea", title="Tea"))
app.add_url_rule("/cake", view_func=Page.as_view("cake", title="Cake"))
# endregion


def test_method_view(client):
    assert client.get("/items/1").json == {"name": "tea"}
    assert client.put("/items/2", json={"name": "cup"}).json == {"name": "cup"}
    refused = client.delete("/items/1")
    assert set(refused.allow) == {"GET", "HEAD", "OPTIONS", "PUT"}


def test_view(client):
    assert client.get("/tea").text == "<h1>Tea</h1>"
    assert client.get("/cake").text == "<h1>Cake</h1>"


def test_one_instance_for_all_requests_when_asked():
    made = []

    class Once(View):
        init_every_request = False

        def __init__(self) -> None:
            made.append(self)

        def dispatch_request(self) -> str:
            return ""

    app = Kolben(__name__)
    app.add_url_rule("/", view_func=Once.as_view("once"))
    client = app.test_client()
    client.get("/")
    client.get("/")
    assert len(made) == 1


def test_decorators_wrap_the_view():
    # region: decorators
    def shout(view):
        def wrapper(**values: object) -> str:
            return view(**values).upper()

        return wrapper

    class Loud(Page):
        decorators = (shout,)

    # endregion
    app = Kolben(__name__)
    app.add_url_rule("/", view_func=Loud.as_view("loud", title="tea"))
    assert app.test_client().get("/").text == "<H1>TEA</H1>"
