"""The open API: lists with cursors, one of each, search, tags of answers, documents."""

import base64
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from press_site import write_post

from press.open_api.paging import UnknownCursor, get_part
from press.posts.post import fold

POSTS = {
    "posts/en/01-hello.md": write_post(
        "Hello, World", "2026-01-01", "[start, Web]", "A tiny app.", key="hello"
    ),
    "posts/en/02-later.md": write_post(
        "Later", "2026-01-02", "[web]", "Nothing about ÄPFEL.", summary="Of hello"
    ),
    "posts/zh/01-你好.md": write_post(
        "你好世界", "2026-01-01", "[开始, web]", "第一个应用。", key="hello"
    ),
    "posts/en/08-draft.md": write_post(
        "Hidden draft", "2026-01-01", "[secret]", draft="true"
    ),
    "posts/en/09-future.md": write_post(
        "Hidden future", (date.today() + timedelta(days=400)).isoformat(), "[secret]"
    ),
    "posts/en/07-over.md": write_post(
        "Hidden over", "2026-01-01", "[secret]", until="2026-01-03"
    ),
}


@pytest.fixture
def client(publish):
    return publish(POSTS).test_client()


def read_all(client, url, name):
    """Every item of a list, over all its parts."""
    items, cursor = [], ""
    while True:
        part = client.get(url, query_string={"limit": 2, "cursor": cursor}).json
        assert len(part[name]) <= 2
        items += part[name]
        cursor = part.get("next")
        if cursor is None:
            return items


# Posts ------------------------------------------------------------------------------


def test_posts_are_listed_newest_first(client):
    found = client.get("/api/v1/posts").json
    assert [post["uri"] for post in found["posts"]] == ["later", "hello", "你好"]
    assert "next" not in found
    assert found["posts"][1] == {
        "uri": "hello",
        "language": "en",
        "title": "Hello, World",
        "summary": "",
        "tags": ["start", "Web"],
        "published": "2026-01-01T00:00:00+00:00",
        "updated": "2026-01-01T00:00:00+00:00",
        "url": "http://localhost/page/hello/",
        "api_url": "http://localhost/api/v1/posts/hello",
    }


def test_posts_of_a_language_or_with_a_tag(client):
    def uris(**query):
        posts = client.get("/api/v1/posts", query_string=query).json["posts"]
        return [post["uri"] for post in posts]

    assert uris(language="zh") == ["你好"]
    assert uris(language="fr") == []
    assert uris(tag="WEB") == ["later", "hello", "你好"]
    assert uris(tag="web", language="en") == ["later", "hello"]
    assert uris(tag="nothing") == []


def test_list_goes_on_after_the_longest_tag():
    # A ligature that folding takes apart into 18 characters.
    names = ["\ufdfa" * 255, "\U0001f375" * 255, "tea"]
    places = sorted((fold(name),) for name in names)
    part = get_part(places, lambda place: place, 1, "")
    part = get_part(places, lambda place: place, 1, part.next)
    assert get_part(places, lambda place: place, 1, part.next).items == [places[2]]


def test_list_goes_on_at_its_cursor(client):
    read = read_all(client, "/api/v1/posts", "posts")
    assert [post["uri"] for post in read] == ["later", "hello", "你好"]


def test_one_post_has_its_text_and_its_translations(client):
    post = client.get("/api/v1/posts/hello").json
    assert "<p>A tiny app.</p>" in post["html"]
    assert post["translations"] == [
        {
            "language": "zh",
            "title": "你好世界",
            "api_url": "http://localhost/api/v1/posts/%E4%BD%A0%E5%A5%BD",
        }
    ]
    assert client.get("/api/v1/posts/HELLO").json == post
    assert client.get("/api/v1/posts/你好").json["language"] == "zh"


def test_links_lead_to_what_they_name(client):
    for post in client.get("/api/v1/posts").json["posts"]:
        assert client.get(post["api_url"]).json["title"] == post["title"]
        assert post["title"] in client.get(post["url"]).text
    for tag in client.get("/api/v1/tags").json["tags"]:
        assert client.get(tag["api_url"]).json == tag
        assert len(client.get(tag["posts_url"]).json["posts"]) == tag["count"]
        assert client.get(tag["url"]).status_code == 200


# What readers do not see --------------------------------------------------------------


@pytest.mark.parametrize("uri", ["draft", "future", "over"])
def test_hidden_posts_are_not_there(client, uri):
    assert client.get(f"/api/v1/posts/{uri}").status_code == 404
    assert uri not in client.get("/api/v1/posts?limit=100").text


def test_hidden_posts_are_not_found_and_have_no_tags(client):
    assert client.get("/api/v1/posts/search?q=hidden").json == {"posts": []}
    assert client.get("/api/v1/posts?tag=secret").json == {"posts": []}
    assert "secret" not in client.get("/api/v1/tags").text
    assert client.get("/api/v1/tags/secret").status_code == 404


# Tags -------------------------------------------------------------------------------


def test_tags_are_listed_by_name(client):
    tags = client.get("/api/v1/tags").json["tags"]
    assert [(tag["name"], tag["count"]) for tag in tags] == [
        ("start", 1),
        ("web", 3),
        ("开始", 1),
    ]
    assert read_all(client, "/api/v1/tags", "tags") == tags
    assert [tag["name"] for tag in client.get("/api/v1/tags?language=zh").json["tags"]]


def test_one_tag(client):
    tag = client.get("/api/v1/tags/WEB").json
    assert (tag["name"], tag["language"], tag["count"]) == ("web", "en", 3)


# Search -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "uris"),
    [
        ("hello", ["hello", "later"]),
        ("HELLO world", ["hello"]),
        ("äpfel", ["later"]),
        ("tiny  app", ["hello"]),
        ("世界", ["你好"]),
        ("第一个", ["你好"]),
        ("开始", ["你好"]),
        ("web", ["later", "hello", "你好"]),
        ("nowhere", []),
        ("  ", []),
    ],
)
def test_search_finds_words_in_title_tags_summary_and_text(client, words, uris):
    found = client.get("/api/v1/posts/search", query_string={"q": words}).json
    assert [post["uri"] for post in found["posts"]] == uris


def test_search_in_one_language_and_in_parts(client):
    found = client.get("/api/v1/posts/search?q=web&language=zh").json["posts"]
    assert [post["uri"] for post in found] == ["你好"]
    first = client.get("/api/v1/posts/search?q=web&limit=2").json
    query = {"q": "web", "limit": 2, "cursor": first["next"]}
    second = client.get("/api/v1/posts/search", query_string=query).json
    uris = [post["uri"] for post in first["posts"] + second["posts"]]
    assert uris == ["later", "hello", "你好"]


def test_search_sees_posts_that_came_later(client, tmp_path):
    assert client.get("/api/v1/posts/search?q=brandnew").json == {"posts": []}
    (tmp_path / "posts/en/03-brandnew.md").write_text(write_post("Brandnew"))
    assert len(client.get("/api/v1/posts/search?q=brandnew").json["posts"]) == 1


# Errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/posts/nothing", 404, 1001),
        ("GET", "/api/v1/tags/nothing", 404, 1001),
        ("GET", "/api/v1/nothing", 404, 1007),
        ("GET", "/api/nothing", 404, 1007),
        ("POST", "/api/v1/posts", 405, 1008),
        ("DELETE", "/api/v1/posts/hello", 405, 1008),
        ("GET", "/api/v1/posts?limit=0", 400, 1000),
        ("GET", "/api/v1/posts?limit=101", 400, 1000),
        ("GET", "/api/v1/posts?limit=x", 400, 1000),
        ("GET", "/api/v1/posts/search", 400, 1000),
        ("GET", f"/api/v1/posts/search?q={'x' * 101}", 400, 1000),
        ("GET", "/api/v1/posts?cursor=nonsense", 404, 1001),
        ("GET", "/api/v1/tags?cursor=nonsense", 404, 1001),
    ],
)
def test_errors_have_one_format(client, method, path, status, code):
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.json["error_code"] == code
    assert response.json["request"] == f"{method} {path.partition('?')[0]}"
    assert response.json["request_id"] == response.headers["X-Request-ID"]


def test_wrong_parameters_are_all_named(client):
    faults = client.get("/api/v1/posts/search?limit=0").json["faults"]
    assert {fault["place"].rpartition(".")[2] for fault in faults} == {"limit", "q"}


def test_errors_of_the_site_stay_pages(client):
    assert client.get("/nothing").mimetype == "text/html"


# Answers that are known already -------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["posts", "posts/hello", "tags", "tags/web", "posts/search?q=web", "posts?tag=x"],
)
def test_answer_that_the_client_has_is_not_sent_again(client, path):
    first = client.get(f"/api/v1/{path}")
    assert first.status_code == 200
    again = client.get(
        f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_tag_of_an_answer_changes_with_the_posts(client, tmp_path):
    before = client.get("/api/v1/posts").headers["ETag"]
    (tmp_path / "posts/en/03-more.md").write_text(write_post("More"))
    after = client.get("/api/v1/posts", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_answers_differ_by_query_and_not_by_x_fields(client):
    assert client.get("/api/v1/posts?limit=1").json != client.get("/api/v1/posts").json
    masked = client.get("/api/v1/posts/hello", headers={"X-Fields": "{uri}"})
    assert masked.json == client.get("/api/v1/posts/hello").json


def test_head_has_the_headers_of_get(client):
    got, head = (client.open("/api/v1/posts", method=m) for m in ("GET", "HEAD"))
    assert head.data == b""
    assert head.headers["ETag"] == got.headers["ETag"]


# Parts of lists -----------------------------------------------------------------------


def place(item):
    return (item, str(item))


@given(st.sets(st.integers(), max_size=30), st.integers(1, 9), st.data())
def test_no_item_is_left_out_or_comes_twice(items, limit, data):
    """However many come and go while the list is read."""
    items = sorted(items)
    stays = [item for item in items if data.draw(st.booleans())]
    read, cursor = [], ""
    while True:
        part = get_part(sorted(items), place, limit, cursor)
        read += part.items
        if part.next is None:
            break
        cursor = part.next
        items = stays
    assert len(set(read)) == len(read)
    assert read == sorted(read)
    assert set(stays) <= set(read)


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_cursor_that_was_not_given_is_unknown_or_a_place(cursor):
    items = list(range(5))
    try:
        part = get_part(items, place, 2, cursor)
    except UnknownCursor:
        return
    assert set(part.items) <= set(items)


@pytest.mark.parametrize(
    "content",
    [[], {}, None, 1, "a", [None], [1.5], [True], [[1]], [1, ["a"]], ["a", "b"]],
)
def test_cursor_with_another_content_is_unknown(content):
    text = json.dumps(content, separators=(",", ":")).encode()
    cursor = base64.urlsafe_b64encode(text).decode().rstrip("=")
    with pytest.raises(UnknownCursor):
        get_part([1, 2, 3], place, 2, cursor)


@pytest.mark.parametrize(
    "cursor", ["=", "WzFd=", "WzEsIjEiXQ==", "x" * 2000, "W\u00e9"]
)
def test_cursor_has_one_spelling(cursor):
    with pytest.raises(UnknownCursor):
        get_part([1, 2, 3], place, 2, cursor)
