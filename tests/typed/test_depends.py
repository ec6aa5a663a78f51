"""Dependencies of typed views: when they are made, and when they are closed."""

import functools
from contextlib import suppress
from typing import Annotated, Any

import pytest

from kolben import g
from kolben.typed import Depends, Header, Query, Stream, override


@pytest.fixture
def log():
    return []


def test_the_value_is_what_the_function_returns(app, client):
    def get_page(page: int = 1, size: Query[int] = 20) -> dict[str, int]:
        return {"page": page, "size": size}

    @app.get("/show")
    def show(paging: Annotated[dict[str, int], Depends(get_page)]) -> dict[str, int]:
        return paging

    assert client.get("/show?page=3").json == {"page": 3, "size": 20}
    assert client.get("/show?size=x").status_code == 422


def test_a_dependency_may_be_a_default(app, client):
    @app.get("/show")
    def show(value: int = Depends(lambda: 3)) -> int:
        return value

    assert client.get("/show").json == 3


def test_classes_and_objects_are_dependencies(app, client):
    class Paging:
        def __init__(self, page: int = 1) -> None:
            self.page = page

    class Greeter:
        def __call__(self, name: str = "you") -> str:
            return f"hello {name}"

    @app.get("/show")
    def show(
        paging: Annotated[Paging, Depends()], text: Annotated[str, Depends(Greeter())]
    ) -> dict[str, Any]:
        return {"page": paging.page, "text": text}

    assert client.get("/show?page=2&name=me").json == {"page": 2, "text": "hello me"}


def test_nested_dependencies_are_made_once_per_request(app, client, log):
    def get_token(token: Header[str]) -> str:
        log.append("token")
        return token

    def get_user(token: Annotated[str, Depends(get_token)]) -> str:
        log.append("user")
        return f"user of {token}"

    @app.get("/show")
    def show(
        user: Annotated[str, Depends(get_user)],
        token: Annotated[str, Depends(get_token)],
    ) -> dict[str, str]:
        return {"user": user, "token": token}

    answer = client.get("/show", headers={"Token": "t"})
    assert answer.json == {"user": "user of t", "token": "t"}
    assert log == ["token", "user"]


def test_without_the_cache_it_is_made_for_each_use(app, client, log):
    def count() -> int:
        log.append("made")
        return len(log)

    Count = Annotated[int, Depends(count, cache=False)]

    @app.get("/show")
    def show(one: Count, two: Count) -> list[int]:
        return [one, two]

    assert client.get("/show").json == [1, 2]


def test_values_of_the_url_are_for_dependencies_too(app, client):
    def get_post(number: int) -> str:
        return f"post {number}"

    @app.get("/posts/<int:number>")
    def show(number: int, post: Annotated[str, Depends(get_post)]) -> str:
        return post

    assert client.get("/posts/4").text == "post 4"


def test_faults_of_dependencies_are_in_the_same_answer(app, client):
    def get_page(page: Query[int]) -> int:
        raise AssertionError("not called: its argument does not fit")

    @app.get("/show")
    def show(size: int, page: Annotated[int, Depends(get_page)]) -> int:
        return page

    answer = client.get("/show?page=x")
    assert [fault["place"] for fault in answer.json["faults"]] == [
        "query.size",
        "query.page",
    ]


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("general", [False, True])
def test_what_yields_is_closed_with_the_view(app, client, log, is_async, general):
    if general:
        app.dispatch_request = type(app).dispatch_request.__get__(app)

    def get_outer():
        log.append("open outer")
        yield "outer"
        log.append("close outer")

    if is_async:

        async def get_inner(outer: Annotated[str, Depends(get_outer)]):
            log.append("open inner")
            yield f"{outer} inner"
            log.append("close inner")

        @app.get("/show")
        async def show(inner: Annotated[str, Depends(get_inner)]) -> dict[str, str]:
            log.append("view")
            return {"value": inner}

    else:

        def get_inner(outer: Annotated[str, Depends(get_outer)]):
            log.append("open inner")
            yield f"{outer} inner"
            log.append("close inner")

        @app.get("/show")
        def show(inner: Annotated[str, Depends(get_inner)]) -> dict[str, str]:
            log.append("view")
            return {"value": inner}

    @app.after_request
    def after(response):
        log.append("after_request")
        return response

    assert client.get("/show").json == {"value": "outer inner"}
    assert log == [
        "open outer",
        "open inner",
        "view",
        "close inner",
        "close outer",
        "after_request",
    ]


@pytest.mark.parametrize("hooked", [False, True])
def test_with_the_scope_of_the_response_it_is_closed_when_that_is(
    app, client, log, hooked
):
    def get_session():
        log.append("open")
        yield iter("ab")
        log.append("close")

    Session = Annotated[Any, Depends(get_session, scope="response")]

    @app.get("/stream")
    def stream(session: Session) -> Stream[str]:
        for letter in session:
            log.append(letter)
            yield letter

    @app.get("/show")
    def show(session: Session) -> dict[str, int]:
        log.append("view")
        return {"a": 1}

    if hooked:

        @app.after_request
        def after(response):
            return response

    assert client.get("/stream", buffered=True).text == '"a"\n"b"\n'
    assert log == ["open", "a", "b", "close"]
    log.clear()
    assert client.get("/show", buffered=True).json == {"a": 1}
    assert log == ["open", "view", "close"]
    log.clear()
    assert client.head("/show", buffered=True).data == b""
    assert log == ["open", "view", "close"]


@pytest.mark.parametrize("scope", ["view", "response"])
def test_an_error_of_the_view_is_told_to_what_yields(app, client, log, scope):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def get_session():
        try:
            yield 1
        except ValueError as e:
            log.append(f"rolled back: {e}")
            raise
        finally:
            log.append("closed")

    @app.get("/show")
    def show(session: Annotated[int, Depends(get_session, scope=scope)]) -> int:
        raise ValueError("no")

    assert client.get("/show").status_code == 500
    assert log == ["rolled back: no", "closed"]


def test_an_error_that_is_swallowed_is_still_the_answer(app, client):
    def get_session():
        with suppress(LookupError):
            yield 1

    @app.errorhandler(LookupError)
    def handle(error):
        return "handled", 404

    @app.get("/show")
    def show(session: Annotated[int, Depends(get_session)]) -> int:
        raise LookupError

    assert client.get("/show").status_code == 404


def test_an_error_after_the_yield_is_the_answer(app, client, log):
    def get_outer():
        try:
            yield 1
        except ValueError:
            log.append("outer was told")
            raise

    def get_session(outer: Annotated[int, Depends(get_outer)]):
        yield 1
        raise ValueError("commit failed")

    @app.errorhandler(ValueError)
    def handle(error):
        return str(error), 409

    @app.get("/show")
    def show(session: Annotated[int, Depends(get_session)]) -> int:
        return session

    answer = client.get("/show")
    assert (answer.status_code, answer.text) == (409, "commit failed")
    assert log == ["outer was told"]


def test_coroutines_for_views_that_are_none(app, client):
    async def get_user() -> str:
        g.seen = True
        return "me"

    @app.get("/show")
    def show(user: Annotated[str, Depends(get_user)]) -> dict[str, Any]:
        return {"user": user, "seen": g.seen}

    assert client.get("/show").json == {"user": "me", "seen": True}


def test_a_dependency_is_replaced_in_a_test(app, client):
    def get_user(token: Header[str]) -> str:
        return f"user of {token}"

    @app.get("/show")
    def show(user: Annotated[str, Depends(get_user)]) -> dict[str, str]:
        return {"user": user}

    assert client.get("/show").status_code == 422
    with override(app, get_user, lambda: "nobody"):
        assert client.get("/show").json == {"user": "nobody"}
    assert client.get("/show", headers={"Token": "t"}).json == {"user": "user of t"}


def test_guards_come_before_anything_is_read(app, client, log):
    def guarded(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            return view(*args, **kwargs)

        def guard():
            log.append("guard")
            app.aborter(401)

        wrapper.__guards__ = (guard,)
        return wrapper

    @app.get("/show")
    @guarded
    def show(page: Query[int]) -> int:
        return page

    assert client.get("/show?page=x").status_code == 401
    assert log == ["guard"]
