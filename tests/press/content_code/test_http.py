"""Samples of the post about HTTP."""

import pytest


@pytest.fixture
def client(load):
    return load("http").app.test_client()


def test_note_is_read_or_not_found_as_json(client):
    assert client.get("/notes/1").json == {"text": "buy tea", "done": False}
    answer = client.get("/notes/7")
    assert answer.status_code == 404
    assert answer.json == {"error": "There is no such note."}


def test_head_and_options_come_along(client):
    answer = client.head("/notes/1")
    assert answer.content_length == 32
    assert answer.data == b""
    methods = client.options("/notes/1").allow.as_set(preserve_casing=True)
    assert methods == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}


def test_post_makes_a_new_note_each_time(client):
    for number in (2, 3):
        answer = client.post("/notes", json={"text": "call Ada"})
        assert answer.status_code == 201
        assert answer.location == f"/notes/{number}"
        assert answer.json == {"text": "call Ada", "done": False}


def test_put_replaces_the_whole_and_twice_is_once(client):
    client.patch("/notes/1", json={"done": True})
    for _ in range(2):
        answer = client.put("/notes/1", json={"text": "buy cake"})
        assert answer.status_code == 200
        assert client.get("/notes/1").json == {"text": "buy cake", "done": False}
    assert client.put("/notes/9", json={"text": "rest"}).status_code == 201


def test_patch_changes_a_part(client):
    answer = client.patch("/notes/1", json={"done": True})
    assert answer.json == {"text": "buy tea", "done": True}
    assert client.patch("/notes/7", json={"done": True}).status_code == 404


def test_delete_is_idempotent(client):
    for _ in range(2):
        answer = client.delete("/notes/1")
        assert answer.status_code == 204
        assert answer.data == b""
        assert client.get("/notes/1").status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"done": True}])
def test_note_without_text_is_refused(client, body):
    answer = client.post("/notes", json=body)
    assert answer.status_code == 400
    assert "A note needs a text." in answer.text


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_what_is_no_object_is_refused(client, method):
    path = "/notes" if method == "post" else "/notes/1"
    send = getattr(client, method)
    assert "Send a JSON object." in send(path, json=[1]).text
    assert send(path, data="{", content_type="application/json").status_code == 400
    assert send(path, data={"text": "a form"}).status_code == 415


def test_login_is_shown_by_get_and_redirects_after_post(client):
    assert '<form method="post">' in client.get("/login").text
    answer = client.post("/login")
    assert answer.status_code == 303
    assert answer.location == "/notes/1"
    assert client.put("/login").status_code == 405


def test_people_get_an_error_page(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>Not Found</h1>" in answer.text
    assert "<title>404 Not Found</title>" in answer.text


def test_failing_view_gets_the_page_without_the_cause(load):
    module = load("http")

    @module.app.get("/fails")
    def fails():
        raise RuntimeError("the cause")

    answer = module.app.test_client().get("/fails")
    assert answer.status_code == 500
    assert "<h1>Internal Server Error</h1>" in answer.text
    assert "the cause" not in answer.text
