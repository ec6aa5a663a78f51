import gzip

import pytest

from kolben import Request, Response
from press.cache import Answer, AnswerCache

TEXT = "a page that is long enough to be worth it. " * 50


def answer(body="x", **environ):
    made = Answer.of(Response(body, content_type="text/html; charset=utf-8"))
    return made, made.make_response(Request({"REQUEST_METHOD": "GET", **environ}))


def test_body_and_content_type_are_those_of_the_response():
    _, response = answer("héllo")
    assert response.get_data() == "héllo".encode()
    assert response.content_type == "text/html; charset=utf-8"
    assert response.status_code == 200


def test_compressed_when_asked_for_and_worth_it():
    made, plain = answer(TEXT)
    _, short = answer("short", HTTP_ACCEPT_ENCODING="gzip")
    _, packed = answer(TEXT, HTTP_ACCEPT_ENCODING="br, gzip;q=0.5")
    assert gzip.decompress(packed.get_data()) == plain.get_data() == TEXT.encode()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.get_data()) < len(TEXT) / 5
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in short.headers
    assert made.size > len(TEXT)


@pytest.mark.parametrize("header", ["gzip;q=0", "identity", "", "*;q=0"])
def test_not_compressed_for_those_who_do_not_want_it(header):
    _, response = answer(TEXT, HTTP_ACCEPT_ENCODING=header)
    assert "Content-Encoding" not in response.headers


def test_same_answer_has_the_same_tag_and_another_one_has_not():
    assert answer("a")[0].etag == answer("a")[0].etag != answer("b")[0].etag


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_known_answer_is_not_sent_again(form):
    made, _ = answer("a")
    _, response = answer("a", HTTP_IF_NONE_MATCH=form.format(made.etag))
    assert response.status_code == 304
    assert response.get_data() == b""
    assert response.headers["ETag"] == f'"{made.etag}"'
    assert "Content-Type" not in response.headers


@pytest.mark.parametrize("header", ['"other"', "", "nonsense", '"'])
def test_answer_that_is_not_known_is_sent(header):
    assert answer("a", HTTP_IF_NONE_MATCH=header)[1].status_code == 200


def test_tag_of_the_plain_form_does_not_stand_for_the_compressed_one():
    made, _ = answer(TEXT)
    _, response = answer(
        TEXT, HTTP_IF_NONE_MATCH=f'"{made.etag}"', HTTP_ACCEPT_ENCODING="gzip"
    )
    assert response.status_code == 200


def test_answers_are_of_one_edition():
    cache, first, second = AnswerCache(10_000), answer("1")[0], answer("2")[0]
    cache.put("key", 1, first)
    assert cache.get("key", 1) is first
    assert cache.get("key", 2) is None
    cache.put("key", 2, second)
    assert cache.get("key", 2) is second
    assert cache.get("key", 1) is None


def test_answer_made_of_an_older_edition_comes_too_late():
    cache = AnswerCache(10_000)
    cache.put("a", 2, answer("new")[0])
    cache.put("b", 1, answer("old")[0])
    assert cache.get("b", 2) is None
    assert cache.get("b", 1) is None


def test_least_recently_used_go_when_there_is_no_room():
    made = answer("x")[0]
    cache = AnswerCache(made.size * 2)
    cache.put("a", 1, made)
    cache.put("b", 1, made)
    cache.put("a", 1, made)
    assert cache.get("a", 1)
    cache.put("c", 1, made)
    assert cache.get("b", 1) is None
    assert cache.get("a", 1)
    assert cache.get("c", 1)


def test_answer_larger_than_all_the_room_is_not_kept():
    cache = AnswerCache(0)
    cache.put("a", 1, answer("x")[0])
    assert cache.get("a", 1) is None
