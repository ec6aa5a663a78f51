"""Models of pydantic's: their validator, our faults and components."""

import subprocess
import sys
from enum import Enum
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
import pytest
from msgspec import Meta
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PositiveInt,
    field_validator,
)

from kolben.schema import Faults, Malformed, UnsupportedAnnotation, compile_type


class Author(BaseModel):
    name: Annotated[str, Field(min_length=1, description="As on the cover.")]
    friends: list["Author"] = []


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    title: Annotated[str, Field(alias="bookTitle", max_length=5)]
    pages: Annotated[int, Field(ge=1)] = 1
    author: Author | None = None
    kind: Literal["novel", "poem"] = "novel"
    tags: list[str] = []

    @field_validator("tags")
    @classmethod
    def check_tags(cls, tags):
        if "bad" in tags:
            raise ValueError("bad is no tag")
        return tags


class Cat(BaseModel):
    type: Literal["cat"]
    lives: int


class Dog(BaseModel):
    type: Literal["dog"]
    name: str


Pet = Annotated[Cat | Dog, Field(discriminator="type")]


def refuse(annotation, data):
    with pytest.raises(Faults) as error:
        compile_type(annotation).decode_json(data)
    return [(each.place, each.code) for each in error.value.faults]


def test_a_model_is_read_and_written_by_wire_names():
    type_ = compile_type(Book)
    book = type_.decode_json(b'{"bookTitle": "a", "author": {"name": "b"}}')
    assert isinstance(book, Book)
    assert b'"bookTitle":"a"' in type_.encode_json(book)
    assert type_.to_builtins(book)["author"] == {"name": "b", "friends": []}
    assert (type_.kind, compile_type(Book | None).optional) == ("struct", True)
    packed = msgspec.msgpack.encode({"bookTitle": "a"})
    assert type_.decode_msgpack(packed).title == "a"


def test_its_errors_are_our_faults():
    data = b"""{"bookTitle": "abcdef", "pages": 0, "kind": "x", "tags": ["bad"],
        "author": {"friends": [{"name": ""}, {"name": 1}]}, "more": 1}"""
    assert refuse(Book, data) == [
        ("body.bookTitle", "max_length"),
        ("body.pages", "minimum"),
        ("body.author.name", "missing"),
        ("body.author.friends[0].name", "min_length"),
        ("body.author.friends[1].name", "type"),
        ("body.kind", "choice"),
        ("body.tags", "invalid"),
        ("body.more", "unknown"),
    ]
    assert refuse(list[Book], b"[1]") == [("body[0]", "type")]


def test_every_fault_can_be_said_in_chinese():
    with pytest.raises(Faults) as error:
        compile_type(Book).decode_json(b'{"pages": "x", "kind": "x", "tags": {}}')
    for fault in error.value.faults:
        assert fault.say("zh") != fault.say("en")


def test_what_python_has_is_judged_too():
    found = compile_type(Book).find_faults({"bookTitle": 1}, "row")
    assert [(each.place, each.code) for each in found.faults] == [
        ("row.bookTitle", "type")
    ]
    assert not compile_type(Book).find_faults({"bookTitle": "a"})


def test_a_union_by_its_discriminator():
    assert compile_type(Pet).decode_json(b'{"type": "cat", "lives": 1}').lives == 1
    assert refuse(Pet, b'{"type": "cat", "lives": "x"}') == [("body.lives", "format")]
    assert refuse(Pet, b'{"type": "cow"}') == [("body.type", "choice")]
    assert refuse(list[Pet], b"[{}]") == [("body[0].type", "missing")]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b'{"bookTitle": NaN}', b'"\\ud800"', b"[" * 100_000,
     b'{"author": {"friends": ' + b"[" * 100 + b"]" * 100 + b"}}"],
)  # fmt: skip
def test_what_is_no_json_is_malformed(data):
    with pytest.raises(Malformed):
        compile_type(Book).decode_json(data)


def test_numbers_that_are_none_or_too_long():
    class Number(BaseModel):
        real: float = 0
        whole: int = 0

    type_ = compile_type(Number)
    for data in (b'{"real": Infinity}', b'{"whole": %b}' % (b"9" * 5000)):
        with pytest.raises((Malformed, Faults)):
            type_.decode_json(data)


def test_a_form():
    class Filter(BaseModel):
        size: int
        tags: list[str] = []
        most: int | None = None

    type_ = compile_type(Filter)
    made = type_.convert(
        {"size": ["1"], "tags": ["a"], "most": [""]}, "form", text=True
    )
    assert made == Filter(size=1, tags=["a"])
    with pytest.raises(Faults) as error:
        type_.convert({"size": ["x"]}, "form", text=True)
    assert [each.place for each in error.value.faults] == ["form.size"]


def test_its_schemas_are_among_the_components():
    components = {}
    assert compile_type(list[Book]).json_schema(components) == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Book"},
    }
    assert compile_type(Author).json_schema(components) == {
        "$ref": "#/components/schemas/Author"
    }
    assert sorted(components) == ["Author", "Book"]
    assert components["Author"]["properties"]["name"]["minLength"] == 1
    other = msgspec.defstruct("Book", [("isbn", str)])
    assert compile_type(other).json_schema(components)["$ref"].endswith("/Book2")


def test_a_model_inside_of_a_struct_is_refused_with_the_fix():
    class Shelf(msgspec.Struct):
        books: list[Book]

    with pytest.raises(UnsupportedAnnotation, match="nothing is known"):
        compile_type(Shelf)


def test_pydantic_is_not_loaded_for_what_needs_it_not():
    code = (
        "import sys, kolben.schema as s; s.compile_type(dict[str, int]);"
        " assert 'pydantic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Limits outside of models -------------------------------------------------------------


def read_texts(annotation, *texts):
    return compile_type(annotation).convert_text(texts, "query.x")


def refuse_texts(annotation, *texts):
    with pytest.raises(Faults) as error:
        read_texts(annotation, *texts)
    return [each.code for each in error.value.faults]


@pytest.mark.parametrize(
    ("annotation", "right", "wrong", "code"),
    [
        (PositiveInt, "3", "-3", "exclusive_minimum"),
        (Annotated[int, Field(le=3)], "3", "4", "maximum"),
        (Annotated[int, Field(le=3)] | None, "3", "4", "maximum"),
        (
            Annotated[int, Meta(ge=2), Field(multiple_of=2)] | None,
            "2",
            "0",
            "minimum",
        ),
        (Annotated[int, Meta(ge=2), Field(multiple_of=2)], "2", "3", "multiple_of"),
        (
            Annotated[str, AfterValidator(str.strip), Meta(min_length=2)],
            "ab",
            "a",
            "min_length",
        ),
        (HttpUrl, "http://example.org/", "example", "invalid"),
        (Annotated[list[int], Field(min_length=1)], "3", "x", "format"),
    ],
)
def test_limits_of_pydantics_hold_where_no_model_is(annotation, right, wrong, code):
    read = read_texts(annotation, right)
    assert str(read) in (right, f"[{right}]")
    assert refuse_texts(annotation, wrong) == [code]


def test_functions_of_pydantics_change_what_is_read():
    assert read_texts(Annotated[str, AfterValidator(str.upper)], "ab") == "AB"


def test_texts_of_limited_scalars_are_read_as_those_of_others():
    assert read_texts(PositiveInt | None, "") is None
    assert refuse_texts(PositiveInt, "1", "2") == ["too_many"]
    assert read_texts(Annotated[list[int], Field(max_length=2)], "1", "2") == [1, 2]


def test_choices_are_a_list():
    class Colour(Enum):
        RED = "red"
        BLUE = "red or blue"

    class Wish(BaseModel):
        kind: Literal["novel", "poem", 3]
        one: Literal["a"] = "a"
        colour: Colour = Colour.RED

    with pytest.raises(Faults) as error:
        compile_type(Wish).decode_json(b'{"kind": "x", "one": "x", "colour": "x"}')
    told = [(each.params["choices"], each.message) for each in error.value.faults]
    assert told[:2] == [
        (["novel", "poem", 3], "must be one of 'novel', 'poem', 3"),
        (["a"], "must be one of 'a'"),
    ]
    assert told[2][1] == "must be one of 'red' or 'red or blue'"


class Plane(BaseModel):
    kind: Literal["plane"]
    wings: int
    price: int


class Car(BaseModel):
    kind: Literal["car"]
    doors: int


class Garage(BaseModel):
    inside: list[Plane | Car | None] = []
    note: int | str = ""


@pytest.mark.parametrize(
    ("inside", "faults"),
    [
        ({"kind": "plane", "wings": "x"}, ["wings format", "price missing"]),
        ({"kind": "car"}, ["doors missing"]),
        ({"kind": "boat", "doors": 2}, ["kind choice"]),
        ({"doors": 2}, ["kind missing"]),
    ],
)
def test_of_a_union_the_arm_that_fits_best_is_told(inside, faults):
    data = msgspec.json.encode({"inside": [inside]})
    found = refuse(Garage, data)
    assert [f"{place.split('.')[-1]} {code}" for place, code in found] == faults
    assert all(place.startswith("body.inside[0].") for place, _ in found)
    data = msgspec.json.encode(inside)
    assert len(refuse(Plane | Car, data)) == len(faults)


def test_of_a_union_of_scalars_all_arms_are_told():
    data = b'{"note": [], "inside": [3]}'
    places = [place for place, _ in refuse(Garage, data)]
    assert places == ["body.inside[0]", "body.inside[0]", "body.note", "body.note"]


Kept = TypeVar("Kept")


class Page(BaseModel, Generic[Kept]):
    items: list[Kept]


def test_generic_models_have_names_that_components_may_have():
    components: dict = {}
    schema = compile_type(Page[Author]).json_schema(components)
    assert schema == {"$ref": "#/components/schemas/Page_Author_"}
    compile_type(list[Page[Author]]).json_schema(components)
    assert set(components) == {"Page_Author_", "Author"}
