"""Signed requests to an app: what comes in, what does not, and what is told."""

import hmac
import logging
import re
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from urllib.parse import quote

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from kolben import Kolben, Response, request
from kolben.errors import SetupError
from kolben.security.api import (
    ApiSecurity,
    Client,
    Clients,
    MemoryNonces,
    SQLNonces,
    StoreDown,
    get_caller,
    requires,
)
from kolben.security.api.client import Signer

from .conftest import SECRET
from .vectors import make_environ


def sign_now(clock, url, secret=SECRET, key="client-1"):
    return Signer(key, secret, clock=clock).sign("GET", url)


def open_wsgi(app, target, headers, more=()):
    """The status for a GET as a server hands it on, with the line that it read."""
    path = quote(target, safe="/?%&=;+~")
    sent = {"Host": "localhost", **headers}
    request = {"method": "GET", "scheme": "http", "target": path, "prefix": ""}
    environ = make_environ({**request, "headers": sent, "body": ""}) | dict(more)
    return Response.from_app(app, environ).status


@pytest.fixture
def view(app, security):
    """A view at every path that answers with who called and what came."""

    @app.route("/", methods=["GET", "POST", "PUT"], defaults={"path": ""})
    @app.route("/<path:path>", methods=["GET", "POST", "PUT"])
    @requires("posts:write")
    def view(path):
        return {
            "by": get_caller().id,
            "path": path,
            "body": request.get_data().decode(),
        }

    return view


def test_a_signed_request_comes_in(app, security, send):
    @app.post("/posts/<title>")
    @requires("posts:write")
    def create(title):
        return {"title": title, "by": get_caller().id, "body": request.get_json()}

    answer = send("POST", "/posts/a%20b?x=1&y", b'{"a": 1}', "application/json")
    assert answer.json == {"title": "a b", "by": "client-1", "body": {"a": 1}}


def test_a_form_can_be_read_after_its_signature(app, security, send):
    @app.post("/")
    @requires()
    def save():
        return request.form["name"]

    answer = send("POST", "/", b"name=Fl%C3%B6te", "application/x-www-form-urlencoded")
    assert answer.text == "Flöte"


def test_a_form_that_was_read_before_cannot_be_checked(app, security, send):
    @app.before_request
    def look():
        request.form.get("name")

    @app.post("/")
    @requires()
    def save():
        raise AssertionError

    answer = send("POST", "/", b"name=a", "application/x-www-form-urlencoded")
    assert answer.json["error_code"] == 1002


@pytest.mark.parametrize("read", ["form", "files", "values", "stream"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_that_was_read_before_is_not_taken_for_an_empty_one(
    app, security, client, signer, read, is_chunked
):
    @app.before_request
    def look():
        found = getattr(request, read)
        if read == "stream":
            found.read()

    @app.route("/", methods=["GET", "POST"])
    @requires()
    def save():
        return request.form

    form = "application/x-www-form-urlencoded"
    signed = signer.sign("POST", "http://localhost/", b"", content_type=form)
    sent = {"data": b"name=evil", "headers": signed, "content_type": form}
    if is_chunked:
        sent["headers"]["Transfer-Encoding"] = "chunked"
        sent["environ_overrides"] = {"wsgi.input_terminated": True}
        sent["environ_overrides"]["CONTENT_LENGTH"] = ""
    assert client.post("/", **sent).json["error_code"] == 1002
    # One that is empty is.
    signed = signer.sign("GET", "http://localhost/")
    assert client.get("/", headers=signed).json == {}


def test_a_request_that_is_not_signed_is_told_how_to(view, client):
    answer = client.get("/")
    assert answer.status_code == 401
    assert answer.json["error_code"] == 1005
    assert answer.headers["WWW-Authenticate"] == 'Signature realm="api"'
    assert answer.headers["Accept-Signature"] == (
        'sig1=("@method" "@authority" "@path" "@query" "content-type"'
        ' "content-digest");created;nonce;keyid'
    )


@pytest.mark.parametrize(
    ("age", "status"), [(-301, 401), (-300, 200), (0, 200), (300, 200), (301, 401)]
)
def test_a_signature_is_good_for_five_minutes_both_ways(
    view, client, signer, clock, age, status
):
    headers = signer.sign("GET", "http://localhost/")
    clock.now += age
    answer = client.get("/", headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer.json["error_code"] == 1003


def test_a_window_can_be_narrower(app, clock, signer, client):
    clients = Clients([Client("client-1", SECRET)])
    ApiSecurity(app, clients=clients, nonces=MemoryNonces(), window=5, clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    headers = signer.sign("GET", "http://localhost/")
    clock.now += 6
    assert client.get("/", headers=headers).json["error_code"] == 1003


def test_a_wrong_signature_is_no_clock(view, send, clock):
    """What is too old and wrong is wrong: its age tells nothing."""
    clock.now += 10_000
    old = {"Signature": f"sig1=:{'A' * 43}=:"}
    assert send("GET", "/", change=old).json["error_code"] == 1002


def test_a_request_counts_once(view, client, signer):
    headers = signer.sign("GET", "http://localhost/")
    assert client.get("/", headers=headers).status_code == 200
    answer = client.get("/", headers=headers)
    assert answer.status_code == 401
    assert answer.json["error_code"] == 1009


def test_a_wrong_request_does_not_use_a_nonce_up(view, client, signer):
    headers = signer.sign("POST", "http://localhost/", b"right")
    assert client.post("/", headers=headers, data=b"wrong").status_code == 401
    assert client.put("/", headers=headers, data=b"right").status_code == 401
    assert client.post("/", headers=headers, data=b"right").status_code == 200


def test_of_many_that_send_the_same_at_once_one_comes_in(view, app, signer):
    headers = signer.sign("GET", "http://localhost/")
    start = threading.Barrier(8)

    def send(_):
        with app.test_client() as client:
            start.wait(30)
            return client.get("/", headers=headers).status_code

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(send, range(8))) == [200] + [401] * 7


def test_a_replay_is_known_after_a_restart(tmp_path, clock, signer):
    def start():
        app = Kolben(__name__)
        nonces = SQLNonces(lambda: sqlite3.connect(tmp_path / "nonces.db"))
        nonces.create()
        clients = Clients([Client("client-1", SECRET)])
        ApiSecurity(app, clients=clients, nonces=nonces, clock=clock)
        app.add_url_rule("/", view_func=requires()(lambda: "ok"))
        return app.test_client()

    headers = signer.sign("GET", "http://localhost/")
    assert start().get("/", headers=headers).status_code == 200
    assert start().get("/", headers=headers).json["error_code"] == 1009


def test_two_secrets_are_good_while_one_replaces_the_other(app, clock, client):
    clients = Clients([Client("client-1", SECRET)])
    ApiSecurity(app, clients=clients, nonces=MemoryNonces(), clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))

    def try_secret(secret):
        headers = sign_now(clock, "http://localhost/", secret)
        return client.get("/", headers=headers).status_code

    new = clients.rotate("client-1")
    assert (try_secret(SECRET), try_secret(new)) == (200, 200)
    clients.settle("client-1")
    assert (try_secret(SECRET), try_secret(new)) == (401, 200)


def test_a_client_found_for_another_id_is_unknown(app, client, clock):
    class Careless:
        """As a database whose collation knows no case."""

        def find(self, client_id):
            return Client(client_id.lower(), SECRET)

    ApiSecurity(app, clients=Careless(), nonces=MemoryNonces(), clock=clock)
    app.get("/")(requires()(lambda: "in"))
    for key_id, status in (("client-1", 200), ("Client-1", 401)):
        headers = Signer(key_id, SECRET, clock=clock).sign("GET", "http://localhost/")
        assert client.get("/", headers=headers).status_code == status


def test_a_client_that_is_not_active_is_unknown(app, clock, send):
    clients = Clients([Client("client-1", SECRET, active=False)])
    ApiSecurity(app, clients=clients, nonces=MemoryNonces(), clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    assert send("GET", "/").json["error_code"] == 1002


def test_an_unknown_client_costs_and_hears_what_a_wrong_mac_does(app, clock, client):
    tried = []

    class Counting(Clients):
        def find(self, client_id):
            tried.append(client_id)
            return super().find(client_id)

    clients = Counting([Client("client-1", SECRET)])
    ApiSecurity(app, clients=clients, nonces=MemoryNonces(), clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    answers = []
    for key in ("client-1", "nobody"):
        headers = sign_now(
            clock, "http://localhost/", "another one of more than 32 bytes", key
        )
        headers["X-Request-ID"] = "same"
        answers.append(client.get("/", headers=headers))
    assert tried == ["client-1", "nobody"]
    assert answers[0].json == answers[1].json
    assert answers[0].headers == answers[1].headers


@pytest.mark.parametrize("secrets", [[], [SECRET], [SECRET, "b" + SECRET]])
def test_two_macs_are_made_whoever_asks(app, clock, client, monkeypatch, secrets):
    made = []

    def make_mac(secret, base):
        made.append(secret)
        return hmac.digest(secret, base, "sha256")

    clients = Clients([Client("client-1", secrets)] if secrets else [])
    ApiSecurity(app, clients=clients, nonces=MemoryNonces(), clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    signed = sign_now(clock, "http://localhost/")
    monkeypatch.setattr("kolben.security.api.signature.make_mac", make_mac)
    answer = client.get("/", headers=signed)
    assert answer.status_code == (200 if secrets else 401)
    assert len(made) == 2


@pytest.mark.parametrize("where", ["find", "spend"])
def test_what_cannot_be_checked_is_refused(app, clock, send, caplog, where):
    class Down(Clients, MemoryNonces):
        def __init__(self, *args):
            Clients.__init__(self, *args)
            lock = self._lock
            MemoryNonces.__init__(self)
            self._lock = lock

        def find(self, client_id):
            if where == "find":
                raise StoreDown("it is away")
            return super().find(client_id)

        def spend(self, *args):
            if where == "spend":
                raise StoreDown("it is away")
            return super().spend(*args)

    store = Down([Client("client-1", SECRET)])
    ApiSecurity(app, clients=store, nonces=store, clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"))
    answer = send("GET", "/")
    assert answer.status_code == 503
    assert answer.json["error_code"] == 1014
    assert answer.headers["Retry-After"] == "5"
    assert "away" not in answer.text
    assert "it is away" in caplog.text


def test_the_body_of_somebody_unknown_is_not_read(view, client, signer):
    class Untouched(BytesIO):
        def read(self, *args):
            raise AssertionError("read")

        readline = readinto = readlines = read

    headers = signer.sign("POST", "http://localhost/", b"x" * 100)
    headers["Signature"] = f"sig1=:{'A' * 43}=:"
    answer = client.post("/", headers=headers, input_stream=Untouched(b"x" * 100))
    assert answer.json["error_code"] == 1002


@pytest.mark.parametrize("limit", [None, 10, 10**9])
def test_a_body_is_read_up_to_a_limit(app, clock, send, limit):
    app.config["MAX_CONTENT_LENGTH"] = limit
    clients = Clients([Client("client-1", SECRET)])
    ApiSecurity(app, clients=clients, nonces=MemoryNonces(), max_body=100, clock=clock)
    app.add_url_rule("/", view_func=requires()(lambda: "ok"), methods=["POST"])
    most = min(limit or 100, 100)
    assert send("POST", "/", b"x" * most).status_code == 200
    answer = send("POST", "/", b"x" * (most + 1))
    assert answer.status_code == 413
    assert answer.json["error_code"] == 1012


def test_an_empty_body_and_none_are_the_same(view, send):
    assert send("POST", "/").status_code == 200
    assert send("POST", "/", b"", "application/json").status_code == 200


@pytest.mark.parametrize(
    "path", ["/标签", "/a%2Fb", "/a b", "/a;b", "/%C3%A9/", "/a//b"]
)
@pytest.mark.parametrize("prefix", ["", "/blog", "/a", "/标"])
def test_where_the_app_is_mounted_does_not_matter(view, app, clock, path, prefix):
    """The server gives the whole path, and a middleware takes the prefix off."""
    app.url_map.merge_slashes = False
    mounted = DispatcherMiddleware(app, {prefix: app}) if prefix else app
    headers = sign_now(clock, f"http://localhost{prefix}{path}")
    status = open_wsgi(mounted, prefix + path, headers)
    assert status == "200 OK"
    assert open_wsgi(mounted, f"/elsewhere{path}", headers) != "200 OK"


@pytest.mark.parametrize("path", ["/posts", "/标签/a%2Fb", "/blog/x", "/"])
def test_a_proxy_may_cut_a_prefix_off(view, app, clock, path):
    app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1, x_prefix=1)
    headers = sign_now(clock, f"https://Blog.example.org/blog{path}?a=%20")
    headers |= {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "blog.example.org",
        "X-Forwarded-Prefix": "/blog",
    }
    assert open_wsgi(app, f"{path}?a=%20", headers) == "200 OK"
    headers = sign_now(clock, f"https://blog.example.org{path}?a=%20") | {
        name: value for name, value in headers.items() if name.startswith("X-")
    }
    assert open_wsgi(app, f"{path}?a=%20", headers) == "401 UNAUTHORIZED"


def test_a_path_that_was_rewritten_on_the_way_is_what_the_app_sees(view, app, clock):
    """The line that the client wrote does not vouch for another view."""

    def rewrite(environ, start_response):
        environ["PATH_INFO"] = "/admin"
        return app(environ, start_response)

    headers = sign_now(clock, "http://localhost/posts")
    assert open_wsgi(rewrite, "/posts", headers) == "401 UNAUTHORIZED"
    headers = sign_now(clock, "http://localhost/admin")
    assert open_wsgi(rewrite, "/posts", headers) == "200 OK"


@pytest.mark.parametrize(
    ("host", "scheme"),
    [
        ("localhost:80", "http"),
        ("LOCALHOST", "http"),
        ("[::1]", "http"),
        ("[::1]:5000", "http"),
        ("xn--flte-6qa.example", "https"),
        ("example.org:443", "https"),
    ],
)
def test_hosts_are_compared_in_their_normal_form(view, app, clock, host, scheme):
    headers = sign_now(clock, f"{scheme}://{host}/")
    more = {"wsgi.url_scheme": scheme}
    for sent in {host, host.lower()}:
        fresh = sign_now(clock, f"{scheme}://{host}/")
        assert open_wsgi(app, "/", fresh | {"Host": sent}, more) == "200 OK"
    assert open_wsgi(app, "/", headers | {"Host": "evil.example"}, more) != "200 OK"


def test_a_request_without_host_is_for_the_server_itself(view, app, clock):
    headers = sign_now(clock, "http://127.0.0.1:8000/")
    more = {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000"}
    assert open_wsgi(app, "/", headers | {"Host": ""}, more) == "200 OK"


def test_a_request_line_with_a_whole_url_is_understood(view, app, clock):
    headers = sign_now(clock, "http://localhost/a%2Fb?x=1")
    more = {"REQUEST_URI": "http://localhost/a%2Fb?x=1"}
    assert open_wsgi(app, "/a%2Fb?x=1", headers, more) == "200 OK"


@pytest.mark.parametrize("header", ["Signature", "Signature-Input", "Content-Digest"])
def test_a_header_that_comes_twice_is_refused(view, app, clock, header):
    headers = sign_now(clock, "http://localhost/")
    # What servers make of two headers of one name (RFC 3875, section 4.1.18).
    twice = headers | {header: f"{headers[header]},{headers[header]}"}
    assert open_wsgi(app, "/", twice) == "401 UNAUTHORIZED"
    assert open_wsgi(app, "/", headers) == "200 OK"


def test_a_query_that_means_the_same_is_another(view, app, clock):
    headers = sign_now(clock, "http://localhost/?a=1&b=%7E")
    for query in ("b=%7E&a=1", "a=1&b=~", "a=1&b=%7e", "a=1&&b=%7E"):
        assert open_wsgi(app, f"/?{query}", headers) == "401 UNAUTHORIZED"
    assert open_wsgi(app, "/?a=1&b=%7E", headers) == "200 OK"


def test_nothing_secret_is_logged_or_answered(view, client, signer, caplog):
    caplog.set_level(logging.DEBUG)
    headers = signer.sign("POST", "http://localhost/?password=hunter2", b"private")
    answers = [
        client.post("/?password=hunter2", headers=headers, data=b"private")
        for _ in range(2)
    ]
    answers.append(client.post("/?password=hunter2", headers=headers, data=b"other"))
    mac = re.search(":(.+):", headers["Signature"])[1]
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    for answer in answers[1:]:
        assert not re.search(f"{re.escape(mac)}|hunter2|private|client-1", answer.text)
    assert "client-1" in caplog.text
    assert not re.search(f"{re.escape(mac)}|hunter2|private|{SECRET}", caplog.text)


def test_the_log_has_the_reason_with_the_id_that_the_answer_has(view, send, caplog):
    caplog.set_level(logging.INFO, "kolben.security.api")
    answer = send("GET", "/", change={"Signature": None})
    assert f"[{answer.json['request_id']}] refused with 1002" in caplog.text
    assert "there is not one signature with its input" in caplog.text


def test_a_secret_is_not_in_the_repr_of_what_signs_with_it(signer):
    assert repr(signer) == "Signer('client-1')"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "neither clients nor tokens"),
        ({"clients": Clients()}, r"need clients=\.\.\. and nonces="),
        ({"nonces": MemoryNonces()}, "neither clients nor tokens"),
        (
            {"clients": Clients(), "nonces": MemoryNonces(), "window": 0},
            "A window of 0",
        ),
        (
            {"clients": Clients(), "nonces": MemoryNonces(), "realm": 'a"b'},
            "has signs that no header can hold",
        ),
    ],
)
def test_a_mistake_in_setting_up_is_told_at_once(options, message):
    with pytest.raises(SetupError, match=message):
        ApiSecurity(**options)
