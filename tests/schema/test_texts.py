"""Texts of queries, forms, headers and cookies as values."""

import datetime
import enum
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta

from kolben.schema import Faults, compile_type

from .samples import HASHABLE, LEAVES, UNIONS, Cat, Colour, Dog, Place, Size


def read(annotation, *texts):
    return compile_type(annotation).convert_text(texts, "query.n")


def refuse(annotation, *texts):
    with pytest.raises(Faults) as error:
        read(annotation, *texts)
    return [(each.place, each.code) for each in error.value.faults]


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, "", ""),
        (str, " a ", " a "),
        (int, "-12", -12),
        (int, "+7", 7),
        (int, "007", 7),
        (float, "1", 1.0),
        (float, ".5e1", 5.0),
        (Decimal, "1.50", Decimal("1.50")),
        (datetime.date, "2026-11-21", datetime.date(2026, 11, 21)),
        (datetime.datetime, "2026-11-21T10:00:00", datetime.datetime(2026, 11, 21, 10)),
        (
            datetime.datetime,
            "2026-11-21T10:30",
            datetime.datetime(2026, 11, 21, 10, 30),
        ),
        (datetime.time, "10:30", datetime.time(10, 30)),
        (datetime.time | None, "10:30:05", datetime.time(10, 30, 5)),
        (datetime.timedelta, "PT90S", datetime.timedelta(seconds=90)),
        (uuid.UUID, "0" * 32, uuid.UUID(int=0)),
        (bytes, "YQ==", b"a"),
        (Colour, "red", Colour.RED),
        (Size, "2", Size.LARGE),
        (Literal["a", 1], "1", 1),
        (Literal["1", 2], "1", "1"),
        (int | None, "", None),
        (str | None, "", ""),
        (int | str, "5", 5),
        (int | str, "x", "x"),
        (int | bool | None, "true", True),
        (Any, "1", "1"),
        (Place, "[1, 2]", Place(1, 2.0)),
        (dict[str, int], '{"a": 1}', {"a": 1}),
    ],
)
def test_a_text_as_a_value(annotation, text, value):
    for made in (
        read(annotation, text),
        compile_type(annotation).convert(text, "query.n", text=True),
    ):
        assert made == value
        assert type(made) is type(value)


@pytest.mark.parametrize("text", ["true", "1", "on", "yes", "t", "y", "TRUE", "On"])
def test_texts_for_true(text):
    assert read(bool, text) is True


@pytest.mark.parametrize("text", ["false", "0", "off", "no", "f", "n", "False"])
def test_texts_for_false(text):
    assert compile_type(bool).convert(text, "query.n", text=True) is False


@pytest.mark.parametrize(
    ("annotation", "text", "code"),
    [
        (bool, "", "format"),
        (bool, "2", "format"),
        (int, "1.0", "format"),
        (int, " 1", "format"),
        (int, "1_000", "format"),
        (int, "\uff11", "format"),
        (int, "9" * 5000, "format"),
        (float, "nan", "format"),
        (float, "inf", "format"),
        (float, "1e999", "range"),
        (float, "1" * 2000, "format"),
        (Decimal, "x", "format"),
        (datetime.date, "21.11.2026", "format"),
        (datetime.time, "25:00", "format"),
        (datetime.datetime, "10:00", "format"),
        (Colour, "RED", "choice"),
        (Literal["a"], "b", "choice"),
        (Annotated[int, Meta(ge=1)], "0", "minimum"),
        (Annotated[str, Meta(max_length=2)], "abc", "max_length"),
        (Annotated[int, Meta(ge=1)] | None, "0", "minimum"),
        (dict[str, int], "{", "format"),
        (dict[str, int], '{"a": "x"}', "type"),
        (dict[str, Any], '{"a": ' + "[" * 99 + "]" * 99 + "}", "depth"),
    ],
)
def test_a_text_that_does_not_fit(annotation, text, code):
    ((place, found),) = refuse(annotation, text)
    assert found == code
    assert place.startswith("query.n")


def test_repeated_names_are_a_list():
    assert read(list[int], "1", "2") == [1, 2]
    assert read(set[int], "1", "1") == {1}
    assert read(tuple[int, str], "1", "a") == (1, "a")
    assert read(tuple[int, ...], "1") == (1,)
    assert read(list[int]) == []
    assert read(list[str] | None, "a") == ["a"]
    assert refuse(list[int], "1", "x", "y") == [
        ("query.n[1]", "format"),
        ("query.n[2]", "format"),
    ]
    assert refuse(Annotated[list[int], Meta(min_length=2)], "1")[0][1] == "min_items"
    assert refuse(tuple[int, int], "1", "2", "3")[0][1] == "max_items"


def test_a_scalar_is_given_once():
    assert refuse(int, "1", "2") == [("query.n", "too_many")]
    assert refuse(int) == [("query.n", "missing")]


class Filter(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    max_size: Annotated[int, Meta(ge=1)]
    tags: list[str] = []
    since: datetime.date | None = None
    exact: bool = False


def convert(annotation, **values):
    return compile_type(annotation).convert(values, "query", text=True)


def test_a_form_as_a_class_by_wire_names():
    made = convert(Filter, maxSize=["3"], tags=["a", "b"], since=[""], exact=["on"])
    assert made == Filter(3, ["a", "b"], None, True)
    assert convert(Filter | None, maxSize=["3"]) == Filter(3)
    with pytest.raises(Faults) as error:
        convert(Filter, maxSize=["0"], since=["x"], exact=["1", "2"], other=["?"])
    assert [(each.place, each.code) for each in error.value.faults] == [
        ("query.maxSize", "minimum"),
        ("query.since", "format"),
        ("query.exact", "too_many"),
        ("query.other", "unknown"),
    ]
    with pytest.raises(Faults, match=r"query\.maxSize is required"):
        convert(Filter)


def test_a_list_that_a_form_does_not_have_is_empty():
    class Filter(msgspec.Struct):
        tags: list[str]
        ids: Annotated[list[int], Meta(min_length=1)]

    with pytest.raises(Faults) as error:
        convert(Filter)
    assert [each.place for each in error.value.faults] == ["query.ids"]
    assert convert(Filter, ids=["1"]) == Filter([], [1])


def test_a_form_for_one_of_several_classes():
    assert convert(Cat | Dog, type=["Dog"], name=["Rex"]) == Dog("Rex")
    assert convert(Cat, lives=["3"]) == Cat(3)
    with pytest.raises(Faults, match=r"query\.type"):
        convert(Cat, type=["Dog"], lives=["3"])


def test_a_form_for_a_dataclass():
    class Kind(enum.Enum):
        A = "a"

    @dataclass
    class Data:
        kind: Kind
        ids: list[int] = field(default_factory=list)

    assert convert(Data, kind=["a"], ids=["1", "2"]) == Data(Kind.A, [1, 2])


def test_a_class_can_refuse_a_form_itself():
    class Range(msgspec.Struct):
        low: int
        high: int

        def __post_init__(self):
            if self.low > self.high:
                raise ValueError("low has to be below high")

    with pytest.raises(Faults, match="query low has to be below high"):
        convert(Range, low=["2"], high=["1"])


@pytest.mark.slow
@given(
    st.sampled_from([*LEAVES, *UNIONS, *(list[each] for each in HASHABLE)]),
    st.lists(
        st.text(max_size=8) | st.sampled_from(["1", "-0", "1e400", "[]", '{"a": 1}']),
        max_size=3,
    ),
)
@settings(max_examples=300, deadline=None)
def test_any_texts_are_read_or_refused(annotation, texts):
    type_ = compile_type(annotation)
    try:
        value = type_.convert_text(texts, "query.n")
    except Faults as error:
        assert all(each.place.startswith("query.n") for each in error.faults)  # noqa: PT017  # there need not be one
    else:
        type_.check(value)
