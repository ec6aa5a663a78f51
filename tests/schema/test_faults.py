"""What faults say: places, codes, parameters, words, values."""

import datetime
import enum
import json
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from kolben.schema import LANGUAGES, Fault, Faults, Malformed, compile_type
from kolben.schema.fault import MOST_COUNTED, MOST_FAULTS, shorten, step
from kolben.schema.words import WORDS

from .samples import Cat, Colour, Dog, Even, Line, Movie, Place, Point, Tree


def name(value):
    """An id for a test that is not as long as its data."""
    return repr(value)[:30]


def refuse(annotation, data, place="body"):
    """The faults of some JSON: place, code and parameters of each."""
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    with pytest.raises(Faults) as error:
        compile_type(annotation).decode_json(data, place)
    return [(each.place, each.code, dict(each.params)) for each in error.value.faults]


class NewPost(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    the_title: Annotated[str, Meta(min_length=1, max_length=5)]
    tags: list[str] = []
    place: Place | None = None
    scores: dict[str, Annotated[float, Meta(ge=0)]] = {}


def test_every_fault_is_listed_with_its_place_by_wire_names():
    found = refuse(
        NewPost,
        {
            "theTitle": "",
            "tags": ["a", 1, None],
            "place": ["x", 1, 2],
            "scores": {"a b": -1, "c": "1"},
            "the_title": "no",
        },
    )
    assert found == [
        ("body.theTitle", "min_length", {"limit": 1}),
        ("body.tags[1]", "type", {"expected": "string", "found": "integer"}),
        ("body.tags[2]", "type", {"expected": "string", "found": "null"}),
        ("body.place[0]", "type", {"expected": "integer", "found": "string"}),
        ("body.place", "max_items", {"limit": 2}),
        ('body.scores["a b"]', "minimum", {"limit": 0}),
        ("body.scores.c", "type", {"expected": "number", "found": "string"}),
        ("body.the_title", "unknown", {}),
    ]


@pytest.mark.parametrize(
    ("annotation", "value", "code", "params"),
    [
        (int, "1", "type", {"expected": "integer", "found": "string"}),
        (int, 1.5, "type", {"expected": "integer", "found": "number"}),
        (int | None, "", "type",
         {"expected": ("integer", "null"), "found": "string"}),
        (Annotated[int, Meta(gt=3)], 3, "exclusive_minimum", {"limit": 3}),
        (Annotated[int, Meta(lt=3)], 3, "exclusive_maximum", {"limit": 3}),
        (Annotated[int, Meta(le=3)], 4, "maximum", {"limit": 3}),
        (Annotated[int, Meta(multiple_of=3)], 4, "multiple_of", {"limit": 3}),
        (Annotated[str, Meta(pattern="^a")], "b", "pattern", {"pattern": "^a"}),
        (Annotated[list[int], Meta(min_length=1)], [], "min_items", {"limit": 1}),
        (Annotated[dict[str, int], Meta(max_length=0)], {"a": 1},
         "max_items", {"limit": 0}),
        (tuple[int, int], [1], "min_items", {"limit": 2}),
        (datetime.date, "2026-13-01", "format", {"expected": "date"}),
        (datetime.datetime, "now", "format", {"expected": "date-time"}),
        (Annotated[datetime.datetime, Meta(tz=True)], "2026-01-01T00:00:00",
         "timezone", {}),
        (Annotated[datetime.time, Meta(tz=False)], "10:00:00Z", "no_timezone", {}),
        (datetime.timedelta, "1 day", "format", {"expected": "duration"}),
        (uuid.UUID, "x", "format", {"expected": "uuid"}),
        (bytes, "?", "format", {"expected": "base64"}),
        (Annotated[bytes, Meta(max_length=1)], "YWI=", "max_length", {"limit": 1}),
        (Decimal, "x", "format", {"expected": "decimal"}),
        (Decimal, True, "type", {"expected": "number", "found": "boolean"}),
        (Colour, "blue", "choice", {"choices": ("red", "green")}),
        (Literal["a", 1], "b", "choice", {"choices": ("a", 1)}),
        (Even, {"number": 3}, "invalid", {"reason": "the number has to be even"}),
        (dict[int, int], {"a": 1}, "format", {"expected": "integer"}),
        (dict[Annotated[str, Meta(min_length=2)], int], {"a": 1},
         "min_length", {"limit": 2}),
    ],
)  # fmt: skip
def test_codes_and_parameters(annotation, value, code, params):
    ((_, found, told),) = refuse(annotation, value)
    if "choices" in params:
        params = {"choices": sorted(params["choices"], key=str)}
        told = {"choices": sorted(told["choices"], key=str)}
    assert (found, told) == (code, params)


def test_tags_say_which_class_of_a_union_is_looked_at():
    assert refuse(Cat | Dog, {"type": "Cat", "lives": 10}) == [
        ("body.lives", "maximum", {"limit": 9})
    ]
    assert refuse(Cat | Dog, {"lives": 10}) == [("body.type", "missing", {})]
    assert refuse(list[Cat | Dog | None], [None, {"type": "Cow"}]) == [
        ("body[1].type", "choice", {"choices": ("Cat", "Dog")})
    ]
    assert refuse(Point | Line, ["line", ["x"]])[0][0] == "body[1][0]"
    assert refuse(Point | Line, ["circle"])[0][:2] == ("body[0]", "choice")


def test_an_untagged_union_is_judged_by_what_is_nearest():
    assert refuse(int | Movie, {"name": 1}) == [
        ("body.name", "type", {"expected": "string", "found": "integer"})
    ]
    assert refuse(int | Movie, "x") == [
        ("body", "type", {"expected": ("integer", "object"), "found": "string"})
    ]


def test_recursive_types_are_followed():
    value = {"nodeName": "a", "childNodes": [{"nodeName": ""}, {"x": 1}]}
    assert [each[:2] for each in refuse(Tree, value)] == [
        ("body.childNodes[0].nodeName", "min_length"),
        ("body.childNodes[1].nodeName", "missing"),
        ("body.childNodes[1].x", "unknown"),
    ]


def test_of_keys_that_come_twice_the_last_counts_but_all_have_to_fit():
    class Number(msgspec.Struct):
        n: int

    assert compile_type(Number).decode_json(b'{"n": 1, "n": 2}').n == 2
    found = refuse(Number, b'{"n": "x", "n": 2}')
    assert [each[:2] for each in found] == [("body.n", "invalid")]


def test_numbers_with_a_zero_fraction_are_whole_as_json_schema_has_it():
    type_ = compile_type(list[Annotated[int, Meta(le=5)]])
    assert type_.decode_json(b"[1.0, 5e0, 2]") == [1, 5, 2]
    assert type(type_.decode_json(b"[1.0]")[0]) is int
    assert refuse(list[Annotated[int, Meta(le=5)]], b"[1.0, 6.0, 1.5]") == [
        ("body[1]", "maximum", {"limit": 5}),
        ("body[2]", "type", {"expected": "integer", "found": "number"}),
    ]
    both = compile_type(tuple[int, Decimal])
    exact = Decimal("12345678901234567890.120")
    assert both.decode_json(b"[1.0, 12345678901234567890.120]") == (1, exact)
    assert both.decode_json(b'[1e2, "1.0e1"]') == (100, 10)
    packed = msgspec.msgpack.encode([1.0])
    assert type_.decode_msgpack(packed) == [1]


def test_the_catalogue_has_all_codes_in_all_languages():
    assert LANGUAGES == ("en", "zh")
    assert set(WORDS["en"]) == set(WORDS["zh"])


def test_faults_speak_english_and_chinese():
    fault = Fault("body", "type", {"expected": ("integer", "null"), "found": "string"})
    assert fault.message == "must be an integer or null, not a string"
    assert fault.say("zh") == "必须是整数或 null\uff0c而不是字符串"
    assert fault.say("fr") == fault.message
    assert Fault("a", "min_length", {"limit": 1}).message == (
        "must have at least 1 character"
    )
    assert Fault("a", "min_items", {"limit": 2}).message == "must have at least 2 items"
    assert Fault("a", "choice", {"choices": ("a", None, 1)}).message == (
        "must be one of 'a', null, 1"
    )


def test_a_fault_as_answers_have_it():
    fault = Fault("query.n", "minimum", {"limit": 1}, "0")
    assert fault.to_dict("zh") == {
        "place": "query.n",
        "code": "minimum",
        "msg": "不能小于 1",
        "params": {"limit": 1},
        "value": "0",
    }
    assert Fault("query.n", "missing").to_dict() == {
        "place": "query.n",
        "code": "missing",
        "msg": "is required",
    }


def test_a_hundred_faults_are_listed_and_the_rest_is_counted():
    with pytest.raises(Faults) as error:
        compile_type(list[int]).decode_json(json.dumps(["x"] * 150).encode())
    assert (len(error.value.faults), error.value.more) == (MOST_FAULTS, 50)
    assert str(error.value).endswith("; and 50 more")
    with pytest.raises(Faults) as error:
        compile_type(list[int]).decode_json(json.dumps(["x"] * 5000).encode())
    assert len(error.value.faults) + error.value.more == MOST_COUNTED


def test_faults_in_an_arm_of_a_union_are_counted_as_well():
    with pytest.raises(Faults) as error:
        compile_type(list[int] | str).decode_json(json.dumps(["x"] * 5000).encode())
    assert error.value.faults[0].place == "body[0]"
    assert len(error.value.faults) + error.value.more == MOST_COUNTED


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        ("a\n中", '"a\\n中"'),
        ([1, {"a": [2, [3, [4]]]}], '[1, {"a": [2, […]]}]'),
        (10**4000, "a very long number"),
        ("\ud800", '"\\ud800"'),
        ({"a": 1, 2: "x"}, '{"a": 1, "2": "x"}'),
    ],
)
def test_values_are_shown_as_json(value, expected):
    assert shorten(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10**6,
        ["x"] * 10**5,
        {"k" * 10**6: 1},
        [[["x" * 100] * 100] * 100],
        b"a" * 999,
    ],
    ids=name,
)
def test_long_values_are_cut(value):
    assert len(shorten(value)) <= 80
    assert "…" in shorten(value)


def test_names_that_would_look_like_places_are_quoted():
    assert step("body", "a-b") == "body.a-b"
    assert step("body", "a.b") == 'body["a.b"]'
    assert step("body", "") == 'body[""]'
    assert step("body", "x" * 100) == f'body["{"x" * 39}…"]'


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "body is empty"),
        (b"  ", "empty", "body is empty"),
        (b'{"a": ', "malformed", "body is no valid JSON: it breaks off"),
        (b"[1] 2", "malformed", "trailing characters"),
        (b"\xef\xbb\xbf{}", "malformed", "no valid JSON"),
        ("{}".encode("utf-16"), "malformed", "no valid JSON"),
        (b'{"a": "\xff"}', "encoding", "body is not encoded in UTF-8: byte 7 is wrong"),
        (b"NaN", "malformed", "no valid JSON"),
        (b"[Infinity]", "malformed", "no valid JSON"),
        (b'"\\ud800"', "malformed", "no valid JSON"),
        (b'"\x01"', "malformed", "no valid JSON"),
    ],
)
def test_what_is_no_json_is_malformed(data, code, words):
    for annotation in (Any, dict[str, Any]):
        with pytest.raises(Malformed) as error:
            compile_type(annotation).decode_json(data)
        assert error.value.fault.code == code
        assert words in str(error.value)
        assert error.value.fault.say("zh")


def test_messagepack_is_read_and_refused_alike():
    type_ = compile_type(NewPost)
    value = type_.decode_msgpack(msgspec.msgpack.encode({"theTitle": "a"}))
    assert value == NewPost("a")
    with pytest.raises(Faults) as error:
        type_.decode_msgpack(msgspec.msgpack.encode({"theTitle": "", "tags": [1]}))
    assert [each.place for each in error.value.faults] == [
        "body.theTitle",
        "body.tags[0]",
    ]
    moment = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
    for annotation, sent in ((bytes, b"a"), (datetime.datetime, moment)):
        data = msgspec.msgpack.encode(sent)
        assert compile_type(annotation).decode_msgpack(data) == sent


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x92\x01",
        b"\xc1",
        b"\xd4\x05\x00",
        msgspec.msgpack.encode(float("nan")),
        msgspec.msgpack.encode({None: 1}),
        b"\x81\x80\x01",
        b"\xa1\xff",
        b"\x91" * 100_000,
    ],
    ids=name,
)
def test_what_is_no_messagepack_or_no_json_in_it_is_malformed(data):
    with pytest.raises(Malformed) as error:
        compile_type(Any).decode_msgpack(data)
    assert error.value.fault.code in ("malformed", "depth")


def test_answers_are_checked_as_they_would_be_read():
    type_ = compile_type(Cat)
    type_.check(Cat(3))
    with pytest.raises(Faults) as error:
        type_.check(Cat(10))
    assert error.value.faults[0].place == "answer.lives"


def test_enums_of_numbers_are_written_as_choices():
    class Size(enum.IntEnum):
        SMALL = 1

    with pytest.raises(Faults, match="must be one of 1"):
        compile_type(Size).decode_json(b"2")


class Priced(msgspec.Struct):
    price: Decimal
    days: set[int] = set()

    def __post_init__(self):
        if self.price < 0:
            raise ValueError("the price is below nothing")


def test_each_class_is_asked_where_it_holds_what_is_looked_at_one_by_one():
    type_ = compile_type(list[Priced])
    data = [{"price": "-1"}, {"price": "1"}, {"price": "-2"}, {"price": "x"}]
    for read in (
        lambda: type_.decode_json(msgspec.json.encode(data)),
        lambda: type_.convert(data, "body"),
    ):
        with pytest.raises(Faults) as error:
            read()
        assert [(each.place, each.message) for each in error.value.faults] == [
            ("body[0]", "the price is below nothing"),
            ("body[2]", "the price is below nothing"),
            ("body[3].price", "is no valid decimal"),
        ]
