"""Mistakes in typed views are told at registration, with what to do."""

import re
import sys
import textwrap
from importlib import import_module
from typing import Annotated, Any

import msgspec
import pytest

from kolben.errors import InvalidView, SetupError
from kolben.typed import Body, Created, Depends, File, Form, Path, Query


class Post(msgspec.Struct):
    title: str


class Service: ...


def two_bodies(one: Post, two: Post): ...
def body_and_form(post: Post, name: Form[str]): ...
def unknown_path(nubmer: Path[int]): ...
def both(number: Query[int]): ...
def unmarked(post: Post, service: Service): ...
def unmarked_default(post: Post, service: Service | None = None): ...
def not_annotated(post: Post, other): ...
def strange_query(page: Query[Service]): ...
def strange_return(post: Post) -> Created[Service]: ...
def strange_file(file: File[int]): ...
def no_dependency(value: Annotated[int, Depends(3)]): ...
def unknown_rule(nubmer: Query[int]): ...
def with_mapping(post: Post, extra: dict[str, int]): ...


def circle(value: Annotated[int, Depends(lambda: 1)], again: Any): ...


def one(two: Annotated[int, Depends(lambda: 1)]): ...


MISTAKES = [
    (two_bodies, "'one' and 'two' are both the body"),
    (body_and_form, "Mark 'post' as Form[...] too"),
    (unknown_path, "no rule of the view has <nubmer>. Did you mean 'number'?"),
    (both, "marked as Query, and is a value of the URL too"),
    (unmarked, "Service, which says nothing of where its value comes from"),
    (unmarked_default, "Mark it: Body[...]"),
    (not_annotated, "'other' has no annotation"),
    (strange_query, "'page' has a type that cannot be read"),
    (strange_return, "what it returns cannot be sent"),
    (strange_file, "Write File[Upload]"),
    (no_dependency, "depends on 3, which cannot be called"),
    (unknown_rule, "gives a value 'number', which it does not take. Did you mean"),
    (with_mapping, "Mark it: Body[...]"),
]


@pytest.mark.parametrize(("view", "message"), MISTAKES)
def test_the_message_says_what_and_where(app, view, message):
    rule = "/posts/<int:number>"
    if view not in (unknown_path, both, unknown_rule):
        rule = "/posts"
    with pytest.raises(InvalidView, match=re.escape(message)) as caught:
        app.post(rule)(view)
    assert isinstance(caught.value, SetupError)
    assert re.search(r"test_setup_errors\.py:\d+\)", str(caught.value))
    assert "show" not in app.view_functions


def test_a_model_of_a_get_request_has_to_be_marked(app):
    with pytest.raises(InvalidView, match="Mark it as Query"):

        @app.get("/posts")
        def index(post: Post): ...

    @app.get("/search")
    def search(post: Body[Post]): ...


def test_a_circle_of_dependencies(app):
    def needs_itself(value: int = 0) -> int:
        return value

    needs_itself.__annotations__["value"] = Annotated[int, Depends(needs_itself)]
    needs_itself.__defaults__ = None

    with pytest.raises(InvalidView, match="Break the circle"):

        @app.get("/show")
        def show(value: Annotated[int, Depends(needs_itself)]): ...


def test_what_lives_longer_may_not_need_what_is_closed_before(app):
    def get_connection():
        yield 1

    def get_session(connection: Annotated[int, Depends(get_connection)]):
        yield connection

    with pytest.raises(InvalidView, match='scope="response" too'):

        @app.get("/show")
        def show(
            session: Annotated[int, Depends(get_session, scope="response")],
        ): ...


def test_an_option_that_a_marker_does_not_have():
    with pytest.raises(TypeError, match="no option 'minimum'"):
        Query(minimum=1)


@pytest.fixture
def write_module(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    written = []

    def write(**modules):
        for name, text in modules.items():
            (tmp_path / f"{name}.py").write_text(textwrap.dedent(text))
            written.append(name)
        return import_module(written[-1])

    yield write
    for name in written:
        sys.modules.pop(name, None)


def test_annotations_that_are_text_and_imports_for_checkers(app, client, write_module):
    module = write_module(
        typed_models="""
            import msgspec
            class Post(msgspec.Struct):
                title: str
        """,
        typed_views_of_it="""
            from __future__ import annotations
            from typing import TYPE_CHECKING
            from kolben.typed import Created
            if TYPE_CHECKING:
                from typed_models import Post
                import typed_models as models

            def create(post: Post) -> Created[models.Post]:
                return post
        """,
    )
    app.post("/posts")(module.create)
    answer = client.post("/posts", json={"title": "a"})
    assert (answer.status_code, answer.json) == (201, {"title": "a"})


def test_a_model_may_be_defined_after_its_view(app, client, write_module):
    module = write_module(
        typed_views_before="""
            from __future__ import annotations
            import msgspec

            def add(app):
                @app.post("/posts")
                def create(post: Later) -> Later:
                    return post

                @app.get("/posts")
                def show() -> Later:
                    return Later("a")

            def define():
                global Later
                class Later(msgspec.Struct):
                    title: str
        """
    )
    module.add(app)
    module.define()
    assert client.post("/posts", json={"title": 1}).status_code == 422
    assert client.get("/posts").json == {"title": "a"}


def test_a_name_that_never_is_there_is_told_with_the_parameter(
    app, client, write_module
):
    module = write_module(
        typed_views_lost="""
            from __future__ import annotations

            def create(post: Lost) -> str:
                return "text"
        """
    )
    app.post("/posts")(module.create)
    message = r"'post', 'Lost', names 'Lost'.*move this import out of it"
    with pytest.raises(InvalidView, match=message):
        client.post("/posts")


def test_a_plain_view_may_name_what_is_for_checkers_only(app, client, write_module):
    module = write_module(
        typed_views_plain="""
            from __future__ import annotations
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from nowhere import ResponseReturnValue

            def show(number: int) -> ResponseReturnValue:
                return f"{number}"
        """
    )
    app.get("/<int:number>")(module.show)
    assert client.get("/3").text == "3"


def test_without_the_library_scalars_are_as_in_flask(app, client, monkeypatch):
    monkeypatch.setattr("kolben.registration.find_spec", lambda name: None)

    @app.get("/show")
    def show(page: int = 1):
        return str(page)

    assert client.get("/show?page=x").text == "1"


def test_an_option_that_a_marker_does_not_have_is_told_with_those_it_has():
    with pytest.raises(
        TypeError, match=r"no option 'embed'; it has alias, .*pattern\.$"
    ):
        Body(embed=True)
