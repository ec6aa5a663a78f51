"""Parameters of typed views: from the URL, query, headers and cookies."""

import datetime as dt
import enum
import functools
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType

import msgspec
import pytest
from msgspec import Meta
from pydantic import AfterValidator, Field, HttpUrl, PositiveInt
from typing_extensions import TypeAliasType
from werkzeug.local import LocalProxy

from kolben import Blueprint, Request
from kolben.typed import Cookie, Header, Named, Path, Query, typed, untyped


class Plain: ...


#: As Flask-Login's, outside of a request.
current_user = LocalProxy(lambda: {}["nobody"])


class Colour(enum.Enum):
    red = "r"
    green = "g"


TEXTS = [
    (str, "a b", "a b"),
    (str, "", ""),
    (int, "7", 7),
    (int, "-7", -7),
    (int, "007", 7),
    (int, str(2**70), 2**70),
    (float, "1.5", 1.5),
    (float, "1e3", 1000.0),
    (float, "5", 5.0),
    (bool, "true", True),
    (bool, "0", False),
    (bool, "on", True),
    (Decimal, "1.10", "1.10"),
    (dt.date, "2026-11-21", "2026-11-21"),
    (dt.datetime, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
    (uuid.UUID, str(uuid.UUID(int=1)), str(uuid.UUID(int=1))),
    (Colour, "r", "r"),
    (Literal["a", "b"], "b", "b"),
    (Literal[1, 2], "2", 2),
    (int | None, "3", 3),
    (int | None, "", None),
    (str | None, "null", "null"),
    (Annotated[int, Meta(ge=1)], "3", 3),
]


@pytest.mark.parametrize(("kind", "text", "value"), TEXTS)
def test_a_text_becomes_a_value(app, client, kind, text, value):
    @app.get("/show")
    def show(it: Query[kind]) -> dict[str, Any]:
        return {"it": it}

    assert client.get("/show", query_string={"it": text}).json == {"it": value}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (int, "1.5"),
        (int, "x"),
        (int, ""),
        (int, "1_000"),
        (int, " 1"),
        (int, "²"),
        (int, "٣x"),
        (int, "9" * 5000),
        (float, "nan"),
        (float, "inf"),
        (float, "1_0"),
        (bool, "maybe"),
        (bool, ""),
        (dt.date, "yesterday"),
        (uuid.UUID, "1"),
        (Colour, "blue"),
        (Literal["a"], "b"),
        (Annotated[int, Meta(ge=1)], "0"),
        (Annotated[str, Meta(max_length=2)], "abc"),
    ],
)
def test_a_text_that_does_not_fit_is_422(app, client, kind, text):
    @app.get("/show")
    def show(it: Query[kind]) -> dict[str, Any]:
        return {"it": it}

    answer = client.get("/show", query_string={"it": text})
    assert answer.status_code == 422
    assert answer.json["faults"][0]["place"] == "query.it"


def test_unmarked_scalars_are_query_parameters(app, client):
    @app.get("/posts")
    def index(page: int = 1, size: int = 20, q: str | None = None) -> dict[str, Any]:
        return {"page": page, "size": size, "q": q}

    assert client.get("/posts").json == {"page": 1, "size": 20, "q": None}
    assert client.get("/posts?page=2&q=%C3%A9+a").json["q"] == "é a"
    assert client.get("/posts?page=x").status_code == 422


def test_what_is_not_there_is_missing(app, client):
    @app.get("/posts")
    def index(q: str, page: Query[int], token: Header[str], seen: Cookie[str]) -> str:
        return q

    answer = client.get("/posts")
    assert [(fault["place"], fault["code"]) for fault in answer.json["faults"]] == [
        ("query.q", "missing"),
        ("query.page", "missing"),
        ("header.token", "missing"),
        ("cookie.seen", "missing"),
    ]


def test_lists_take_all_values_of_a_name(app, client):
    @app.get("/posts")
    def index(tag: list[str], ids: Query[set[int]] = frozenset()) -> dict[str, Any]:
        return {"tag": tag, "ids": sorted(ids)}

    assert client.get("/posts?tag=a&tag=b&ids=2&ids=1&ids=2").json == {
        "tag": ["a", "b"],
        "ids": [1, 2],
    }
    assert client.get("/posts?tag=a").json == {"tag": ["a"], "ids": []}
    answer = client.get("/posts?tag=a&ids=1&ids=x")
    assert answer.json["faults"][0]["place"] == "query.ids[1]"


def test_headers_by_the_parameters_name_or_another(app, client):
    @app.get("/show")
    def show(
        user_agent: Header[str],
        token: Header[Annotated[str, Named("X-Token")]],
        other: Annotated[int, Header(alias="X-Other", ge=1)] = 1,
        content_type: Header[str] = "none",
    ) -> dict[str, Any]:
        return {"user_agent": user_agent, "token": token, "other": other}

    headers = {"User-Agent": "me", "X-Token": "secret"}
    assert client.get("/show", headers=headers).json == {
        "user_agent": "me",
        "token": "secret",
        "other": 1,
    }
    answer = client.get("/show", headers={**headers, "X-Other": "0"})
    assert answer.json["faults"][0]["place"] == "header.X-Other"


def test_cookies(app, client):
    @app.get("/show")
    def show(seen: Cookie[int] = 0) -> int:
        return seen

    assert client.get("/show").json == 0
    client.set_cookie("seen", "4")
    assert client.get("/show").json == 4


class Paging(msgspec.Struct):
    page: Annotated[int, Meta(ge=1)] = 1
    tags: list[str] = []


def test_a_model_may_be_the_whole_query(app, client):
    @app.get("/posts")
    def index(paging: Query[Paging]) -> Paging:
        return paging

    assert client.get("/posts?page=3&tags=a").json == {"page": 3, "tags": ["a"]}
    assert client.get("/posts").json == {"page": 1, "tags": []}
    answer = client.get("/posts?page=0")
    assert answer.json["faults"][0]["place"] == "query.page"


def test_values_of_the_url_are_as_the_converter_made_them(app, client):
    @app.get("/<int:number>/<uuid:key>/<name>")
    def show(number: int, key: uuid.UUID, name: str, page: int = 1) -> dict[str, Any]:
        return {"number": number, "key": key, "name": name, "page": page}

    answer = client.get(f"/1/{uuid.UUID(int=2)}/a%20b")
    assert answer.json == {
        "number": 1,
        "key": str(uuid.UUID(int=2)),
        "name": "a b",
        "page": 1,
    }


def test_values_of_the_url_are_converted_by_their_annotation(app, client):
    @app.get("/on/<day>/<code>")
    def show(day: Path[dt.date], code: Annotated[str, Path(max_length=3)]) -> str:
        assert isinstance(day, dt.date)
        return code

    assert client.get("/on/2026-11-21/abc").text == "abc"
    answer = client.get("/on/today/abcd")
    places = [fault["place"] for fault in answer.json["faults"]]
    assert places == ["path.day", "path.code"]


def test_a_view_with_several_rules_keeps_its_default(app, client):
    @app.get("/posts/")
    @app.get("/posts/<int:page>")
    def index(page: int = 1, q: str = "") -> dict[str, Any]:
        return {"page": page, "q": q}

    assert client.get("/posts/").json == {"page": 1, "q": ""}
    assert client.get("/posts/?page=7").json["page"] == 1
    assert client.get("/posts/4?q=a").json == {"page": 4, "q": "a"}


def test_the_order_of_rules_makes_no_difference(app, client):
    @app.get("/posts/<int:page>")
    @app.get("/posts/")
    def index(page: int = 1) -> dict[str, Any]:
        return {"page": page}

    assert client.get("/posts/?page=7").json == {"page": 1}
    assert client.get("/posts/4").json == {"page": 4}


def test_defaults_of_a_rule_are_values_of_the_url(app, client):
    @app.get("/posts/", defaults={"page": 1})
    @app.get("/posts/<int:page>")
    def index(page: int, q: Query[str] = "") -> dict[str, Any]:
        return {"page": page, "q": q}

    assert client.get("/posts/?page=9").json == {"page": 1, "q": ""}


def test_the_request_object_by_its_class(app, client):
    @app.get("/show")
    def show(request: Request, page: int = 1) -> str:
        return request.path

    assert client.get("/show").text == "/show"


def test_url_value_preprocessors_may_take_and_give_values(app, client):
    bp = Blueprint("bp", __name__, url_prefix="/<lang>")

    @bp.url_value_preprocessor
    def pull(endpoint, values):
        values["text"] = f"in {values.pop('lang')}"

    @bp.get("/show")
    def show(text: str, page: Query[int] = 1) -> str:
        return f"{text} {page}"

    app.register_blueprint(bp)
    assert client.get("/de/show?page=2").text == "in de 2"


def test_views_of_blueprints_are_typed_under_every_name(app, client):
    bp = Blueprint("bp", __name__)

    @bp.get("/show/<int:number>")
    def show(number: int, page: Query[int] = 1) -> dict[str, int]:
        return {"number": number, "page": page}

    app.register_blueprint(bp, url_prefix="/a")
    app.register_blueprint(bp, url_prefix="/b", name="other")
    assert client.get("/a/show/1?page=2").json == {"number": 1, "page": 2}
    assert client.get("/b/show/1?page=3").json == {"number": 1, "page": 3}


def test_the_users_function_stays_what_it_was(app):
    @app.get("/show")
    def show(page: Query[int] = 1) -> int:
        return page

    assert show(3) == 3
    assert app.view_functions["show"].__wrapped__ is show
    # Again for another rule: the same view, so no conflict.
    app.add_url_rule("/again", view_func=show)
    app.add_url_rule("/more", view_func=app.view_functions["show"])
    assert app.test_client().get("/more?page=2").json == 2


def test_a_view_may_be_said_to_be_typed_or_not(app, client):
    @app.get("/untyped")
    @untyped
    def no(page: int = 1):
        return str(page)

    @app.get("/typed")
    @typed
    def yes(page: Annotated[int, "no marker"] = 1):
        return str(page)

    assert client.get("/untyped?page=x").text == "1"
    assert client.get("/typed?page=2").text == "2"


def test_a_view_may_be_given_to_its_endpoint_later(app, client):
    app.add_url_rule("/first/<int:number>", endpoint="first")

    @app.endpoint("first")
    @app.endpoint("second")
    def show(number: Path[int], page: Query[int] = 1) -> dict[str, int]:
        return {"number": number, "page": page}

    app.add_url_rule("/second/<int:number>", endpoint="second")
    assert client.get("/first/1?page=2").json == {"number": 1, "page": 2}
    assert client.get("/second/1?page=x").status_code == 422


def test_what_wraps_a_stored_view_is_not_adapted_again(app, client):
    @app.get("/first")
    def show(page: Query[int] = 1) -> dict[str, int]:
        return {"page": page}

    wrapper = functools.wraps(app.view_functions["show"])(
        lambda **values: app.view_functions["show"].__wrapped__(7)
    )
    app.view_functions["show"] = wrapper
    app.add_url_rule("/second", endpoint="show")
    assert app.view_functions["show"] is wrapper


def test_what_an_injector_or_a_proxy_stands_for_is_left_alone(app, client):
    @app.get("/injected")
    def injected(service: Plain):
        return type(service).__name__

    injected.__bindings__ = {"service": Plain}
    inner = app.view_functions["injected"]
    app.view_functions["injected"] = lambda **values: inner(Plain(), **values)

    @app.get("/proxy")
    def proxy(user=current_user, cls: current_user = None):
        return "ok"

    assert inner is injected
    assert client.get("/injected").text == "Plain"
    assert client.get("/proxy").text == "ok"


def test_a_bad_query_string_is_no_error_of_the_server(app, client):
    @app.get("/show")
    def show(q: str = "", n: int = 0) -> dict[str, Any]:
        return {"q": q}

    for query in [
        "q=%ff",
        "q=%",
        "&&=&q",
        "q=\udcff".encode("utf-8", "surrogateescape"),
    ]:
        answer = client.get(
            "/show",
            environ_overrides={
                "QUERY_STRING": query.decode("latin1")
                if isinstance(query, bytes)
                else query
            },
        )
        assert answer.status_code == 200


def test_limits_of_pydantics_hold_outside_of_models(app, client):
    @app.get("/show")
    def show(
        n: PositiveInt,
        page: Annotated[int, Field(le=9)] = 1,
        name: Annotated[str, Query(min_length=2), AfterValidator(str.upper)] = "ab",
        token: Annotated[int, Header(), Field(gt=3)] = 4,
    ) -> dict[str, Any]:
        return {"n": n, "page": page, "name": name}

    @app.get("/go")
    def go(to: HttpUrl) -> dict[str, Any]:
        return {"to": str(to)}

    told = {"n": 3, "page": 2, "name": "CD"}
    assert client.get("/show?n=3&page=2&name=cd").json == told
    answer = client.get("/show?n=-3&page=10&name=c", headers={"Token": "3"})
    assert [(each["place"], each["code"]) for each in answer.json["faults"]] == [
        ("query.n", "exclusive_minimum"),
        ("query.page", "maximum"),
        ("query.name", "min_length"),
        ("header.token", "exclusive_minimum"),
    ]
    assert client.get("/go?to=http://example.org/").status_code == 200
    assert client.get("/go?to=nowhere").status_code == 422


UserId = NewType("UserId", int)
Limit = TypeAliasType("Limit", Annotated[int, Query(ge=1)])
Word = TypeAliasType("Word", str)


def test_other_names_of_types_are_what_they_stand_for(app, client):
    @app.get("/users/<int:number>")
    def users(number: UserId, friend: UserId = UserId(0)) -> dict[str, Any]:
        return {"number": number, "friend": friend}

    @app.get("/words")
    def words(word: Word, limit: Limit = 20) -> dict[str, Any]:
        return {"word": word, "limit": limit}

    assert client.get("/users/1?friend=4").json == {"number": 1, "friend": 4}
    assert client.get("/users/1?friend=x").status_code == 422
    assert client.get("/words?word=a&limit=3").json == {"word": "a", "limit": 3}
    faults = client.get("/words?limit=0").json["faults"]
    assert [each["place"] for each in faults] == ["query.word", "query.limit"]
