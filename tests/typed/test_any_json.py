"""Whatever is sent to a typed view, the answer is never an error of the server."""

import dataclasses
import datetime as dt
import enum
import json
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, TypedDict

import attrs
import msgspec
import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Meta

from kolben import Kolben
from kolben.typed import Body, Cookie, Header, Query

pytestmark = pytest.mark.slow


class Colour(enum.Enum):
    red = "r"


class Tree(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, pattern="^[a-z]*$")]
    children: list["Tree"] = []


class Cat(msgspec.Struct, tag="cat"):
    lives: Annotated[int, Meta(ge=1, le=9)]


class Dog(msgspec.Struct, tag="dog", forbid_unknown_fields=True):
    owner: str | None = None


class Wide(msgspec.Struct, rename="camel"):
    an_int: int | None = None
    a_float: Annotated[float, Meta(gt=0)] = 1.0
    a_date: dt.date | None = None
    a_moment: dt.datetime | None = None
    a_time: dt.time | None = None
    a_delta: dt.timedelta | None = None
    a_key: uuid.UUID | None = None
    a_price: Decimal | None = None
    a_colour: Colour | None = None
    a_choice: Literal["a", 1] | None = None
    some_bytes: bytes = b""
    a_set: set[int] = set()
    a_pair: tuple[int, str] = (1, "")
    a_map: dict[str, int | list[str]] = {}
    anything: Any = None
    pet: Cat | Dog | None = None


@dataclasses.dataclass
class Data:
    name: str
    number: int = 0


@attrs.define
class Attrs:
    name: str
    number: int = 0


class Dict(TypedDict, total=False):
    name: str
    number: int


class Model(pydantic.BaseModel):
    name: str = ""
    number: int = 0
    data: dict[str, float] = {}


BODIES = [
    Tree,
    Wide,
    Cat | Dog,
    Data,
    Attrs,
    Dict,
    Model,
    list[Tree],
    dict[str, int],
    int | None,
    str,
    Any,
]


def make_app():
    app = Kolben("any")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for number, kind in enumerate(BODIES):

        def view(it: Body[kind]) -> dict[str, Any]:
            return {"it": it.model_dump() if isinstance(it, Model) else it}

        app.post(f"/{number}", endpoint=str(number))(view)

    @app.get("/texts")
    def texts(
        one: Query[int] = 0,
        two: Query[list[float]] = [],  # noqa: B006  # is not changed
        three: Query[dt.date | None] = None,
        four: Query[bool] = False,
        five: Query[Colour] = Colour.red,
        six: Query[Decimal] = Decimal(1),
        x: Header[uuid.UUID | None] = None,
        y: Cookie[int] = 0,
    ) -> str:
        return "ok"

    return app


CLIENT = make_app().test_client()
FIELDS = [
    *("name", "children", "number", "data", "type", "lives", "owner", "pet"),
    *(
        "anInt",
        "aFloat",
        "aDate",
        "aMoment",
        "aTime",
        "aDelta",
        "aKey",
        "aPrice",
        "aColour",
    ),
    *("aChoice", "someBytes", "aSet", "aPair", "aMap", "anything"),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(),
    st.text(st.characters(), max_size=8),
    st.sampled_from(["cat", "dog", "r", "2026-11-21", "P1D", "1.5", "x" * 500]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(st.sampled_from(FIELDS), st.text(max_size=4)), inner, max_size=6
        ),
    ),
    max_leaves=20,
)
#: What no encoder writes.
ODD = [
    b"",
    b"null",
    b"{",
    b'{"name": "a", "name": 1}',
    b'{"name": "\\ud800", "anything": "\\udfff"}',
    b'{"name": "\xff"}',
    b"\xef\xbb\xbf{}",
    b'{"name": NaN, "aFloat": Infinity}',
    b'{"aFloat": 1e999, "anInt": 1e999, "aPrice": 1e999999999}',
    b'{"anInt": ' + b"9" * 5000 + b"}",
    b'{"aPrice": "' + b"9" * 50_000 + b'"}',
    b'{"anything": ' + b"[" * 60_000,
    b"[" * 500 + b"]" * 500,
    b'{"children":[' * 300 + b"]}" * 300,
    b'{"name":"a","children":[' * 300 + b"]}" * 300,
    b"[" + b"{}," * 5_000 + b"{}]",
    b'{"data": {"a": "' + b"1" * 10_000 + b'"}}',
    b'{"aKey": "\\u0000", "aDelta": "P99999999999999999999D"}',
    b'{"aMoment": "9999-12-31T23:59:60Z", "aTime": "24:00:00"}',
    "\ufeff{}".encode("utf-16"),
]


def check(answer):
    assert answer.status_code in {200, 400, 413, 415, 422}, answer.text
    if answer.status_code != 200:
        assert answer.content_type == "application/json"
        assert len(answer.data) < 100_000
        json.loads(answer.data)


@pytest.mark.parametrize("number", range(len(BODIES)))
@pytest.mark.parametrize("body", ODD, ids=lambda body: repr(body[:20]))
def test_odd_bodies(number, body):
    for content_type in ("application/json", "application/msgpack"):
        check(CLIENT.post(f"/{number}", data=body, content_type=content_type))


QUICK = settings(
    max_examples=150, deadline=20_000, suppress_health_check=[HealthCheck.too_slow]
)


@QUICK
@given(st.integers(0, len(BODIES) - 1), VALUES)
def test_any_json(number, value):
    body = json.dumps(value).encode()
    check(CLIENT.post(f"/{number}", data=body, content_type="application/json"))


@QUICK
@given(st.integers(0, len(BODIES) - 1), st.binary(max_size=60))
def test_any_bytes(number, body):
    for content_type in (
        "application/json",
        "application/msgpack",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        check(CLIENT.post(f"/{number}", data=body, content_type=content_type))


@QUICK
@given(
    st.integers(0, len(BODIES) - 1),
    st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=6), max_size=6),
)
def test_any_form(number, form):
    check(CLIENT.post(f"/{number}", data=form))


@QUICK
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["one", "two", "three", "four", "five", "six"]),
            st.text(st.characters(codec="utf-8"), max_size=12),
        ),
        max_size=5,
    ),
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=12),
)
def test_any_texts(query, text):
    environ = {"HTTP_X": text, "HTTP_COOKIE": f"y={text}"}
    check(
        CLIENT.get("/texts", query_string=query, environ_overrides=environ)
        if query
        else CLIENT.get("/texts", environ_overrides={**environ, "QUERY_STRING": text})
    )
