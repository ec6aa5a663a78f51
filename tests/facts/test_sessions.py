"""F35-F42: sessions, flashing and limits of bodies."""

from __future__ import annotations

import datetime
import hashlib
import time
import uuid

import pytest
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.http import parse_date


def set_cookie(answer):
    """The attributes of the one Set-Cookie header, the value under its name."""
    (header,) = answer.headers.getlist("Set-Cookie")
    parts = [part.strip().partition("=") for part in header.split(";")]
    return {name: value or True for name, _, value in parts}


def signer(app):
    return app.session_interface.get_signing_serializer(app)


@pytest.fixture
def views(web, app):
    """Views are made of one line each: what they do to the session."""

    def view(path, action):
        def run():
            result = action(web.session)
            return "" if result is None else str(result)

        app.add_url_rule(path, path, run)

    return view


@pytest.mark.parametrize(
    "action",
    [
        lambda session: session.get("a"),
        lambda session: "a" in session,
        lambda session: len(session),
        lambda session: list(session),
        lambda session: dict(session),
        lambda session: bool(session),
        lambda session: session.permanent,
        lambda session: session.setdefault("a", 1),
        lambda session: session.pop("a", None),
    ],
)
def test_f35_any_use_of_the_session_adds_vary_cookie(client, views, action):
    views("/", action)
    assert client.get("/").headers["Vary"] == "Cookie"


def test_f35_an_untouched_session_adds_nothing(app, client):
    app.add_url_rule("/", "index", lambda: "index")
    answer = client.get("/")
    assert "Vary" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_f35_a_sent_cookie_alone_does_not_add_vary(app, client, views):
    views("/write", lambda session: session.update(a=1))
    app.add_url_rule("/", "index", lambda: "index")
    client.get("/write")
    assert "Vary" not in client.get("/").headers


def test_f35_vary_joins_what_is_there(web, app, client):
    @app.get("/")
    def index():
        web.session.get("a")
        return "", {"Vary": "Accept"}

    assert set(client.get("/").vary) == {"Accept", "Cookie"}


def test_f35_a_template_that_does_not_use_the_session_adds_nothing(web, app, client):
    app.add_url_rule("/", "index", lambda: web.render_template_string("{{ 1 }}"))
    app.add_url_rule(
        "/use", "use", lambda: web.render_template_string("{{ session.get('a') }}")
    )
    assert "Vary" not in client.get("/").headers
    assert client.get("/use").headers["Vary"] == "Cookie"


def test_f36_a_change_below_the_top_level_writes_no_cookie(client, views):
    views("/start", lambda session: session.update(a=[1]))
    views("/append", lambda session: session["a"].append(2))
    views("/marked", lambda session: setattr(session, "modified", True))
    client.get("/start")
    assert "Set-Cookie" not in client.get("/append").headers
    assert "Set-Cookie" in client.get("/marked").headers


@pytest.mark.parametrize(
    "action",
    [
        lambda session: session.__setitem__("b", 1),
        lambda session: session.__delitem__("a"),
        lambda session: session.update(b=1),
        lambda session: session.pop("a"),
        lambda session: session.popitem(),
        lambda session: session.setdefault("b", 2),
        lambda session: session.clear(),
    ],
)
def test_f36_each_change_of_the_top_level_writes_a_cookie(client, views, action):
    views("/start", lambda session: session.update(a=1))
    views("/change", lambda session: action(session) and None)
    client.get("/start")
    assert "Set-Cookie" in client.get("/change").headers


def test_f36_emptying_the_session_deletes_the_cookie_with_its_attributes(
    app, client, views
):
    app.config.update(
        SESSION_COOKIE_NAME="facts",
        SESSION_COOKIE_DOMAIN="localhost",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PARTITIONED=True,
    )
    views("/start", lambda session: session.update(a=1))
    views("/end", lambda session: session.clear())
    https = {"base_url": "https://localhost"}

    client.get("/start", **https)
    answer = client.get("/end", **https)

    cookie = set_cookie(answer)
    assert cookie.pop("Expires") == "Thu, 01 Jan 1970 00:00:00 GMT"
    assert cookie == {
        "facts": True,
        "Max-Age": "0",
        "Domain": "localhost",
        "Path": "/",
        "Secure": True,
        "HttpOnly": True,
        "SameSite": "Lax",
        "Partitioned": True,
    }
    assert answer.headers["Vary"] == "Cookie"


def test_f36_clearing_an_empty_session_deletes_nothing(client, views):
    views("/", lambda session: len(session) and None)
    assert "Set-Cookie" not in client.get("/").headers


def test_f36_the_cookie_path_follows_application_root(app, client, views):
    app.config["APPLICATION_ROOT"] = "/mounted"
    views("/", lambda session: session.update(a=1))
    assert set_cookie(client.get("/"))["Path"] == "/mounted"


def test_f37_permanent_is_a_key_of_the_data(web, app, client, views):
    views("/", lambda session: setattr(session, "permanent", True))
    cookie = set_cookie(client.get("/"))
    assert signer(app).loads(cookie["session"]) == {"_permanent": True}
    expires = parse_date(cookie["Expires"])
    wanted = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=31)
    assert abs(expires - wanted) < datetime.timedelta(minutes=1)


def test_f37_a_permanent_session_is_sent_with_every_answer(app, client, views):
    views("/start", lambda session: setattr(session, "permanent", True))
    app.add_url_rule("/", "index", lambda: "index")
    client.get("/start")
    answer = client.get("/")
    assert "Set-Cookie" in answer.headers
    assert answer.headers["Vary"] == "Cookie"


def test_f37_refresh_can_be_turned_off(app, client, views):
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    views("/start", lambda session: setattr(session, "permanent", True))
    app.add_url_rule("/", "index", lambda: "index")
    client.get("/start")
    assert "Set-Cookie" not in client.get("/").headers


def test_f37_a_session_that_is_not_permanent_has_no_expiry(client, views):
    views("/", lambda session: session.update(a=1))
    assert "Expires" not in set_cookie(client.get("/"))


@pytest.mark.parametrize("age_days", [30, 32])
def test_f38_the_age_is_checked_for_sessions_that_are_not_permanent(
    app, client, views, age_days, monkeypatch
):
    views("/", lambda session: session.get("a", "empty"))
    now = time.time()
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: now - age_days * 24 * 3600)
        value = signer(app).dumps({"a": "kept"})
    client.set_cookie("session", value)
    assert client.get("/").text == ("kept" if age_days < 31 else "empty")


@pytest.mark.parametrize(
    "value",
    ["", "x", "a.b.c", "." * 50, "eyJhIjoxfQ.aaaa.bbbb", "\xff", "é", '{"a":1}'],
)
def test_f38_a_bad_cookie_is_an_empty_session(client, views, value):
    views("/", lambda session: sorted(session))
    client.set_cookie("session", value)
    assert client.get("/").text == "[]"


def test_f38_a_signature_of_another_key_is_an_empty_session(app, client, views):
    views("/write", lambda session: session.update(a=1))
    views("/", lambda session: sorted(session))
    client.get("/write")
    app.secret_key = "another"
    assert client.get("/").text == "[]"


def test_f38_the_cookie_is_signed_with_the_documented_parameters(app, client, views):
    views("/", lambda session: session.update(a=1))
    value = set_cookie(client.get("/"))["session"]
    serializer = URLSafeTimedSerializer(
        "facts",
        salt="cookie-session",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    assert serializer.loads(value) == {"a": 1}


def test_f39_fallback_keys_read_and_the_current_key_signs(app, client, views):
    views("/write", lambda session: session.update(a=1))
    views("/", lambda session: session.get("a", "empty"))
    views("/touch", lambda session: session.update(b=1))

    client.get("/write")
    app.secret_key = "new"
    app.config["SECRET_KEY_FALLBACKS"] = ["older", "facts"]
    assert client.get("/").text == "1"

    client.get("/touch")
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert client.get("/").text == "1", "the new key signed"


def test_f39_the_current_key_is_last_in_the_list(app):
    app.config["SECRET_KEY_FALLBACKS"] = ["older"]
    assert signer(app).secret_keys == [b"older", b"facts"]


def test_f40_without_secret_key_reads_work(app, client, views):
    app.secret_key = None
    views("/", lambda session: [session.get("a"), "a" in session, len(session)])
    assert client.get("/").text == "[None, False, 0]"


@pytest.mark.parametrize(
    "action",
    [
        lambda session: session.__setitem__("a", 1),
        lambda session: session.update(a=1),
        lambda session: session.clear(),
        lambda session: session.pop("a", None),
        lambda session: session.popitem(),
        lambda session: session.setdefault("a", 1),
    ],
)
def test_f40_without_secret_key_writes_are_an_error(app, client, views, action):
    app.testing = True
    app.secret_key = None
    views("/", action)
    with pytest.raises(RuntimeError, match="secret"):
        client.get("/")


AWARE = datetime.datetime(2024, 2, 29, 12, 30, 15, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "value",
    [
        (1, 2),
        ("nested", (1, [2])),
        b"bytes\xff",
        uuid.UUID(int=7),
        Markup("<b>"),
        AWARE,
        {" t": [1]},
        {"a": (1,)},
        [],
        None,
        "ä",
        1.5,
        {"x": {" b": "y"}},
    ],
)
def test_f40_types_survive_the_cookie(web, app, client, value):
    seen = []
    app.add_url_rule("/write", "w", lambda: web.session.update(a=value) or "")
    app.add_url_rule("/", "r", lambda: seen.append(web.session["a"]) or "")
    client.get("/write")
    client.get("/")
    assert seen == [value]
    assert type(seen[0]) is type(value)


def test_f40_datetimes_keep_whole_seconds(web, app, client):
    seen = []
    value = AWARE.replace(microsecond=999_999)
    app.add_url_rule("/write", "w", lambda: web.session.update(a=value) or "")
    app.add_url_rule("/", "r", lambda: seen.append(web.session["a"]) or "")
    client.get("/write")
    client.get("/")
    assert seen == [AWARE]


def test_f40_a_value_that_cannot_be_stored_is_a_500(app, client, views):
    views("/", lambda session: session.update(a={1, 2}))
    assert client.get("/").status_code == 500


def test_f41_flashed_messages_are_popped_once_and_kept_for_the_request(
    web, app, client
):
    @app.get("/flash")
    def flash():
        web.flash("one")
        web.flash("two", "error")
        return ""

    @app.get("/")
    def index():
        return [web.get_flashed_messages(), web.get_flashed_messages()]

    client.get("/flash")
    assert client.get("/").json == [["one", "two"], ["one", "two"]]
    assert client.get("/").json == [[], []]


def test_f41_categories_and_filter(web, app, client):
    @app.get("/")
    def index():
        web.flash("one")
        web.flash("two", "error")
        return [
            web.get_flashed_messages(with_categories=True),
            web.get_flashed_messages(category_filter=["error"]),
            web.get_flashed_messages(with_categories=True, category_filter=["message"]),
        ]

    assert client.get("/").json == [
        [["message", "one"], ["error", "two"]],
        ["two"],
        [["message", "one"]],
    ]


def test_f41_a_message_flashed_after_reading_waits_for_the_next_request(
    web, app, client
):
    @app.get("/")
    def index():
        before = web.get_flashed_messages()
        web.flash("late")
        return [before, web.get_flashed_messages()]

    assert client.get("/").json == [[], []]
    assert client.get("/").json == [["late"], ["late"]]


@pytest.fixture
def upload(web, app, client):
    @app.post("/")
    def form():
        return {
            "fields": len(web.request.form),
            "size": sum(len(value) for value in web.request.form.values()),
        }

    return lambda **kwargs: client.post("/", **kwargs)


def test_f42_there_is_no_limit_for_bodies_by_default(app, upload):
    assert app.config["MAX_CONTENT_LENGTH"] is None
    assert upload(data="x" * 600_000, content_type="text/plain").status_code == 200


def test_f42_max_content_length_is_a_413(app, upload):
    app.config["MAX_CONTENT_LENGTH"] = 10
    assert upload(data={"a": "x" * 20}).status_code == 413
    assert upload(data={"a": "x"}).json == {"fields": 1, "size": 1}


def test_f42_limits_can_be_set_per_request(web, app, upload):
    @app.before_request
    def limit():
        web.request.max_content_length = 10
        web.request.max_form_parts = 1

    assert upload(data={"a": "x" * 20}).status_code == 413


def test_f42_a_limit_of_the_request_may_be_wider_than_the_config(web, app, upload):
    app.config["MAX_CONTENT_LENGTH"] = 10

    @app.before_request
    def limit():
        web.request.max_content_length = 100

    assert upload(data={"a": "x" * 20}).status_code == 200


def test_f42_form_limits_do_not_act_on_urlencoded_forms(upload):
    many = {f"f{number}": "x" for number in range(2_000)}
    assert upload(data=many).json["fields"] == 2_000
    assert upload(data={"a": "x" * 600_000}).json["size"] == 600_000


def test_f42_form_limits_act_on_multipart(upload):
    many = {f"f{number}": "x" for number in range(1_001)}
    multipart = {"content_type": "multipart/form-data"}
    assert upload(data=many, **multipart).status_code == 413
    assert upload(data={"a": "x" * 500_001}, **multipart).status_code == 413
    assert upload(data={"a": "x" * 400_000}, **multipart).status_code == 200


def test_f42_form_limits_come_from_the_config(app, upload):
    app.config["MAX_FORM_MEMORY_SIZE"] = 500
    app.config["MAX_FORM_PARTS"] = 1
    multipart = {"content_type": "multipart/form-data"}
    assert upload(data={"a": "x" * 900}, **multipart).status_code == 413
    assert upload(data={"a": "x", "b": "y"}, **multipart).status_code == 413
    assert upload(data={"a": "x"}, **multipart).status_code == 200
