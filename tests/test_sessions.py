"""kolben.sessions: cookies that Flask reads, and the reverse."""

import datetime
import hashlib
import re
import time
import uuid

import flask
import flask.sessions
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from markupsafe import Markup
from werkzeug.test import EnvironBuilder

from kolben import Kolben, Request, Response, session
from kolben.sessions import (
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionInterface,
    SessionMixin,
    _find_cookie,
)

DATA = {
    "text": "ä",
    "tuple": (1, (2, b"\xff")),
    "id": uuid.UUID(int=7),
    "html": Markup("<b>"),
    "at": datetime.datetime(2020, 5, 17, 1, 2, 3, tzinfo=datetime.UTC),
    "nested": {" t": ["x", None, 1.5, True]},
}


def both(**config):
    apps = Kolben("one"), flask.Flask("other")
    for app in apps:
        app.config.update(SECRET_KEY="a key", **config)
    return apps


def write(app, data, **attributes):
    """The session cookie of a response whose view stored the data."""
    module_session = session if isinstance(app, Kolben) else flask.session
    builder = EnvironBuilder()
    with app.request_context(builder.get_environ()):
        module_session.update(data)
        for name, value in attributes.items():
            setattr(module_session, name, value)
        response = app.process_response(app.response_class())
    return response.headers.get("Set-Cookie")


def cookie_value(set_cookie):
    return re.match("session=([^;]*)", set_cookie).group(1)


def read(app, cookie):
    environ = EnvironBuilder(headers={"Cookie": f"session={cookie}"}).get_environ()
    with app.request_context(environ):
        return dict(session if isinstance(app, Kolben) else flask.session)


# Compatible both ways


@pytest.mark.parametrize("data", [DATA, {"big": "x" * 2000}, {"a": 1}])
def test_flask_reads_what_kolben_wrote(data):
    ours, theirs = both()
    assert read(theirs, cookie_value(write(ours, data))) == data


@pytest.mark.parametrize("data", [DATA, {"big": "x" * 2000}, {"a": 1}])
def test_kolben_reads_what_flask_wrote(data):
    ours, theirs = both()
    assert read(ours, cookie_value(write(theirs, data))) == data


@pytest.fixture
def frozen_time(monkeypatch):
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: 1_700_000_000)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"SECRET_KEY_FALLBACKS": ["old", b"older"]},
        {"SECRET_KEY_FALLBACKS": []},
        {
            "SESSION_COOKIE_SECURE": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_HTTPONLY": False,
            "SESSION_COOKIE_DOMAIN": "example.org",
            "SESSION_COOKIE_PATH": "/there",
            "SESSION_COOKIE_PARTITIONED": True,
        },
        {"APPLICATION_ROOT": "/app"},
    ],
)
def test_the_cookie_is_flasks_to_the_letter(config, frozen_time):
    ours, theirs = both(**config)
    assert write(ours, DATA) == write(theirs, DATA)


@pytest.mark.parametrize(
    "settings_",
    [
        {"salt": "other", "digest_method": staticmethod(hashlib.sha256)},
        {"key_derivation": "django-concat"},
        {"key_derivation": "concat", "digest_method": staticmethod(hashlib.sha1)},
        {"key_derivation": "none"},
    ],
)
def test_another_signature_is_flasks_too(settings_, frozen_time):
    ours, theirs = both()
    for app, base in (
        (ours, SecureCookieSessionInterface),
        (theirs, flask.sessions.SecureCookieSessionInterface),
    ):
        app.session_interface = type("Interface", (base,), settings_)()
    assert write(ours, DATA) == write(theirs, DATA)
    assert read(ours, cookie_value(write(theirs, DATA))) == DATA


# Bad cookies


def assert_empty(app, cookie):
    assert read(app, cookie) == {}


@pytest.mark.parametrize(
    "damage",
    [
        # Not the last one: some of its bits are not used.
        lambda cookie: cookie[:-2] + ("a" if cookie[-2] != "a" else "b") + cookie[-1],
        lambda cookie: "A" + cookie[1:],
        lambda cookie: cookie[: len(cookie) // 2],
        lambda cookie: cookie.replace(".", ""),
        lambda cookie: "." + cookie,
        lambda cookie: cookie * 20_000,
        lambda cookie: "x" * 1_000_000,
        lambda cookie: ".".join(["", "", "", ""]),
        lambda cookie: "\xff\xfe",
        lambda cookie: '"\\377"',
        lambda cookie: "=;=;session",
        lambda cookie: "",
    ],
)
def test_a_damaged_cookie_is_an_empty_session(app, damage):
    assert_empty(app, damage(cookie_value(write(app, DATA))))


@pytest.mark.slow
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_whatever_a_client_sends_is_answered(app, raw):
    environ = EnvironBuilder().get_environ()
    environ["HTTP_COOKIE"] = f"session={raw}"
    with app.request_context(environ):
        assert dict(session) == {}


def test_a_cookie_of_another_key_is_an_empty_session(app):
    other = Kolben("other")
    other.secret_key = "another key"
    assert_empty(app, cookie_value(write(other, DATA)))


def test_a_cookie_of_another_salt_is_an_empty_session(app):
    signing = URLSafeTimedSerializer(app.secret_key, salt="password-reset")
    assert_empty(app, signing.dumps({"user": 1}))


@pytest.mark.parametrize("payload", [[1], "text", None, 7])
def test_a_signed_cookie_that_is_no_dict_is_an_empty_session(app, payload):
    serializer = app.session_interface.get_signing_serializer(app)
    assert_empty(app, serializer.dumps(payload))


@pytest.mark.parametrize("text", ["{", '{" u":"no uuid"}', '{" b":1}', "\xff"])
def test_a_signed_cookie_that_cannot_be_read_is_an_empty_session(app, text):
    serializer = app.session_interface.get_signing_serializer(app)
    payload = base64_encode(text.encode("latin-1"))
    assert_empty(app, serializer.make_signer().sign(payload).decode())


# F38
def test_age_counts_for_sessions_that_are_not_permanent(app, monkeypatch):
    cookie = cookie_value(write(app, DATA))
    app.permanent_session_lifetime = 3600
    assert read(app, cookie) == DATA
    later = time.time() + 3700
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(later))
    assert_empty(app, cookie)


# F39
def test_an_old_key_still_reads(app):
    app.secret_key = "old"
    cookie = cookie_value(write(app, DATA))
    app.secret_key = "new"
    assert_empty(app, cookie)
    app.config["SECRET_KEY_FALLBACKS"] = ["older", "old"]
    assert read(app, cookie) == DATA


def test_the_current_key_signs(app):
    app.config.update(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"])
    cookie = cookie_value(write(app, DATA))
    app.config["SECRET_KEY_FALLBACKS"] = None
    assert read(app, cookie) == DATA
    app.secret_key = "old"
    assert_empty(app, cookie)


# F35, F36, F37


def test_an_untouched_session_leaves_no_trace(app, client):
    @app.get("/")
    def index():
        return ""

    response = client.get("/")
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


@pytest.mark.parametrize(
    "look",
    [
        lambda: session.get("a"),
        lambda: "a" in session,
        lambda: len(session),
        lambda: list(session),
        lambda: session.permanent,
        lambda: session.new,
    ],
)
def test_a_look_at_the_session_varies_by_cookie(app, client, look):
    @app.get("/")
    def index():
        look()
        return ""

    response = client.get("/")
    assert response.headers["Vary"] == "Cookie"
    assert "Set-Cookie" not in response.headers


def test_a_look_inside_does_not_count_as_a_look_of_the_request(app):
    with app.test_request_context() as ctx:
        assert "a" not in ctx._session
        assert not ctx._session.accessed
        assert "a" not in ctx.session
        assert ctx._session.accessed


def test_only_the_top_level_is_watched(app, client):
    @app.get("/start")
    def start():
        session["list"] = []
        return ""

    @app.get("/inside")
    def inside():
        session["list"].append(1)
        return ""

    @app.get("/by-hand")
    def by_hand():
        session["list"].append(1)
        session.modified = True
        return ""

    client.get("/start")
    assert "Set-Cookie" not in client.get("/inside").headers
    assert "Set-Cookie" in client.get("/by-hand").headers
    with client.session_transaction() as stored:
        assert stored["list"] == [1]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.update(b=1),
        lambda s: s.setdefault("b", 1),
        lambda s: s.pop("a"),
        lambda s: s.popitem(),
        lambda s: s.clear(),
        lambda s: s.__delitem__("a"),
        lambda s: s.__setitem__("a", 2),
        lambda s: s.__ior__({"a": 2}),
    ],
)
def test_every_change_is_noticed(change):
    stored = SecureCookieSession({"a": 1})
    assert not stored.modified
    change(stored)
    assert stored.modified


def test_emptying_the_session_deletes_the_cookie(app, client):
    app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Strict")

    @app.get("/<word>")
    def index(word):
        session["a"] = 1
        if word == "clear":
            session.clear()
        return ""

    assert "Max-Age" not in client.get("/set").headers["Set-Cookie"]
    gone = client.get("/clear")
    assert gone.headers["Vary"] == "Cookie"
    cookie = gone.headers["Set-Cookie"]
    assert cookie.startswith("session=; ")
    for attribute in ("Max-Age=0", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in cookie


def test_a_permanent_session_is_sent_with_every_response(app, client):
    @app.get("/set")
    def start():
        session["a"] = 1
        session.permanent = True
        return ""

    @app.get("/")
    def index():
        return ""

    assert "Expires=" in client.get("/set").headers["Set-Cookie"]
    with client.session_transaction() as stored:
        assert stored["_permanent"] is True
    untouched = client.get("/")
    assert "Expires=" in untouched.headers["Set-Cookie"]
    assert untouched.headers["Vary"] == "Cookie"
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    assert "Set-Cookie" not in client.get("/").headers


# F40
def test_without_a_key_the_session_reads_as_empty_and_refuses_changes():
    app = Kolben("no-key")
    with app.test_request_context():
        assert isinstance(session._get_current_object(), NullSession)
        assert session.get("a") is None
        for change in (
            lambda: session.__setitem__("a", 1),
            lambda: session.update(a=1),
            lambda: session.pop("a", None),
            lambda: session.clear(),
            lambda: session.setdefault("a"),
            lambda: session.popitem(),
            lambda: session._get_current_object().__ior__({"a": 1}),
        ):
            with pytest.raises(RuntimeError, match=r"session is unavailable.*Set"):
                change()


def test_an_empty_key_is_no_key(app):
    app.secret_key = ""
    with app.test_request_context():
        assert isinstance(session._get_current_object(), NullSession)


# Interfaces of one's own


class MemoryInterface(SessionInterface):
    class Memory(dict, SessionMixin):
        pass

    def __init__(self):
        self.stored = self.Memory()

    def open_session(self, app, request):
        return self.stored

    def save_session(self, app, session, response):
        response.headers["X-Saved"] = str(len(session))


def test_an_interface_of_ones_own(app, client):
    app.session_interface = MemoryInterface()

    @app.get("/")
    def index():
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    client.get("/")
    response = client.get("/")
    assert response.text == "2"
    assert response.headers["X-Saved"] == "1"


def test_an_interface_is_asked_for_every_request(app, client):
    app.session_interface = MemoryInterface()

    @app.get("/")
    def index():
        return ""

    assert client.get("/").headers["X-Saved"] == "0"
    assert client.get("/missing").headers["X-Saved"] == "0"


def test_an_interface_has_to_open_and_to_save(app):
    interface = SessionInterface()
    with pytest.raises(NotImplementedError):
        interface.open_session(app, None)
    with pytest.raises(NotImplementedError):
        interface.save_session(app, SecureCookieSession(), None)


def test_an_overridden_serializer_is_asked(app, client):
    class Reversed(SecureCookieSessionInterface):
        def get_signing_serializer(self, app):
            return URLSafeTimedSerializer("another key", salt="another salt")

    app.session_interface = Reversed()

    @app.get("/")
    def index():
        session["a"] = 1
        return ""

    cookie = cookie_value(client.get("/").headers["Set-Cookie"])
    signing = URLSafeTimedSerializer("another key", salt="another salt")
    assert signing.loads(cookie) == {"a": 1}


def test_a_session_class_of_ones_own(app):
    class Session(SecureCookieSession):
        pass

    class Interface(SecureCookieSessionInterface):
        session_class = Session

    app.session_interface = Interface()
    with app.test_request_context():
        assert type(session._get_current_object()) is Session


# The short ways


NAMES = st.sampled_from(["session", "Session", "session2", "a.b", "s"])
ITEMS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", " ", "\t", "x "]),
        NAMES,
        st.sampled_from(["=", " = ", "", "=="]),
        st.text('abc-_.09 "\\\xff', max_size=4),
        st.sampled_from(["", " ", '"']),
    ),
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.lists(ITEMS, max_size=4).map(";".join), NAMES)
def test_the_cookie_is_found_as_werkzeug_finds_it(header, name):
    environ = EnvironBuilder().get_environ()
    environ["HTTP_COOKIE"] = header
    request = Request(environ)
    assert _find_cookie(request, name) == request.cookies.get(name)


def test_a_request_class_may_find_cookies_its_own_way(app):
    class OwnRequest(Request):
        @property
        def cookies(self):
            return {"session": "from elsewhere"}

    environ = EnvironBuilder(headers={"Cookie": "session=x"}).get_environ()
    assert _find_cookie(OwnRequest(environ), "session") == "from elsewhere"


def test_a_response_class_may_set_cookies_its_own_way(app):
    class OwnResponse(Response):
        def set_cookie(self, name, value, **attributes):
            self.headers["X-Cookie"] = name

    app.response_class = OwnResponse
    with app.test_request_context():
        session["a"] = 1
        response = app.process_response(app.response_class())
    assert response.headers["X-Cookie"] == "session"
    assert "Set-Cookie" not in response.headers


def test_a_cookie_that_browsers_may_drop_is_warned_of(app):
    with pytest.warns(UserWarning, match="'session' cookie is too large"):
        write(app, {"noise": [str(uuid.uuid4()) for _ in range(200)]})
    app.config["MAX_COOKIE_SIZE"] = 50
    with pytest.warns(UserWarning, match="limit is 50 bytes"):
        write(app, DATA)
    app.config["MAX_COOKIE_SIZE"] = 0
    write(app, DATA)


def test_a_vary_header_of_the_view_is_kept(app, client):
    @app.get("/")
    def index():
        session["a"] = 1
        return "", {"Vary": "Accept, cookie"}

    @app.get("/other")
    def other():
        session["a"] = 2
        return "", {"Vary": "Accept"}

    assert client.get("/").headers["Vary"] == "Accept, cookie"
    assert client.get("/other").headers["Vary"] == "Accept, Cookie"


# What is kept between requests


def test_the_serializer_is_made_once_for_a_key(app):
    interface = SecureCookieSessionInterface()
    made = interface.get_signing_serializer(app)
    assert interface.get_signing_serializer(app) is made
    app.secret_key = "another"
    assert interface.get_signing_serializer(app) is not made


def test_keys_of_many_apps_do_not_pile_up():
    interface = SecureCookieSessionInterface()
    app = Kolben("many")
    for number in range(200):
        app.secret_key = f"key {number}"
        interface.get_signing_serializer(app)
    assert len(interface._serializers) < 100


def test_a_serializer_can_sign_with_another_salt(app):
    serializer = app.session_interface.get_signing_serializer(app)
    text = serializer.dumps({"a": 1}, salt="other")
    assert serializer.loads(text, salt="other") == {"a": 1}
    with pytest.raises(BadSignature):
        serializer.loads(text)


@pytest.mark.parametrize(
    ("cookie_header", "untouched"),
    [
        ("", True),
        ("theme=dark; lang=de", True),
        ("session=abc", False),
        ("theme=dark; session=abc", False),
        ("my-session-id=1", False),
    ],
)
def test_a_request_without_the_cookie_needs_no_session(app, cookie_header, untouched):
    interface = SecureCookieSessionInterface()
    assert interface.untouched(app, cookie_header) is untouched


def test_nothing_is_certain_about_a_name_beyond_ascii(app):
    app.config["SESSION_COOKIE_NAME"] = "sitzüng"
    assert not SecureCookieSessionInterface().untouched(app, "")


@pytest.mark.parametrize(
    "members",
    [
        {"open_session": lambda self, app, request: None},
        {"save_session": lambda self, app, session, response: None},
        {"should_set_cookie": lambda self, app, session: True},
        {"session_class": type("Session", (SecureCookieSession,), {})},
    ],
)
def test_nothing_is_certain_about_a_subclass_with_rules_of_its_own(app, members):
    interface = type("Interface", (SecureCookieSessionInterface,), members)()
    assert not interface.untouched(app, "")


def test_a_subclass_that_only_names_things_changes_nothing(app):
    class Interface(SecureCookieSessionInterface):
        salt = "other"

        def get_cookie_name(self, app):
            return "other"

    assert Interface().untouched(app, "session=abc")
    assert not Interface().untouched(app, "other=abc")
