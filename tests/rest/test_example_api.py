"""The example API: typed views and RESTPlus resources in one blueprint."""

from __future__ import annotations

import pytest

EMMA = {"isbn": "0141439580", "title": "Emma", "year": 1815, "subjects": ["novel"]}


@pytest.fixture
def client(example):
    app = example.create_app()
    app.testing = True
    return app.test_client()


def test_book_is_put_on_the_shelf_and_taken_away(client):
    made = client.post("/api/books", json=EMMA)
    assert made.status_code == 201
    assert made.headers["Location"] == "/api/books/0141439580"
    assert client.get(made.headers["Location"]).json["title"] == "Emma"
    again = client.post("/api/books", json=EMMA)
    assert (again.status_code, again.json["error_code"]) == (409, 2001)
    assert client.delete("/api/books/0141439580").status_code == 204
    gone = client.get("/api/books/0141439580")
    assert (gone.status_code, gone.json["error_code"]) == (404, 1001)


def test_books_come_in_parts(client):
    first = client.get("/api/books?limit=2").json
    assert [book["isbn"] for book in first["books"]] == ["0141439513", "0201896834"]
    rest = client.get(f"/api/books?after={first['next']}").json
    assert [book["isbn"] for book in rest["books"]] == ["0486415864"]
    assert rest["next"] is None
    novels = client.get("/api/books?subject=novel").json["books"]
    assert len(novels) == 2


def test_everything_that_is_wrong_with_a_book_is_named(client):
    wrong = EMMA | {"title": "", "year": "x", "colour": "red", "subjects": [1]}
    refused = client.post("/api/books", json=wrong)
    assert (refused.status_code, refused.json["error_code"]) == (422, 1000)
    places = {fault["place"] for fault in refused.json["faults"]}
    assert places == {"body.title", "body.year", "body.colour", "body.subjects[0]"}


def test_book_is_lent_and_comes_back(client):
    lent = client.post("/api/loans", json={"isbn": "0141439513", "reader": "Ann"})
    assert lent.status_code == 201
    number = lent.json["number"]
    assert client.get(f"/api/loans/{number}").json == lent.json
    assert client.get("/api/loans?reader=Ann").json == [lent.json]
    assert client.get("/api/loans?reader=Bob").json == []
    assert client.get("/api/books/0141439513").json["on_loan"] is True
    again = client.post("/api/loans", json={"isbn": "0141439513", "reader": "Bob"})
    assert (again.status_code, again.json["error_code"]) == (409, 2002)
    assert client.delete("/api/books/0141439513").json["error_code"] == 2002
    assert client.delete(f"/api/loans/{number}").status_code == 204
    assert client.get("/api/books/0141439513").json["on_loan"] is False
    assert client.delete(f"/api/loans/{number}").json["error_code"] == 1001


def test_wrong_loan_is_refused(client):
    refused = client.post("/api/loans", json={"reader": "", "days": 0})
    assert (refused.status_code, refused.json["error_code"]) == (400, 1000)
    assert {fault["place"] for fault in refused.json["faults"]} >= {"isbn", "days"}
    unknown = client.post("/api/loans", json={"isbn": "999999999X", "reader": "A"})
    assert (unknown.status_code, unknown.json["error_code"]) == (404, 1001)


def test_errors_of_both_kinds_have_one_format(client):
    for path, method, status, code in (
        ("/api/nowhere", "GET", 404, 1007),
        ("/api/loans/99", "GET", 404, 1001),
        ("/api/books", "PUT", 405, 1008),
        ("/api/loans", "PUT", 405, 1008),
        ("/api/books?limit=x", "GET", 422, 1000),
    ):
        response = client.open(path, method=method)
        assert (response.status_code, response.json["error_code"]) == (status, code)
        assert response.json["request"] == f"{method} {path.partition('?')[0]}"
