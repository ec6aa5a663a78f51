import pytest

from kolben import Blueprint, Kolben
from kolben.errors import SetupError
from kolben.openapi import Answer, Content, OpenAPI, describe
from kolben.openapi.collect import Scope
from kolben.openapi.published import AMEND, find_published
from kolben.typed import Query
from kolben.views import MethodView


def read(app, url="/openapi.json"):
    answer = app.test_client().get(url)
    assert answer.status_code == 200
    return answer.json


def list_operations(document):
    return [
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
    ]


def list_ids(document):
    return [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
    ]


def view(n: int = 0) -> dict[str, int]:
    return {}


def view_of():
    return lambda: ""


def test_plain_views_are_told_of_when_something_was_said_of_them(app):
    @app.get("/silent")
    def silent():
        """Nobody's business."""

    @app.route("/said", methods=["GET", "POST"])
    def said():
        """The docstring counts.

        All of it.
        """

    @app.get("/hidden")
    def hidden():
        pass

    describe(said, tags=["talk"])
    describe(hidden, hidden=True)
    OpenAPI(app)
    document = read(app)
    assert list_operations(document) == ["GET /said", "POST /said"]
    assert document["paths"]["/said"]["get"] == {
        "tags": ["talk"],
        "summary": "The docstring counts.",
        "description": "All of it.",
        "operationId": "get_said",
        "responses": {"200": {"description": "Success"}},
    }


def test_methods_of_a_class_are_told_of_one_by_one(app):
    class Item(MethodView):
        def get(self):
            """One."""

        def put(self):
            """Not said."""

        def delete(self, n: Query[int]) -> None:
            """Typed."""

    describe(Item.get, summary="Said")
    app.add_url_rule("/item", view_func=Item.as_view("item"))
    OpenAPI(app)
    document = read(app)
    assert list_operations(document) == ["GET /item", "DELETE /item"]
    assert list_ids(document) == ["get_item", "delete_item"]


def test_an_id_depends_on_its_own_route_only(app):
    view = describe(lambda **values: "", summary="Said")
    app.add_url_rule("/a", "one", view)
    app.add_url_rule("/b", "two", view, methods=["GET", "POST"])
    app.add_url_rule("/b/<int:n>/<int:m>", "two", view, methods=["GET", "POST"])
    OpenAPI(app)
    assert list_ids(read(app)) == [
        "one",
        "get_two",
        "post_two",
        "get_two_by_n_m",
        "post_two_by_n_m",
    ]


def test_rules_that_answer_nothing_are_left_out(app):
    app.add_url_rule("/a", "a", view, build_only=True)
    app.add_url_rule("/b", "b", view, redirect_to="/c")
    app.add_url_rule("/c", "c", view)
    OpenAPI(app)
    assert list_operations(read(app)) == ["GET /c"]


def test_a_blueprint_has_a_document_of_its_own(app):
    inner = Blueprint("inner", "inner", url_prefix="/inner")
    inner.add_url_rule("/x", "x", view)
    outer = Blueprint("outer", "outer", url_prefix="/outer")
    outer.add_url_rule("/y", "y", view)
    outer.register_blueprint(inner)
    other = Blueprint("outer2", "outer2")
    other.add_url_rule("/z", "z", view)
    OpenAPI(outer, title="Outer")
    OpenAPI(app, title="App")
    app.register_blueprint(outer)
    app.register_blueprint(other)
    document = read(app, "/outer/openapi.json")
    assert list_operations(document) == ["GET /outer/y", "GET /outer/inner/x"]
    assert list_ids(document) == ["y", "inner_x"]
    assert document["tags"] == [{"name": "outer"}, {"name": "inner"}]
    assert list_operations(read(app)) == ["GET /z"]
    names = [published.name for published in find_published(app)]
    assert names == ["openapi", "outer.openapi"]


def test_a_nested_blueprint_may_have_its_own(app):
    inner = Blueprint("inner", "inner", url_prefix="/inner")
    inner.add_url_rule("/x", "x", view)
    OpenAPI(inner)
    outer = Blueprint("outer", "outer", url_prefix="/outer")
    outer.add_url_rule("/y", "y", view)
    OpenAPI(outer)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    assert list_operations(read(app, "/outer/openapi.json")) == ["GET /outer/y"]
    inside = read(app, "/outer/inner/openapi.json")
    assert list_operations(inside) == ["GET /outer/inner/x"]


def test_a_blueprint_registered_twice_has_two_documents(app):
    part = Blueprint("part", "part")
    part.add_url_rule("/x", "x", view)
    OpenAPI(part)
    app.register_blueprint(part, url_prefix="/a")
    app.register_blueprint(part, url_prefix="/b", name="again")
    assert list_operations(read(app, "/a/openapi.json")) == ["GET /a/x"]
    assert list_operations(read(app, "/b/openapi.json")) == ["GET /b/x"]


def test_of_two_documents_of_an_app_the_longer_prefix_owns_a_route(app):
    for path in ("/x", "/v1/x", "/v10/x", "/v1"):
        app.add_url_rule(path, path.replace("/", ""), view)
    OpenAPI(app)
    OpenAPI(app, name="v1", prefix="/v1", path="/v1/openapi.json", docs=None)
    assert list_operations(read(app)) == ["GET /x", "GET /v10/x"]
    assert list_operations(read(app, "/v1/openapi.json")) == ["GET /v1/x", "GET /v1"]


def test_what_a_document_claims_is_its_own_wherever_it_is(app):
    app.add_url_rule("/x", "x", view)
    app.add_url_rule("/y", "y", view)
    OpenAPI(app)
    OpenAPI(
        app,
        name="mine",
        path="/mine.json",
        docs=None,
        reference="/mine",
        prefix="/mine",
        claims=lambda rule, view: rule.endpoint == "x",
    )
    assert list_operations(read(app)) == ["GET /y"]
    assert list_operations(read(app, "/mine.json")) == ["GET /x"]


def test_two_documents_of_one_name_are_refused(app):
    OpenAPI(app)
    with pytest.raises(SetupError, match="name='admin'"):
        OpenAPI(app, path="/other.json", docs=None, reference=None)


def test_descriptions_are_amended_before_they_are_written(app):
    app.add_url_rule("/x", "x", view)
    api = OpenAPI(app)
    api.amendments.append(lambda it: it.operations[0].tags.append("amended"))

    def amend(description):
        description.title = "Amended"

    app.extensions.setdefault(AMEND, []).append(amend)
    document = read(app)
    assert document["info"]["title"] == "Amended"
    assert document["paths"]["/x"]["get"]["tags"] == ["amended"]


def test_what_is_amended_is_the_document_and_not_the_view(app):
    said = describe(view_of(), tags=["said"], answers=[Answer("404", "Gone")])
    app.add_url_rule("/x", "x", said)

    def amend(description):
        (operation,) = description.operations
        operation.tags.append("amended")
        operation.answers[-1].content["text/plain"] = Content({})

    OpenAPI(app).amendments.append(amend)
    (published,) = find_published(app)
    first, second = published.describe(), published.describe()
    assert first == second
    assert first.operations[0].tags == ["said", "amended"]


def test_a_document_follows_the_routes():
    app = Kolben("late")
    OpenAPI(app)
    (published,) = find_published(app)
    assert published.get_document()["paths"] == {}
    app.add_url_rule("/x", "x", view)
    assert list_operations(published.get_document()) == ["GET /x"]
    assert published.get_document() is published.get_document()


def test_a_scope_contains_whole_steps_of_a_path(app):
    app.add_url_rule("/v1/x", "x", view)
    (rule,) = app.url_map.iter_rules("x")
    assert Scope(prefix="/v1/").contains(rule)
    assert not Scope(prefix="/v").contains(rule)
    assert not Scope("v1").contains(rule)


def test_schemes_that_views_name_by_themselves_are_declared(app):
    app.add_url_rule("/x", "x", describe(lambda: "", security=[{"bearer": ["a"]}]))
    OpenAPI(app)
    schemes = read(app)["components"]["securitySchemes"]
    assert list(schemes) == ["bearer"]
    assert schemes["bearer"]["scheme"] == "bearer"
