"""An Api on apps and blueprints: its URLs, its answers and its errors."""

import json

import pytest
from werkzeug.exceptions import Conflict

from kolben import Blueprint, Kolben, Response, request
from kolben import url_for as kolben_url_for
from kolben.rest import Api, Namespace, Resource, abort, fields
from kolben.rest.json_text import write_json


class Hello(Resource):
    def get(self):
        return {"hello": "world"}


def test_a_resource_answers_in_json(app, client):
    Api(app).add_resource(Hello, "/hello", "/hi")
    answer = client.get("/hello")
    assert answer.data == b'{"hello": "world"}\n'
    assert answer.headers["Content-Type"] == "application/json"
    assert client.get("/hi").json == {"hello": "world"}


def test_prefix_is_in_front_of_all_urls(app, client):
    api = Api(app, prefix="/v1")
    api.add_resource(Hello, "/hello")
    names = api.namespace("people")
    names.add_resource(Hello, "/hello", endpoint="people_hello")
    assert client.get("/v1/hello").status_code == 200
    assert client.get("/v1/people/hello").status_code == 200
    assert client.get("/hello").status_code == 404
    assert client.get("/v1/swagger.json").json["basePath"] == "/v1"


def test_resources_may_be_declared_before_the_app_is_there(app, client):
    api = Api(prefix="/v1", title="before")
    api.add_resource(Hello, "/hello")
    api.init_app(app, title="after")
    api.add_resource(Hello, "/late", endpoint="late")
    assert client.get("/v1/hello").status_code == 200
    assert client.get("/v1/late").status_code == 200
    assert client.get("/v1/swagger.json").json["info"]["title"] == "after"


@pytest.mark.parametrize("late", [False, True])
def test_on_a_blueprint_the_prefixes_are_joined(app, client, late):
    blueprint = Blueprint("open_api", __name__, url_prefix="/api")
    api = Api(prefix="/v1") if late else Api(blueprint, prefix="/v1")
    api.add_resource(Hello, "/hello")
    if late:
        api.init_app(blueprint)
    app.register_blueprint(blueprint)
    assert client.get("/api/v1/hello").status_code == 200
    with app.test_request_context():
        assert api.url_for(Hello) == "/api/v1/hello"
        assert api.base_path == "/api/v1"
        assert api.specs_url == "/api/v1/swagger.json"
        assert api.endpoint("specs") == "open_api.specs"


def test_on_nested_blueprints_urls_errors_and_documents_work(app, client):
    outer = Blueprint("outer", __name__, url_prefix="/outer")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    api = Api(inner, prefix="/v1", doc="/doc/")

    @api.route("/here")
    class Here(Resource):
        def get(self):
            return {"here": api.url_for(Here), "relative": kolben_url_for(".here")}

        def post(self):
            raise Conflict("taken")

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    url = "/outer/inner/v1/here"
    assert client.get(url).json == {"here": url, "relative": url}
    answer = client.post(url)
    assert (answer.status_code, answer.json) == (409, {"message": "taken"})
    assert client.put(url).json["message"].startswith("The method is not allowed")
    document = client.get("/outer/inner/v1/swagger.json").json
    assert document["basePath"] == "/outer/inner/v1"
    assert list(document["paths"]) == ["/here"]
    assert "openapi" in client.get("/outer/inner/v1/openapi.json").json
    assert client.get("/outer/inner/doc/").mimetype == "text/html"
    with app.test_request_context():
        assert api.base_url == "http://localhost/outer/inner/v1"


def test_a_blueprint_with_an_api_can_be_on_several_apps():
    blueprint = Blueprint("open_api", __name__)
    api = Api(blueprint)
    api.add_resource(Hello, "/hello")
    for name in ("one", "two"):
        app = Kolben(name)
        app.register_blueprint(blueprint, url_prefix=f"/{name}", name=name)
        client = app.test_client()
        assert client.get(f"/{name}/hello").json == {"hello": "world"}
        assert client.put(f"/{name}/hello").mimetype == "application/json"
        assert client.get(f"/{name}/openapi.json").status_code == 200
        with app.test_request_context():
            assert api.url_for(Hello) == f"/{name}/hello"


def test_a_blueprint_with_an_api_is_on_an_app_only_once(app):
    blueprint = Blueprint("open_api", __name__)
    Api(blueprint)
    app.register_blueprint(blueprint)
    with pytest.raises(ValueError, match="only once"):
        app.register_blueprint(blueprint, name="again")


def test_an_endpoint_belongs_to_one_resource(app):
    api = Api(app)
    api.add_resource(Hello, "/hello", endpoint="same")
    with pytest.raises(ValueError, match="'same' is that of Hello already"):
        api.add_resource(type("Other", (Resource,), {}), "/other", endpoint="same")


def test_default_endpoints_never_clash(app):
    api = Api(app)
    names = api.namespace("names")
    for number in range(3):
        api.route(f"/{number}")(type("HelloWorld", (Resource,), {}))
        names.route(f"/{number}")(type("HelloWorld", (Resource,), {}))
    assert {"hello_world", "hello_world_2", "hello_world_3"} <= api.endpoints
    assert {"names_hello_world", "names_hello_world_3"} <= api.endpoints


def test_representations_are_chosen_by_accept(app, client):
    api = Api(app)
    api.add_resource(Hello, "/hello")

    @api.representation("text/csv")
    def write_csv(data, code, headers):
        text = ",".join(data)
        return Response(text, code, headers)

    def ask(accept):
        return client.get("/hello", headers={"Accept": accept})

    assert ask("text/csv").text == "hello"
    assert ask("text/csv").mimetype == "text/csv"
    assert ask("application/json;q=0.2, text/csv;q=0.9").mimetype == "text/csv"
    assert ask("image/png").mimetype == "application/json"
    assert ask("*/*").mimetype == "application/json"
    # For caches: one URL has several answers.
    assert ask("*/*").headers["Vary"] == "Accept"


def test_without_a_default_media_type_others_are_refused(app, client):
    Api(app, default_mediatype=None).add_resource(Hello, "/hello")
    assert client.get("/hello", headers={"Accept": "image/png"}).status_code == 406
    plain = Kolben("plain")
    api = Api(plain, default_mediatype="text/plain")
    api.add_resource(Hello, "/hello")
    answer = plain.test_client().get("/hello", headers={"Accept": "image/png"})
    assert (answer.mimetype, answer.text) == ("text/plain", "{'hello': 'world'}")


@pytest.mark.parametrize("name", ["RESTX_JSON", "RESTPLUS_JSON"])
def test_json_is_written_by_configuration(app, client, name):
    Api(app).add_resource(Hello, "/hello")
    app.config[name] = {"separators": (",", ":"), "ensure_ascii": False}
    assert client.get("/hello").text == '{"hello":"world"}\n'
    app.debug = True
    assert client.get("/hello").text == '{\n    "hello":"world"\n}\n'
    assert app.config[name].get("indent") is None


def test_a_subclass_makes_its_own_responses(app, client):
    class Counting(Api):
        def make_response(self, data, *args, **kwargs):
            response = super().make_response(data, *args, **kwargs)
            response.headers["X-Made"] = "here"
            return response

    Counting(app).add_resource(Hello, "/hello")
    assert client.get("/hello").headers["X-Made"] == "here"


def test_decorators_of_the_api_get_the_response(app, client):
    def mark(view):
        def marked(*args, **kwargs):
            response = view(*args, **kwargs)
            assert isinstance(response, Response)
            response.headers["X-Mark"] = request.endpoint
            return response

        marked.__name__ = view.__name__
        return marked

    Api(app, decorators=[mark]).add_resource(Hello, "/hello")
    assert client.get("/hello").headers["X-Mark"] == "hello"


def test_after_request_sees_the_response_of_a_resource(app, client):
    Api(app).add_resource(Hello, "/hello")

    @app.after_request
    def look(response):
        response.headers["X-Seen"] = response.mimetype
        return response

    assert client.get("/hello").headers["X-Seen"] == "application/json"


def test_the_api_does_what_its_default_namespace_does(app):
    api = Api(app, default="main", default_label="All of it", ordered=True)
    model = api.model("Thing", {"name": fields.String})
    assert api.models["Thing"] is model
    assert api.default_namespace.name == "main"
    assert api.default_namespace.ordered
    assert api.path == ""
    with pytest.raises(AttributeError, match="Api does not have nothing attribute"):
        _ = api.nothing


def test_payload_is_the_json_of_the_request(app, client):
    api = Api(app)

    @api.route("/echo")
    class Echo(Resource):
        def post(self):
            return api.payload, 201, {"X-Echo": "yes"}

    answer = client.post("/echo", json=[1, {"a": None}])
    assert (answer.status_code, answer.json) == (201, [1, {"a": None}])
    assert answer.headers["X-Echo"] == "yes"


# Errors ------------------------------------------------------------------------------


class Broken(Exception):
    pass


class MoreBroken(Broken):
    pass


def raising(api, error, url="/broken"):
    class Raising(Resource):
        def get(self):
            raise error

    api.add_resource(Raising, url, endpoint=url.strip("/").replace("/", "_"))


@pytest.mark.parametrize("propagate", [None, True, False])
@pytest.mark.parametrize("testing", [True, False])
def test_registered_handlers_win_over_propagation(app, client, testing, propagate):
    app.config.update(TESTING=testing, PROPAGATE_EXCEPTIONS=propagate)
    api = Api(app)
    names = Namespace("names")
    api.add_namespace(names)
    raising(api, Broken("api"))
    raising(api, KeyError("names"), "/key")
    raising(api, RuntimeError("any"), "/any")

    @api.errorhandler(Broken)
    def handle_broken(error):
        return {"message": f"handled {error}", "more": 1}, 418, {"X-Handled": "yes"}

    @names.errorhandler(KeyError)
    def handle_key(error):
        return {"key": str(error)}, 400

    @api.errorhandler
    def handle_any(error):
        return {"message": f"default {error}"}, 503

    answer = client.get("/broken")
    assert (answer.status_code, answer.headers["X-Handled"]) == (418, "yes")
    assert answer.json == {"message": "handled api", "more": 1}
    assert client.get("/key").json == {"key": "'names'", "message": "'names'"}
    assert client.get("/any").json == {"message": "default any"}


def test_what_nobody_handles_is_propagated_or_a_500(app, client):
    raising(Api(app), Broken("secret"))
    with pytest.raises(Broken):
        client.get("/broken")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/broken")
    assert (answer.status_code, answer.json) == (
        500,
        {"message": "Internal Server Error"},
    )


def test_a_handler_that_raises_leaves_the_error_to_the_app(app, client):
    api = Api(app)
    raising(api, Broken("first"))

    @api.errorhandler(Broken)
    def handle(error):
        raise MoreBroken("second")

    @app.errorhandler(MoreBroken)
    def of_app(error):
        return f"app: {error}", 500

    assert client.get("/broken").text == "app: second"


def test_data_of_an_error_is_the_answer(app, client):
    api = Api(app)

    @api.route("/<int:code>")
    class Aborting(Resource):
        def get(self, code):
            abort(code, "no", reason=["a", 1])

    answer = client.get("/409")
    assert (answer.status_code, answer.json) == (
        409,
        {"message": "no", "reason": ["a", 1]},
    )


def test_headers_of_an_error_stay(app, client):
    api = Api(app, serve_challenge_on_401=True)
    raising(api, Conflict(response=None))

    @api.route("/who")
    class Who(Resource):
        def get(self):
            api.abort(401)

    assert client.get("/who").headers["WWW-Authenticate"] == 'Basic realm="flask-restx"'
    answer = client.post("/who")
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/json"
    assert {"GET", "HEAD", "OPTIONS"} == set(answer.allow)


def test_404_names_the_urls_that_are_like_it(app, client):
    api = Api(app)
    api.add_resource(Hello, "/hello/world")

    @api.route("/hello/<int:number>")
    class Number(Resource):
        def get(self, number):
            abort(404, "No such number.")

    wanted = (
        "No such number. You have requested this URI [/hello/3] but did you mean"
        " /hello/<int:number> or /hello/world ?"
    )
    assert client.get("/hello/3").json == {"message": wanted}
    app.config["RESTX_ERROR_404_HELP"] = False
    assert client.get("/hello/3").json == {"message": "No such number."}


def test_unknown_urls_are_the_apps_unless_all_are_caught(app, client):
    Api(app)
    assert client.get("/nowhere").mimetype == "text/html"
    catching = Kolben("catching")
    Api(catching, catch_all_404s=True)
    answer = catching.test_client().get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_errors_of_other_routes_are_the_apps(app, client):
    api = Api(app)

    @api.errorhandler
    def handle_any(error):
        return {"message": "of the api"}, 500

    @app.get("/site")
    def site():
        raise Conflict("of the site")

    assert client.get("/site").mimetype == "text/html"


def test_messages_can_be_left_out(app, client):
    app.config.update(ERROR_INCLUDE_MESSAGE=False, PROPAGATE_EXCEPTIONS=False)
    raising(Api(app), Broken("x"))
    assert client.get("/broken").json == {}
    assert client.put("/broken").json == {}


# Namespaces on Apis ------------------------------------------------------------------


def test_a_namespace_may_be_added_twice(app, client):
    api = Api(app)
    names = api.namespace("names")
    names.add_resource(Hello, "/hello")
    api.add_namespace(names)
    assert [r.endpoint for r in app.url_map.iter_rules() if "hello" in r.rule] == [
        "names_hello"
    ]
    assert client.get("/names/hello").status_code == 200


def test_what_comes_after_registration_is_on_the_next_app_too():
    blueprint = Blueprint("open_api", __name__)
    api = Api(blueprint)
    for name in ("one", "two"):
        app = Kolben(name)
        app.register_blueprint(blueprint)
        if name == "one":
            api.add_resource(Hello, "/late")
        assert app.test_client().get("/late").json == {"hello": "world"}


def test_a_namespace_belongs_to_several_apis(app, client):
    names = Namespace("names", path="/n")
    first = Blueprint("first", __name__, url_prefix="/first")
    second = Blueprint("second", __name__, url_prefix="/second")
    apis = [Api(first, title="First"), Api(second, title="Second")]
    for api in apis:
        api.add_namespace(names)
    apis[1].ns_paths[names] = "/other"
    names.add_resource(Hello, "/hello")
    names.model("Name", {"name": fields.String})
    app.register_blueprint(first)
    app.register_blueprint(second)
    assert client.get("/first/n/hello").status_code == 200
    assert client.get("/second/other/hello").status_code == 200
    assert set(apis[0].models) == set(apis[1].models) == {"Name"}
    assert client.get("/second/openapi.json").json["info"]["title"] == "Second"


# Documents ---------------------------------------------------------------------------


def test_the_prefix_of_a_blueprint_may_have_variables(app, client):
    blueprint = Blueprint("open_api", __name__, url_prefix="/<lang>")
    api = Api(blueprint)

    @api.route("/word")
    class Word(Resource):
        def get(self, lang):
            return [lang, api.base_path]

    app.register_blueprint(blueprint)
    assert client.get("/de/word").json == ["de", "/de/"]
    for lang in ("de", "en"):
        assert client.get(f"/{lang}/swagger.json").json["basePath"] == f"/{lang}"
        assert client.get(f"/{lang}/openapi.json").status_code == 200
        assert client.get(f"/{lang}/").mimetype == "text/html"
        assert client.get(f"/{lang}/reference.html").status_code == 200


def test_the_document_says_what_is_in_front_of_the_app(app, client):
    Api(app, prefix="/v1").add_resource(Hello, "/hello")
    for root in ("/a", "/b"):
        environ = {"SCRIPT_NAME": root}
        document = client.get("/v1/swagger.json", environ_overrides=environ).json
        assert document["basePath"] == f"{root}/v1"


@pytest.mark.parametrize(
    ("doc", "there"),
    [("/", ["/", "/reference.html"]), ("/d/", ["/d/", "/d/reference.html"])],
)
def test_pages_are_where_doc_says(app, client, doc, there):
    Api(app, prefix="/v1", doc=doc)
    for path in there:
        page = client.get(path)
        assert page.mimetype == "text/html"
        assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert client.get("/v1/openapi.json").status_code == 200
    assert client.get("/v1").status_code == 404


def test_without_doc_there_are_documents_but_no_pages(app, client):
    Api(app, doc=False)
    assert client.get("/swagger.json").status_code == 200
    assert client.get("/openapi.json").status_code == 200
    assert client.get("/").status_code == 404
    assert client.get("/reference.html").status_code == 404


def test_without_specs_there_is_nothing(app, client):
    api = Api()
    api.init_app(app, add_specs=False)
    for path in ("/", "/swagger.json", "/openapi.json", "/reference.html"):
        assert client.get(path).status_code == 404


def test_the_page_may_be_ones_own(app, client):
    api = Api(app, title=lambda: "made late")

    @api.documentation
    def page():
        return f"{api.specs_url} {client.application.url_for('doc')}"

    assert client.get("/").text == "/swagger.json /"
    assert client.get("/swagger.json").json["info"]["title"] == "made late"


def test_swagger_ui_is_set_up_by_configuration(app, client):
    app.config["SWAGGER_UI_DOC_EXPANSION"] = "full"
    app.config["SWAGGER_UI_OAUTH_CLIENT_ID"] = "me"
    Api(app)
    page = client.get("/").text
    assert "full" in page
    assert "clientId" in page
    assert client.get("/swaggerui/swagger-ui.css").mimetype == "text/css"
    assert client.get("/swaggerui/nothing.css").status_code == 404


def test_a_document_that_cannot_be_made_is_a_500_that_says_so(app, client, caplog):
    api = Api(app)

    @api.route("/thing")
    class Thing(Resource):
        @api.response(200, "It", "Nobody's model")
        def get(self):
            return None

    answer = client.get("/swagger.json")
    assert (answer.status_code, answer.json) == (
        500,
        {"error": "Unable to render schema"},
    )
    assert "Nobody's model" in caplog.text


def test_openapi_has_resources_and_typed_views_of_its_scope(app, client):
    api = Api(app, title="All", version="3")
    api.add_resource(Hello, "/hello")

    @app.get("/typed")
    def typed(page: int = 1) -> dict[str, int]:
        return {"page": page}

    api.openapi.amendments.append(
        lambda description: description.extensions.update({"x-seen": True})
    )
    document = client.get("/openapi.json")
    assert document.json["info"] == {"title": "All", "version": "3"}
    assert {"/hello", "/typed"} <= set(document.json["paths"])
    assert document.json["x-seen"] is True
    headers = {"If-None-Match": document.headers["ETag"]}
    assert client.get("/openapi.json", headers=headers).status_code == 304


def test_the_swagger_document_is_sent_once_to_who_has_it():
    app = Kolben("tagged", static_folder=None)
    Api(app, title="Tagged")
    client = app.test_client()
    first = client.get("/swagger.json")
    assert first.json["info"]["title"] == "Tagged"
    assert first.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/swagger.json", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    below = client.get("/swagger.json", headers=known, base_url="http://localhost/root")
    assert below.status_code == 200
    assert below.json["basePath"] == "/root"


def test_the_swagger_document_is_written_once_for_each_path_in_front(app, monkeypatch):
    written = []

    def write(document, settings):
        written.append(document["basePath"])
        return write_json(document, settings)

    monkeypatch.setattr("kolben.rest.swagger_text.write_json", write)
    Api(app)
    client = app.test_client()
    answers = [client.get("/swagger.json", base_url="http://a/one") for _ in range(3)]
    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    headers = {"If-None-Match": answers[0].headers["ETag"]}
    again = client.get("/swagger.json", base_url="http://other/one", headers=headers)
    assert again.status_code == 304
    other = client.get("/swagger.json", base_url="http://a/two", headers=headers)
    assert (other.status_code, other.json["basePath"]) == (200, "/two")
    assert written == ["/one", "/two"]


def test_few_texts_of_the_swagger_document_are_kept(app):
    api = Api(app)
    client = app.test_client()
    for number in range(100):
        answer = client.get("/swagger.json", base_url=f"http://a{number}/{number}")
        assert answer.json["basePath"] == f"/{number}"
    assert len(api._swagger_texts._kept) <= 8


def test_what_is_changed_in_the_swagger_document_is_sent(app, client):
    keys = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    api = Api(app, authorizations=keys)

    def get():
        answer = client.get("/swagger.json")
        return answer.json, answer.headers["ETag"]

    first, first_tag = get()
    assert list(first["securityDefinitions"]) == ["key"]
    api.authorizations["basic"] = {"type": "basic"}
    second, second_tag = get()
    assert list(second["securityDefinitions"]) == ["key", "basic"]
    with app.test_request_context():
        api.__schema__["info"]["x-logo"] = "logo.svg"
    third, third_tag = get()
    assert third["info"]["x-logo"] == "logo.svg"
    assert len({first_tag, second_tag, third_tag}) == 3


def test_the_swagger_document_is_written_by_the_settings_of_the_app(app, client):
    Api(app)
    short = client.get("/swagger.json")
    app.config["RESTX_JSON"] = {"indent": 2}
    long = client.get("/swagger.json")
    assert long.data.startswith(b'{\n  "')
    assert long.json == short.json
    assert long.headers["ETag"] != short.headers["ETag"]


def test_ones_own_representation_of_the_swagger_document_has_its_own_etag(app, client):
    api = Api(app)

    @api.representation("application/json")
    def shout(data, code, headers=None):
        text = json.dumps({**data, "x-seen": request.args.get("q")})
        return app.make_response((text, code))

    answers = [client.get("/swagger.json", query_string={"q": q}) for q in "ab"]
    assert [answer.json["x-seen"] for answer in answers] == ["a", "b"]
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]
