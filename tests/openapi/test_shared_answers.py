import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from kolben import Kolben
from kolben.openapi import OpenAPI
from kolben.openapi.compare import compare_documents
from kolben.openapi.document import write_document
from kolben.openapi.operation import Answer, Content, Description, Header, Operation
from kolben.openapi.reference import render_reference
from kolben.openapi.serve import _list_versions
from kolben.openapi.shared_answers import spell_out_answers
from kolben.rest import Api, Resource, fields

from .test_command import run

LINKS = {name: name for name, _ in _list_versions()}
BAD = {"application/json": Content({"type": "string"})}


def write(*answers_of_each, **shared):
    description = Description(answers=shared)
    for number, answers in enumerate(answers_of_each):
        operation = Operation("get", f"/{number}", answers=list(answers))
        description.operations.append(operation)
    document = write_document(description)
    validate(document, cls=OpenAPIV31SpecValidator)
    return document


def list_answers(document):
    return [item["get"]["responses"] for item in document["paths"].values()]


def refer(name):
    return {"$ref": f"#/components/responses/{name}"}


def test_an_error_of_two_operations_is_told_once():
    document = write([Answer("422", "Wrong", BAD)], [Answer("422", "Wrong", BAD)])
    assert list_answers(document) == [{"422": refer("Error422")}] * 2
    assert document["components"]["responses"] == {
        "Error422": {
            "description": "Wrong",
            "content": {"application/json": {"schema": {"type": "string"}}},
        }
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Answer("200", "Fine", BAD), Answer("200", "Fine", BAD)),
        (Answer("404", "Nothing"), Answer("404", "Nothing")),
        (Answer("422", "Wrong", BAD), Answer("422", "Other", BAD)),
        (Answer("422", "Wrong", BAD), Answer("400", "Wrong", BAD)),
    ],
    ids=["success", "no content", "another text", "another status"],
)
def test_what_is_no_error_says_nothing_or_differs_stays_where_it_is(first, second):
    document = write([first], [second])
    assert "components" not in document
    assert "$ref" not in json.dumps(document)


def test_errors_of_one_status_that_differ_have_names_of_their_own():
    limited = {"Retry-After": Header({"type": "integer"})}
    full = Answer("429", "Wait", BAD)
    bare = Answer("429", "Wait", headers=limited)
    document = write([full], [bare], [full], [bare])
    answers = [each["429"] for each in list_answers(document)]
    assert answers == [refer("Error429"), refer("Error429_2")] * 2
    assert set(document["components"]["responses"]["Error429_2"]) == {
        "description",
        "headers",
    }


def test_an_answer_that_the_api_has_given_a_name_keeps_it():
    own = Answer("default", "Its own", BAD)
    document = write(*[[Answer("422", "Wrong", BAD)]] * 2, Error422=own)
    assert list_answers(document)[0] == {"422": refer("Error422_2")}
    shared = document["components"]["responses"]
    assert shared["Error422"]["description"] == "Its own"
    assert shared["Error422_2"]["description"] == "Wrong"


def make_lending():
    """An app with typed views and with resources, both with errors."""
    app = Kolben("lending", static_folder=None)
    api = Api(app)
    trouble = api.model("Trouble", {"why": fields.String})

    for name in ("books", "films"):

        @api.route(f"/{name}/<int:number>", endpoint=name)
        class Thing(Resource):
            @api.response(404, "Nobody has it", trouble)
            def get(self, number):
                return {}

        @app.put(f"/{name}", endpoint=f"put_{name}")
        def put(page: int = 1) -> dict[str, int]:
            return {"page": page}

    return app


def test_errors_of_resources_and_of_typed_views_are_shared():
    document = make_lending().test_client().get("/openapi.json").json
    validate(document, cls=OpenAPIV31SpecValidator)
    paths = document["paths"]
    for name in ("books", "films"):
        thing = paths[f"/{name}/{{number}}"]["get"]["responses"]
        assert thing["404"] == refer("Error404")
        assert paths[f"/{name}"]["put"]["responses"]["422"] == refer("Error422")
    schema = document["components"]["responses"]["Error404"]["content"]
    assert schema["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Trouble"
    }


def make_many(count):
    app = Kolben("many", static_folder=None)
    OpenAPI(app)
    for number in range(count):

        @app.post(f"/things/{number}/<int:thing>", endpoint=f"thing{number}")
        def view(thing: int, body: dict[str, int], page: int = 1) -> dict[str, int]:
            """A thing."""
            return body

    return app


def test_many_typed_routes_cost_less_than_a_kilobyte_each():
    few, many = (
        len(make_many(count).test_client().get("/openapi.json").data)
        for count in (10, 30)
    )
    assert many - few < 20 * 1000


def test_the_reference_page_shows_a_shared_answer_in_each_place(document):
    lending = make_lending().test_client().get("/openapi.json").json
    for each in (document, lending):
        whole = spell_out_answers(each)
        assert "#/components/responses/" not in json.dumps(whole)
        assert whole != each
        assert render_reference(each, LINKS) == render_reference(whole, LINKS)


def test_a_copy_with_each_answer_in_full_is_up_to_date(shop, tmp_path):
    copy = tmp_path / "api.json"
    run(shop, "-o", copy)
    whole = spell_out_answers(json.loads(copy.read_text("utf-8")))
    copy.write_text(json.dumps(whole), "utf-8")
    result = run(shop, "--check", copy)
    assert (result.exit_code, result.stdout) == (0, f"{copy} is up to date.\n")


def test_a_change_of_a_shared_answer_is_told_of_each_operation():
    answer = Answer("422", "Wrong", BAD)
    other = Answer("422", "Wrong", {"text/plain": Content({"type": "string"})})
    old, new = write([answer], [answer]), write([other], [other])
    for before in (old, spell_out_answers(old)):
        for after in (new, spell_out_answers(new)):
            changes = [str(c) for c in compare_documents(before, after) if c.breaking]
            assert changes == [
                f"GET /{number} 422: application/json is no longer answered"
                for number in (0, 1)
            ]


def test_a_reference_to_nothing_is_left_alone():
    document = write([])
    document["paths"]["/0"]["get"]["responses"] = {"422": refer("Gone")}
    document["components"] = {"responses": {"Other": {"description": "Other"}}}
    answers = list_answers(spell_out_answers(document))
    assert answers == [{"422": refer("Gone")}]
