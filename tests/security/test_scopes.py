"""`requires` on all kinds of views, with both ways of proving who one is."""

import asyncio

import msgspec
import pytest
from openapi_spec_validator import validate

from kolben import Blueprint, Response, request
from kolben.errors import SetupError
from kolben.openapi import OpenAPI
from kolben.openapi.operation import describe, facts_of
from kolben.rest import Api, Resource, fields
from kolben.security.api import (
    ApiSecurity,
    Client,
    Clients,
    MemoryGrants,
    MemoryNonces,
    Tokens,
    get_caller,
    requires,
)
from kolben.typed import Query
from kolben.views import MethodView, View

from .conftest import SECRET


class Post(msgspec.Struct):
    title: str


def add(app, base, cls):
    if base is Resource:
        Api(app, doc=False).add_resource(cls, "/")
    else:
        app.add_url_rule("/", view_func=cls.as_view("posts"))


@pytest.fixture
def both(app, tokens, clock):
    """An app that takes signatures and tokens."""
    clients = Clients([Client("client-1", SECRET, scopes=["posts:read"])])
    return ApiSecurity(
        app, clients=clients, nonces=MemoryNonces(), tokens=tokens, clock=clock
    )


@pytest.fixture
def get(client, tokens):
    """The status of a GET with a token of these scopes; without one for None."""

    def get_one(path, scopes=(), method="GET"):
        headers = {}
        if scopes is not None:
            issued = tokens.issue("user-7", scopes)
            headers["Authorization"] = f"Bearer {issued.access_token}"
        return client.open(path, method=method, headers=headers).status_code

    return get_one


def test_a_token_with_the_scope_comes_in(app, both, get):
    @app.get("/")
    @requires("posts:read", "tags:read")
    def index():
        return "ok"

    assert get("/", ["posts:read", "tags:read", "more"]) == 200
    assert get("/", ["posts:read"]) == 403
    assert get("/", ["posts"]) == get("/", []) == 403
    assert get("/", None) == 401


def test_a_cache_is_told_that_the_answer_is_one_callers(app, both, client, tokens):
    @app.route("/", methods=["GET", "POST"])
    @requires()
    def index() -> dict[str, str]:
        return {"id": get_caller().id}

    headers = {"Authorization": f"Bearer {tokens.issue('a').access_token}"}
    assert (
        client.get("/", headers=headers).headers["Vary"] == "Authorization, Signature"
    )
    assert "Vary" not in client.post("/", headers=headers).headers


def test_no_scope_means_anybody_who_is_known(app, both, get):
    @app.get("/")
    @requires()
    def index():
        return {"by": get_caller().by, "id": get_caller().id}

    assert get("/", []) == 200
    assert get("/", None) == 401


def test_a_refusal_says_what_is_missing(app, both, client, tokens, caplog):
    caplog.set_level("INFO")

    @app.get("/")
    @requires("posts:write", "a")
    def index():
        raise AssertionError

    headers = {"Authorization": f"bearer {tokens.issue('a').access_token}"}
    answer = client.get("/", headers=headers)
    assert answer.status_code == 403
    assert answer.json["error_code"] == 1004
    assert "refused with 1004: token of 'a' lacks a posts:write" in caplog.text
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="api", error="insufficient_scope", scope="a posts:write",'
        ' Signature realm="api"'
    )


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Bearer \udce9", "Basic YTpi", "x", "BearerX y"],
)
def test_another_authorization_is_none(app, both, client, header):
    @app.get("/")
    @requires()
    def index():
        raise AssertionError

    raw = header.encode("utf-8", "surrogateescape").decode("latin-1")
    answer = client.get("/", headers={"Authorization": raw})
    assert answer.status_code == 401
    assert answer.json["error_code"] == 1005
    is_bearer = header.startswith("Bearer ") or header == "Bearer"
    assert ('error="invalid_token"' in answer.headers["WWW-Authenticate"]) == is_bearer


def test_a_signature_counts_with_the_scopes_of_its_client(app, both, send):
    @app.get("/read")
    @requires("posts:read")
    def read():
        return get_caller().id

    @app.get("/write")
    @requires("posts:write")
    def write():
        raise AssertionError

    assert send("GET", "/read").text == "client-1"
    assert send("GET", "/write").json["error_code"] == 1004


def test_two_proofs_in_one_request_are_refused(app, both, send, tokens):
    @app.get("/")
    @requires()
    def index():
        raise AssertionError

    token = tokens.issue("user-7").access_token
    answer = send("GET", "/", change={"Authorization": f"Bearer {token}"})
    assert answer.json["error_code"] == 1005


def test_what_an_app_has_not_switched_on_does_not_count(app, client, tokens, clock):
    ApiSecurity(app, tokens=tokens)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    token = {"Authorization": f"Bearer {tokens.issue('a').access_token}"}
    # Proxies may sign, too.
    answer = client.get(
        "/", headers={"Signature": "x", "Signature-Input": "y", **token}
    )
    assert answer.status_code == 200
    answer = client.get("/", headers={"Signature": "x", "Signature-Input": "y"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert "Accept-Signature" not in answer.headers


def test_an_app_without_security_lets_nobody_in(app, client):
    app.testing = False
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    assert client.get("/").status_code == 500
    app.testing = True
    with pytest.raises(SetupError, match=r"has no ApiSecurity.*Make one"):
        client.get("/")


def test_a_second_security_is_refused(app, both, tokens):
    with pytest.raises(SetupError, match="has an ApiSecurity already"):
        ApiSecurity(app, tokens=tokens)
    both.init_app(app)


def test_another_api_of_the_app_has_its_own_callers(app, both, get, tokens):
    other_tokens = Tokens(MemoryGrants())
    other = ApiSecurity(tokens=other_tokens, realm="other")

    @app.get("/other")
    @other.requires("x")
    def view():
        return other.get_caller().id

    assert get("/other", ["x"]) == 401
    token = other_tokens.issue("b", ["x"]).access_token
    client = app.test_client()
    answer = client.get("/other", headers={"Authorization": f"Bearer {token}"})
    assert answer.text == "b"


def test_requirements_add_up(app, both, get):
    @app.get("/")
    @requires("a")
    @requires("b")
    def index():
        return "ok"

    assert [get("/", scopes) for scopes in (["a", "b"], ["a"], ["b"])] == [
        200,
        403,
        403,
    ]


def test_a_coroutine_is_guarded_and_stays_one(app, both, get):
    @app.get("/")
    @requires("a")
    async def index():
        await asyncio.sleep(0)
        return get_caller().id

    assert asyncio.iscoroutinefunction(index)
    assert get("/", ["a"]) == 200
    assert get("/", []) == 403
    assert get("/", None) == 401


class TestClasses:
    def test_all_methods_of_a_guarded_class(self, app, both, get):
        @requires("a")
        class Posts(MethodView):
            def get(self):
                return "ok"

            async def post(self):
                return "ok"

        app.add_url_rule("/", view_func=Posts.as_view("posts"))
        for method in ("GET", "POST", "HEAD"):
            assert get("/", ["a"], method) == 200
            assert get("/", [], method) == 403
            assert get("/", None, method) == 401
        assert get("/", None, "OPTIONS") == 200

    def test_a_method_asks_for_more(self, app, both, get):
        @requires("a")
        class Posts(MethodView):
            def get(self):
                return "ok"

            @requires("b")
            def post(self):
                return "ok"

        app.add_url_rule("/", view_func=Posts.as_view("posts"))
        assert get("/", ["a"]) == 200
        assert get("/", ["a"], "POST") == get("/", ["b"], "POST") == 403
        assert get("/", ["a", "b"], "POST") == 200

    def test_a_subclass_that_replaces_dispatch_is_guarded(self, app, both, get):
        @requires("a")
        class Base(View):
            def dispatch_request(self):
                return "base"

        class Sub(Base):
            def dispatch_request(self):
                return "sub"

        class Other(Base):
            decorators = ()

        app.add_url_rule("/sub", view_func=Sub.as_view("sub"))
        app.add_url_rule("/other", view_func=Other.as_view("other"))
        for path in ("/sub", "/other"):
            assert get(path, ["a"]) == 200
            assert get(path, []) == 403

    def test_a_base_without_requirement_stays_open(self, app, both, get):
        class Base(MethodView):
            def get(self):
                return "ok"

        requires("a")(type("Sub", (Base,), {}))
        app.add_url_rule("/", view_func=Base.as_view("base"))
        assert get("/", None) == 200

    def test_decorators_of_a_class(self, app, both, get):
        class Posts(MethodView):
            decorators = (requires("a"),)

            def get(self):
                return "ok"

        app.add_url_rule("/", view_func=Posts.as_view("posts"))
        assert get("/", ["a"]) == 200
        assert get("/", []) == 403

    @pytest.mark.parametrize("base", [MethodView, Resource])
    def test_methods_of_a_guarded_class_are_typed(
        self, app, both, client, tokens, base
    ):
        @requires("a")
        class Posts(base):
            def post(self, post: Post, draft: Query[bool] = False):
                return {"title": post.title, "draft": draft}

        add(app, base, Posts)
        assert client.post("/", json={}).status_code == 401
        token = tokens.issue("user-7", ["a"]).access_token
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.post("/?draft=1", json={"title": "x"}, headers=headers)
        assert answer.json == {"title": "x", "draft": True}
        assert client.post("/", json={}, headers=headers).status_code == 422

    @pytest.mark.parametrize("where", ["class", "method", "method_decorators", "api"])
    def test_a_resource_is_guarded(self, app, both, client, tokens, where):
        guard = requires("a")
        api = Api(app, decorators=[guard] if where == "api" else [])
        model = api.model("Post", {"title": fields.String(required=True)})

        class Posts(Resource):
            method_decorators = (guard,) if where == "method_decorators" else ()

            @api.expect(model, validate=True)
            async def post(self):
                return {"by": get_caller().id}

        if where == "method":
            Posts.post = guard(Posts.post)
        api.add_resource(guard(Posts) if where == "class" else Posts, "/posts")
        # Strangers do not hear what is wrong with their payload.
        assert client.post("/posts", json={}).status_code == 401
        token = tokens.issue("user-7", ["a"]).access_token
        headers = {"Authorization": f"Bearer {token}"}
        assert client.post("/posts", json={}, headers=headers).status_code == 400
        answer = client.post("/posts", json={"title": "x"}, headers=headers)
        assert answer.json == {"by": "user-7"}

    def test_another_class_is_refused(self):
        with pytest.raises(
            SetupError, match="Thing is a class without dispatch_request"
        ):
            requires("a")(type("Thing", (), {}))


def test_a_blueprint_is_guarded_by_a_hook(app, both, get):
    api = Blueprint("api", __name__, url_prefix="/api")
    api.before_request(requires("a").check)
    api.add_url_rule("/", view_func=lambda: "ok")
    app.register_blueprint(api)
    assert get("/api/", ["a"]) == 200
    assert get("/api/", []) == 403
    assert get("/api/", None) == 401


def test_a_nonce_is_spent_once_however_often_it_is_asked(app, security, send):
    app.before_request(requires().check)

    @app.get("/")
    @requires()
    @requires("posts:write")
    def index():
        return get_caller().id

    assert send("GET", "/").text == "client-1"


def test_a_copied_environ_proves_nothing(app, both, get):
    """An app may answer requests that it makes itself."""

    @app.get("/outer")
    @requires("a")
    def outer():

        environ = dict(request.environ, PATH_INFO="/inner", HTTP_AUTHORIZATION="")
        return Response.from_app(app, environ)

    @app.get("/inner")
    @requires()
    def inner():
        raise AssertionError

    assert get("/outer", ["a"]) == 401


def test_a_token_that_is_revoked_ends_at_once(app, both, client, tokens):
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    issued = tokens.issue("a")
    headers = {"Authorization": f"Bearer {issued.access_token}"}
    assert client.get("/", headers=headers).status_code == 200
    tokens.revoke(issued.access_token)
    assert client.get("/", headers=headers).status_code == 401


def test_nobody_unknown_hears_what_is_wrong_with_a_body(app, both, client):

    @app.post("/")
    @requires("a")
    def create(post: Post):
        raise AssertionError

    answer = client.post("/", data=b"{", content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize("async_", [False, True])
def test_a_typed_view_is_guarded(app, both, client, tokens, async_):

    if async_:

        @app.post("/")
        @requires("a")
        async def create(post: Post, draft: bool = False):
            return {"title": post.title, "draft": draft}

    else:

        @app.post("/")
        @requires("a")
        def create(post: Post, draft: bool = False):
            return {"title": post.title, "draft": draft}

    def post(scopes, body):
        token = tokens.issue("a", scopes).access_token
        headers = {"Authorization": f"Bearer {token}"}
        return client.post("/?draft=true", json=body, headers=headers)

    assert post(["a"], {"title": "x"}).json == {"title": "x", "draft": True}
    assert post(["a"], {"title": 1}).status_code == 422
    assert post([], {"title": 1}).status_code == 403


def test_requires_without_parentheses_is_told():
    with pytest.raises(SetupError, match=r"Write @requires\(\) with its parentheses"):

        @requires
        def view():
            pass


def test_a_scope_with_a_space_is_told():
    with pytest.raises(SetupError, match="is no name for a scope"):
        requires("posts write")


class TestDocuments:
    def test_a_view_says_what_it_asks_for(self):
        @requires("b", "a")
        def view():
            pass

        assert facts_of(view)["security"] == [
            {"bearer": ["a", "b"]},
            {"signature": ["a", "b"]},
        ]
        assert [each.status for each in facts_of(view)["answers"]] == ["401", "403"]

    def test_requirements_and_other_facts_come_together(self):
        @requires("a")
        @describe_summary
        @requires("b")
        def view():
            pass

        facts = facts_of(view)
        assert facts["summary"] == "A summary"
        assert facts["security"][0] == {"bearer": ["a", "b"]}
        assert len(facts["answers"]) == 2

    def test_a_method_has_what_its_class_asks_for_too(self):
        @requires("a")
        class Posts(MethodView):
            def get(self):
                pass

            @requires("b")
            def post(self):
                pass

        assert facts_of(Posts)["security"][0] == {"bearer": ["a"]}
        assert facts_of(Posts.post)["security"][0] == {"bearer": ["a", "b"]}
        assert "security" not in facts_of(Posts.get)

    def test_what_a_view_says_itself_counts(self):
        @requires("b")
        @requires("a")
        @describe_security
        def view():
            pass

        assert facts_of(view)["security"] == [{"oauth": ["x"]}]

    def test_a_document_has_the_ways_that_the_app_has(self, app, tokens, client):
        ApiSecurity(app, tokens=tokens)
        other = ApiSecurity(clients=Clients(), nonces=MemoryNonces())
        OpenAPI(app)
        app.add_url_rule("/a", "a", requires("x")(lambda: ""))
        app.add_url_rule("/b", "b", other.requires("y")(lambda: ""))
        document = client.get("/openapi.json").json
        operations = {path: each["get"] for path, each in document["paths"].items()}
        assert operations["/a"]["security"] == [{"bearer": ["x"]}]
        assert operations["/b"]["security"] == [{"signature": ["y"]}]
        assert set(document["components"]["securitySchemes"]) == {"bearer", "signature"}
        for operation in operations.values():
            place = operation["responses"]["401"]["$ref"].rpartition("/")[2]
            error = document["components"]["responses"][place]["content"]
            assert error["application/json"] == {
                "schema": {"$ref": "#/components/schemas/Error"}
            }
        validate(document)

    def test_ways_are_those_that_are_switched_on(self, both, tokens):
        assert both.ways() == {"bearer", "signature"}
        assert ApiSecurity(tokens=tokens).ways() == {"bearer"}


def describe_summary(view):
    return describe(view, summary="A summary")


def describe_security(view):
    return describe(view, security=[{"oauth": ["x"]}])
