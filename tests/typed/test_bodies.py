"""Bodies of typed views: JSON, msgpack and forms, and what is refused."""

import dataclasses
from io import BytesIO
from typing import Annotated, Any, TypedDict

import attrs
import msgspec
import pydantic
import pytest
from msgspec import Meta

from kolben import request
from kolben.typed import Body, File, Form, Query, Upload


class Draft(msgspec.Struct):
    title: Annotated[str, Meta(min_length=1, max_length=20)]
    stars: int = 0
    tags: list[str] = []


@dataclasses.dataclass
class DataDraft:
    title: str
    stars: int = 0
    tags: list[str] = dataclasses.field(default_factory=list)


@attrs.define
class AttrsDraft:
    title: str
    stars: int = 0
    tags: list[str] = attrs.Factory(list)


class DictDraft(TypedDict):
    title: str
    stars: int
    tags: list[str]


class PydanticDraft(pydantic.BaseModel):
    title: str
    stars: int = 0
    tags: list[str] = []


GOOD = {"title": "tea", "stars": 3, "tags": ["a", "b"]}
MODELS = [Draft, DataDraft, AttrsDraft, DictDraft, PydanticDraft]


def read(draft):
    get = draft.get if isinstance(draft, dict) else lambda name: getattr(draft, name)
    return {name: get(name) for name in GOOD}


@pytest.fixture(params=MODELS, ids=lambda model: model.__name__)
def model(request, app):
    cls = request.param

    @app.post("/drafts")
    def create(draft: cls) -> dict[str, Any]:
        assert isinstance(draft, dict if cls is DictDraft else cls)
        return read(draft)

    return cls


@pytest.mark.parametrize("content_type", ["application/json", "application/x+json"])
def test_json_becomes_the_model(model, client, content_type):
    body = msgspec.json.encode(GOOD)
    assert client.post("/drafts", data=body, content_type=content_type).json == GOOD


def test_msgpack_becomes_the_model(model, client):
    body = msgspec.msgpack.encode(GOOD)
    answer = client.post("/drafts", data=body, content_type="application/msgpack")
    assert answer.json == GOOD


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_form_becomes_the_model(model, client, content_type):
    answer = client.post("/drafts", data=GOOD, content_type=content_type)
    assert answer.json == GOOD


def test_a_form_may_have_one_item_of_a_list(model, client):
    form = {"title": "tea", "stars": "0", "tags": "a"}
    assert client.post("/drafts", data=form).json["tags"] == ["a"]


@pytest.mark.parametrize("content_type", ["application/json", "application/msgpack"])
def test_what_does_not_fit_is_422_with_its_places(model, client, content_type):
    encode = msgspec.json.encode if "json" in content_type else msgspec.msgpack.encode
    wrong = {"title": 1, "stars": "many", "tags": ["a", 2]}
    answer = client.post("/drafts", data=encode(wrong), content_type=content_type)
    assert answer.status_code == 422
    places = {fault["place"] for fault in answer.json["faults"]}
    assert places == {"body.title", "body.stars", "body.tags[1]"}


def test_every_fault_of_every_place_is_in_one_answer(app, client):
    @app.post("/<kind>/drafts")
    def create(
        kind: Annotated[str, Meta(max_length=3)], draft: Draft, page: Query[int]
    ) -> Draft: ...

    answer = client.post("/green/drafts?page=x", json={"title": "", "stars": "s"})
    assert answer.status_code == 422
    assert {fault["place"]: fault["code"] for fault in answer.json["faults"]} == {
        "path.kind": "max_length",
        "body.title": "min_length",
        "body.stars": "type",
        "query.page": "format",
    }
    assert answer.json["request"] == "POST /green/drafts"
    assert answer.json["error_code"] == 1000


@pytest.fixture
def echo(app):
    @app.post("/drafts")
    def create(draft: Draft) -> Draft:
        return draft


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b'{"title": "a"} x',
        b'{"title": NaN}',
        b'{"title": "\xff"}',
        b'{"title": "\\ud800"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_is_400(echo, client, body):
    answer = client.post("/drafts", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert [fault["place"] for fault in answer.json["faults"]] == ["body"]


def test_what_is_no_msgpack_is_400(echo, client):
    answer = client.post("/drafts", data=b"\xc1", content_type="application/msgpack")
    assert answer.status_code == 400


def test_no_body_at_all_is_missing(echo, client):
    answer = client.post("/drafts")
    assert answer.status_code == 422
    assert answer.json["faults"][0] == {
        "place": "body",
        "code": "missing",
        "msg": "is required",
    }


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/html", "application/json; charset=latin-1"]
)
def test_another_content_type_is_415(echo, client, content_type):
    answer = client.post("/drafts", data=b"{}", content_type=content_type)
    assert answer.status_code == 415
    assert "application/json" in answer.headers["Accept-Post"]


def test_a_body_of_a_type_that_nobody_named_is_415(echo, client):
    assert client.post("/drafts", data=b"{}").status_code == 415


def test_a_body_beyond_the_limit_is_413_unread(app, echo, client):
    app.config["MAX_CONTENT_LENGTH"] = 30
    body = b'{"title": "' + b"a" * 20 + b'"}'
    answer = client.post("/drafts", data=body, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json["error_code"] == 1012


def test_a_body_has_a_limit_without_any_setting(echo, client):
    answer = client.post(
        "/drafts",
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": str(17 * 1024 * 1024)},
    )
    assert answer.status_code == 413


def test_a_body_without_a_length_is_counted_as_it_is_read(app, echo, client):
    app.config["MAX_CONTENT_LENGTH"] = 30
    answer = client.post(
        "/drafts",
        input_stream=BytesIO(b'{"title": "' + b"a" * 40 + b'"}'),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_a_view_may_have_a_limit_of_its_own(app, client):
    @app.post("/small")
    def small(draft: Annotated[Draft, Body(max_size=10)]) -> Draft:
        return draft

    assert client.post("/small", json={"title": "a"}).status_code == 413


@pytest.mark.parametrize("length", ["9" * 30, "-1", "1e3", "²", ""])
def test_a_length_that_is_none_is_no_error_of_the_server(echo, client, length):
    answer = client.post(
        "/drafts",
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": length},
    )
    assert answer.status_code in {400, 413, 422}


def test_a_view_may_take_fewer_content_types(app, client):
    @app.post("/drafts")
    def create(
        draft: Annotated[Draft, Body(media_types=["application/json"])],
    ) -> Draft:
        return draft

    assert client.post("/drafts", json={"title": "a"}).status_code == 200
    refused = client.post("/drafts", data={"title": "a"})
    assert refused.status_code == 415
    assert refused.headers["Accept-Post"] == "application/json"


def test_an_optional_body_may_be_left_out(app, client):
    @app.post("/drafts")
    def create(draft: Draft | None = None) -> dict[str, bool]:
        return {"given": draft is not None}

    assert client.post("/drafts").json == {"given": False}
    assert client.post("/drafts", json={"title": "a"}).json == {"given": True}
    assert client.post("/drafts", json=None).json == {"given": False}


def test_lists_and_marked_dicts_are_bodies(app, client):
    @app.post("/drafts")
    def create(drafts: list[Draft]) -> int:
        return len(drafts)

    @app.post("/counts")
    def count(counts: Body[dict[str, int]]) -> int:
        return sum(counts.values())

    assert client.post("/drafts", json=[{"title": "a"}] * 2).json == 2
    assert client.post("/counts", json={"a": 1, "b": 2}).json == 3
    assert client.post("/counts", data={"a": 1}).status_code == 415


def test_bytes_are_the_body_as_it_is(app, client):
    @app.post("/raw")
    def raw(body: Body[bytes]) -> dict[str, int]:
        return {"size": len(body)}

    assert client.post("/raw", data=b"\xff\x00", content_type="x/y").json["size"] == 2


def test_the_request_object_still_has_the_body(app, client):
    seen = []

    @app.after_request
    def look(response):
        seen.append(request.get_data())
        return response

    @app.post("/drafts")
    def create(draft: Draft) -> dict[str, Any]:
        return {"same": request.get_json() == {"title": draft.title}}

    assert client.post("/drafts", json={"title": "a"}).json == {"same": True}
    assert msgspec.json.decode(seen[0]) == {"title": "a"}


def test_a_hook_may_read_the_body_first(app, client):
    @app.before_request
    def look():
        assert request.get_data()

    @app.post("/drafts")
    def create(draft: Draft) -> Draft:
        return draft

    assert client.post("/drafts", json={"title": "a"}).json["title"] == "a"


def test_form_fields_and_files(app, client):
    @app.post("/upload")
    def upload(
        title: Form[str],
        file: File[Upload],
        stars: Form[int] = 1,
        more: File[list[bytes] | None] = None,
    ) -> dict[str, Any]:
        return {"title": title, "stars": stars, "name": file.filename, "more": more}

    form = {"title": "a", "file": (BytesIO(b"x"), "x.txt")}
    answer = client.post("/upload", data=form)
    assert answer.json == {"title": "a", "stars": 1, "name": "x.txt", "more": None}
    answer = client.post("/upload", data={"stars": "x"})
    assert [fault["place"] for fault in answer.json["faults"]] == [
        "form.title",
        "file.file",
        "form.stars",
    ]


def test_a_model_may_be_the_whole_form_beside_files(app, client):
    @app.post("/upload")
    def upload(draft: Form[Draft], files: File[list[bytes]]) -> dict[str, Any]:
        return {"title": draft.title, "files": len(files)}

    files = [(BytesIO(b"x"), "x.txt"), (BytesIO(b""), "y.txt")]
    answer = client.post("/upload", data={"title": "a", "files": files})
    assert answer.json == {"title": "a", "files": 2}
    answer = client.post("/upload", data={"files": (BytesIO(b"x"), "x.txt")})
    assert answer.json["faults"][0]["place"] == "form.title"


def test_a_form_without_files_has_the_limit_of_one_with_them(app, echo, client):
    app.config["MAX_FORM_MEMORY_SIZE"] = 1000
    form = b"title=a&" + b"&" * 2000
    content_type = "application/x-www-form-urlencoded"
    answer = client.post("/drafts", data=form, content_type=content_type)
    assert answer.status_code == 413


def test_values_are_never_sent_back_as_html(echo, client):
    answer = client.post("/drafts", json={"title": ["<script>alert(1)</script>"]})
    assert answer.status_code == 422
    assert answer.content_type == "application/json"
    assert "<script" not in answer.text


def test_error_handlers_replace_the_answer(app, echo, client):
    @app.errorhandler(422)
    def refuse(error):
        return {"count": len(error.faults)}, 422

    assert client.post("/drafts", json={"stars": "a"}).json == {"count": 2}


@pytest.mark.parametrize("kind", [Upload, Upload | None, list[Upload]])
def test_files_need_no_marker(app, client, kind):
    default = None if kind == Upload | None else ...

    if default is None:

        @app.post("/upload")
        def upload(file: kind = None) -> dict[str, Any]:
            return {"name": file and file.filename}
    else:

        @app.post("/upload")
        def upload(file: kind) -> dict[str, Any]:
            (found,) = file if isinstance(file, list) else [file]
            return {"name": found.filename}

    form = {"file": (BytesIO(b"x"), "x.txt")}
    assert client.post("/upload", data=form).json == {"name": "x.txt"}
    answer = client.post("/upload")
    if default is None:
        assert answer.json == {"name": None}
    else:
        assert answer.json["faults"][0]["place"] == "file.file"


def test_text_may_be_a_body_where_it_is_asked_for(app, client):
    @app.post("/note")
    def note(
        text: Annotated[str, Body(media_types=["text/plain", "application/json"])],
    ) -> dict[str, Any]:
        return {"text": text}

    @app.post("/count")
    def count(number: Annotated[int, Body(media_types=["text/plain"])]) -> int:
        return number

    def post(path, data, content_type="text/plain"):
        return client.post(path, data=data, content_type=content_type)

    assert post("/note", "Tee für 2", "text/plain; charset=utf-8").json == {
        "text": "Tee für 2"
    }
    assert post("/note", "").json == {"text": ""}
    assert post("/note", '"a"', "application/json").json == {"text": "a"}
    assert post("/note", b"\xff").status_code == 400
    assert post("/note", "a", "text/plain; charset=latin1").status_code == 415
    assert post("/note", "a", "text/html").status_code == 415
    assert post("/count", "7").json == 7
    assert post("/count", "x").json["faults"][0]["place"] == "body"
