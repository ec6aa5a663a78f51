"""Samples of the post about content types."""

import pytest

BOOKS = [{"title": "Walden", "year": 1854}, {"title": "红楼梦", "year": 1791}]


@pytest.fixture
def client(load):
    return load("content-types").app.test_client()


@pytest.mark.parametrize(
    ("path", "content_type"),
    {
        "/text": "text/plain; charset=utf-8",
        "/html": "text/html; charset=utf-8",
        "/book": "application/json",
        "/books": "application/json",
        "/names": "application/json",
        "/books.xml": "application/xml; charset=utf-8",
        "/books.csv": "text/csv; charset=utf-8",
        "/files/hours.txt": "text/plain; charset=utf-8",
    }.items(),
)
def test_each_kind_says_what_it_is(client, path, content_type):
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.content_type == content_type


def test_dicts_and_lists_are_json(client):
    assert client.get("/book").text == '{"title":"Walden","year":1854}\n'
    assert client.get("/books").json == BOOKS
    assert "\\u7ea2" in client.get("/books").text
    assert client.get("/names").text == '{"languages":["en","zh"],"name":"Ada"}\n'


def test_characters_are_sent_themselves_where_ascii_is_off(client):
    client.application.json.ensure_ascii = False
    assert "红楼梦" in client.get("/books").text


def test_error_can_be_json_with_its_status(client):
    answer = client.get("/broken")
    assert (answer.status_code, answer.json) == (500, {"message": "Error!"})


def test_xml_is_escaped(client):
    client.post("/books", json={"title": "Sense & <Sensibility>", "year": 1811})
    assert "Sense &amp; &lt;Sensibility&gt;" in client.get("/books.xml").text
    assert "Sense &amp; &lt;Sensibility&gt;" in client.get("/shelf").text


def test_files_are_saved_and_do_not_lead_out_of_their_folder(client):
    with client.get("/files/hours.txt") as answer:
        assert answer.text == "Opening hours: 9 to 17.\n"
        assert answer.headers["Content-Disposition"] == "attachment; filename=hours.txt"
    assert client.get("/files/../app.py").status_code == 404
    assert client.get("/files/..%2fapp.py").status_code == 404


def test_csv_is_made_in_memory_and_has_a_mark_for_excel(client):
    with client.get("/books.csv") as answer:
        assert answer.data.startswith(b"\xef\xbb\xbftitle,year\r\n")
        assert answer.headers["Content-Disposition"] == "attachment; filename=books.csv"


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    {
        "text/html": "text/html",
        "application/json": "application/json",
        "application/xml": "application/xml",
        "text/html;q=0.5, application/json": "application/json",
        "*/*": "text/html",
    }.items(),
)
def test_client_chooses_the_form(client, accept, mimetype):
    answer = client.get("/shelf", headers={"Accept": accept})
    assert answer.mimetype == mimetype
    assert answer.headers["Vary"] == "Accept"


def test_client_without_a_wish_gets_the_first_form(client):
    assert client.get("/shelf").mimetype == "text/html"


def test_form_that_is_not_offered_is_not_acceptable(client):
    answer = client.get("/shelf", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "We have HTML, JSON and XML." in answer.text


def test_book_is_read_from_json(client):
    answer = client.post("/books", json={"title": "Emma", "year": "1815"})
    assert (answer.status_code, answer.json) == (201, {"title": "Emma", "year": 1815})
    assert client.get("/books").json[-1]["title"] == "Emma"


@pytest.mark.parametrize(
    "data", [{"title": "Emma"}, [], {"title": "E", "year": "x"}, 7]
)
def test_what_is_no_book_is_refused(client, data):
    answer = client.post("/books", json=data)
    assert answer.status_code == 400
    assert "A book has a title and a year." in answer.text


def test_other_kinds_are_refused(client):
    assert client.post("/books", data={"title": "Emma"}).status_code == 415
    answer = client.post("/books", data="{", content_type="application/json")
    assert answer.status_code == 400
