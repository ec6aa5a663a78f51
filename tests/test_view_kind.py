"""Which views are typed, found without evaluating an annotation."""

import dataclasses
import functools
import subprocess
import sys
import typing as t
from datetime import date

import msgspec
import pytest

from kolben import Response
from kolben.view_kind import CHOICE, Kind, find_kind


class Item(msgspec.Struct):
    name: str


@dataclasses.dataclass
class Box:
    name: str


Held = t.TypeVar("Held")


@dataclasses.dataclass
class Pile(t.Generic[Held]):
    items: list[Held]


class Crate(t.TypedDict):
    name: str


class Mark:
    __kolben_marker__ = True


MARK = Mark()
Marked = t.Annotated[int, MARK]


class Service: ...


def no_annotation(number, other=1): ...
def flasks(number: int) -> str: ...
def flasks_answers(number: int) -> "str | dict | Response | tuple | None": ...
def lists_of_models() -> list[Box]: ...
def text_lists_of_models() -> "list[Box]": ...
def dicts() -> Crate: ...
def foreign(service: Service): ...
def foreign_default(service: Service | None = None): ...
def any_arguments(*args: int, **kwargs: int): ...
def untold(day: date, service: Service): ...
def mapping(values: dict[str, int]): ...


@pytest.mark.parametrize(
    "view",
    [
        no_annotation,
        flasks,
        flasks_answers,
        lists_of_models,
        text_lists_of_models,
        dicts,
        foreign,
        foreign_default,
        any_arguments,
        untold,
        mapping,
        Service(),
        functools.partial(flasks, 1),
    ],
)
def test_views_that_ask_for_nothing_else_are_plain(view):
    assert find_kind(view, {"number"}) is Kind.PLAIN


def struct(item: Item): ...
def text_struct(item: "Item"): ...
def structs(items: list[Item]): ...
def optional_struct(item: Item | None = None): ...
def model(box: Box): ...
def typed_dict(crate: Crate): ...
def marked(number: Marked): ...
def marked_default(number=MARK): ...
def marked_return() -> t.Annotated[Box, Mark()]: ...
def returns_struct() -> Item: ...
def returns_structs() -> "list[Item]": ...
def returns_model() -> Box: ...
def returns_model_or_nothing() -> "Box | None": ...
def returns_generic() -> Pile[Box]: ...
def returns_text_generic() -> "Pile[list[Box]] | None": ...
def marked_url_value(number: Marked): ...
def not_defined_yet(later: "Later"): ...  # noqa: F821  # that is the point


@pytest.mark.parametrize(
    "view",
    [
        struct,
        text_struct,
        structs,
        optional_struct,
        model,
        typed_dict,
        marked,
        marked_default,
        marked_return,
        returns_struct,
        returns_structs,
        returns_model,
        returns_model_or_nothing,
        returns_generic,
        returns_text_generic,
        marked_url_value,
        not_defined_yet,
    ],
)
def test_markers_models_and_unknown_names_make_a_view_typed(view):
    assert find_kind(view, {"number"}) is Kind.TYPED


def test_scalars_that_no_rule_gives_are_told_apart():
    def view(number: int, page: int = 1, day: "date | None" = None): ...

    assert find_kind(view, {"number"}) is Kind.SCALARS
    assert find_kind(view, {"number", "page", "day"}) is Kind.PLAIN


def test_a_return_of_a_name_that_is_not_there_yet_is_open():
    def view() -> "Later": ...  # noqa: F821  # that is the point

    assert find_kind(view, ()) is Kind.OPEN


def test_an_app_that_sends_models_itself_keeps_its_views():
    assert find_kind(returns_model, (), sends_models=True) is Kind.PLAIN


def wrap(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        return view(*args, **kwargs)

    return wrapper


@pytest.mark.parametrize("view", [model, typed_dict, returns_model, untold])
def test_a_decorator_may_supply_arguments(view):
    assert find_kind(wrap(view), ()) is Kind.PLAIN


@pytest.mark.parametrize("view", [struct, marked, marked_return, returns_struct])
def test_behind_a_decorator_structs_and_markers_count(view):
    assert find_kind(wrap(view), ()) is Kind.TYPED


def test_a_wrapper_with_guards_of_its_own_is_as_what_it_wraps():
    guarded = wrap(model)
    guarded.__guards__ = (lambda: None,)
    assert find_kind(guarded, ()) is Kind.TYPED
    # functools.wraps copies the guards.
    assert find_kind(wrap(guarded), ()) is Kind.PLAIN


@pytest.mark.parametrize(("choice", "kind"), [(True, Kind.TYPED), (False, Kind.PLAIN)])
def test_a_view_may_say_what_it_is(choice, kind):
    def view(item: Item): ...

    setattr(view, CHOICE, choice)
    assert find_kind(view, ()) is kind


def test_methods_do_not_count_their_instance():
    class Shop:
        def show(self, item: Item): ...

    assert find_kind(Shop().show, ()) is Kind.TYPED


def test_pydantic_and_attrs_classes_are_models():
    attrs = pytest.importorskip("attrs")
    pydantic = pytest.importorskip("pydantic")

    @attrs.define
    class Case:
        name: str

    class Model(pydantic.BaseModel):
        name: str

    def with_attrs(case: Case): ...
    def with_pydantic(model: Model): ...

    assert find_kind(with_attrs, ()) is Kind.TYPED
    assert find_kind(with_pydantic, ()) is Kind.TYPED


def test_plain_views_load_nothing_for_typed_ones():
    script = """
import sys
from kolben import Kolben, Blueprint
app = Kolben("app")
@app.get("/<int:number>")
def show(number: int) -> "dict[str, int]":
    return {"number": number}
assert app.test_client().get("/1").json == {"number": 1}
print([name for name in sys.modules if name.startswith(("kolben.typed", "msgspec"))])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_typed_views_load_nothing_for_documents():
    script = """
import sys
import kolben.typed
print([name for name in sys.modules if name.startswith(("kolben.openapi", "asyncio"))])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
