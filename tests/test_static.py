import io
import mimetypes
import os
import re
from pathlib import Path

import pytest
import werkzeug.utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

import kolben
from kolben import static
from kolben.blueprints import Blueprint

NAMES = [
    "plain.txt",
    "empty.css",
    "no-extension",
    "UPPER.JPG",
    "naïve file.txt",
    "日本.html",
    "app.js.gz",
    "page.html.br",
    "archive.tar.gz",
    "sub/deep/style.css",
    "inside-link.txt",
    "leaving-link.txt",
    'quote"s.txt',
    # Not files, or not to be had:
    "sub",
    "missing.txt",
    "../secret.txt",
    "sub/../../secret.txt",
    "sub/../plain.txt",
    "./plain.txt",
    "sub//deep/style.css",
    "/etc/passwd",
    "nul\0byte",
    "",
]


@pytest.fixture(autouse=True)
def _nothing_remembered():
    static._entries.clear()
    static._hashes.clear()


@pytest.fixture
def folder(tmp_path):
    files = tmp_path / "files"
    (files / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    for name in NAMES[:10]:
        (files / name).write_bytes(f"content of {name}\n".encode() * 3)
    (files / NAMES[12]).write_text("quoted")
    (files / "empty.css").write_bytes(b"")
    (files / "inside-link.txt").symlink_to(files / "plain.txt")
    (files / "leaving-link.txt").symlink_to(tmp_path / "secret.txt")
    return files


@pytest.fixture
def pair(app, folder):
    """A client for two views of the same files, `/ours` and Werkzeug's `/theirs`."""

    @app.get("/ours")
    @app.post("/ours")
    def ours():
        args = kolben.request.args
        return kolben.send_from_directory(
            folder, args["name"], max_age=args.get("max_age", type=int)
        )

    @app.get("/theirs")
    @app.post("/theirs")
    def theirs():
        args = kolben.request.args
        kwargs = static._prepare_send_file_kwargs(max_age=args.get("max_age", type=int))
        return werkzeug.utils.send_from_directory(folder, args["name"], **kwargs)

    return app.test_client()


def answer(client, url, method, query, **kwargs):
    response = client.open(
        url, method=method, query_string=query, buffered=True, **kwargs
    )
    headers = response.headers.to_wsgi_list()
    clock = {"Date", "Expires"}
    steady = [item for item in headers if item[0] not in clock]
    return response.status, steady, response.data, clock & {name for name, _ in headers}


def assert_same(client, name, method="GET", max_age=None, **kwargs):
    query = {"name": name}
    if max_age is not None:
        query["max_age"] = str(max_age)
    expected = answer(client, "/theirs", method, query, **kwargs)
    for _ in range(3):
        assert answer(client, "/ours", method, query, **kwargs) == expected
    return expected


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("name", NAMES)
def test_answers_are_werkzeugs_the_first_and_every_other_time(pair, name, method):
    assert_same(pair, name, method)


@pytest.mark.parametrize("max_age", [None, 0, 1, 3600, -5])
def test_max_age_gives_werkzeugs_cache_headers(pair, max_age):
    assert_same(pair, "plain.txt", max_age=max_age)
    assert_same(pair, "plain.txt", max_age=None)


def test_max_age_of_the_app_is_asked_with_the_path(app, pair, folder):
    asked = []

    def get_send_file_max_age(path):
        asked.append(path)
        return 17

    app.get_send_file_max_age = get_send_file_max_age
    _, headers, _, _ = assert_same(pair, "plain.txt")
    assert dict(headers)["Cache-Control"] == "public, max-age=17"
    assert set(asked) == {str(folder / "plain.txt")}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_conditional_requests_are_answered_as_werkzeug_does(pair, folder, data):
    name = data.draw(st.sampled_from(NAMES[:4]))
    known = pair.get("/theirs", query_string={"name": name}, buffered=True).headers
    etags = [known["ETag"], f"W/{known['ETag']}", '"other"', "*", "", "a, b"]
    etags += [f'"x", {known["ETag"]}', known["ETag"].strip('"')]
    dates = [known["Last-Modified"], known["Date"], "nonsense", ""]
    dates += ["Mon, 01 Jan 2001 00:00:00 GMT"]
    ranges = ["bytes=0-3", "bytes=-2", "bytes=9999-", "bytes=0-1,3-4", "x=1"]
    choices = {
        "If-None-Match": etags,
        "If-Match": etags,
        "If-Modified-Since": dates,
        "If-Unmodified-Since": dates,
        "If-Range": etags + dates,
        "Range": ranges,
    }
    headers = {
        header: data.draw(st.sampled_from(values))
        for header, values in choices.items()
        if data.draw(st.booleans())
    }
    assert_same(pair, name, headers=headers)


def test_unchanged_file_is_304_without_body(pair):
    etag = dict(assert_same(pair, "plain.txt")[1])["ETag"]
    status, headers, body, _ = assert_same(
        pair, "plain.txt", headers={"If-None-Match": etag}
    )
    assert (status, body) == ("304 NOT MODIFIED", b"")
    assert "Last-Modified" not in dict(headers)


def test_changed_file_is_sent_anew(pair, folder):
    assert_same(pair, "plain.txt")
    (folder / "plain.txt").write_text("changed")
    assert assert_same(pair, "plain.txt")[2] == b"changed"


def test_file_replaced_with_the_same_size_and_time_is_noticed(pair, folder):
    path = folder / "plain.txt"
    path.write_text("one")
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    assert_same(pair, "plain.txt")
    other = folder / "other"
    other.write_text("two")
    os.utime(other, ns=times)
    other.replace(path)
    assert assert_same(pair, "plain.txt")[2] == b"two"
    assert len(static._entries) == 1


def test_file_that_goes_away_is_404(pair, folder):
    assert_same(pair, "plain.txt")
    (folder / "plain.txt").unlink()
    assert assert_same(pair, "plain.txt")[0] == "404 NOT FOUND"
    (folder / "plain.txt").mkdir()
    assert assert_same(pair, "plain.txt")[0] == "404 NOT FOUND"


def test_file_that_may_not_be_read_is_the_same_error(app, pair, folder, monkeypatch):
    assert_same(pair, "plain.txt")

    def refuse(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(PermissionError):
        pair.get("/ours?name=plain.txt")


def test_type_added_later_is_used(pair, folder):
    (folder / "a.kolbentype").write_text("a")
    assert_same(pair, "a.kolbentype")
    mimetypes.add_type("text/kolben", ".kolbentype")
    try:
        _, headers, _, _ = assert_same(pair, "a.kolbentype")
    finally:
        del mimetypes.types_map[".kolbentype"]
    assert dict(headers)["Content-Type"] == "text/kolben; charset=utf-8"


def test_x_sendfile_leaves_the_body_to_the_server(app, pair, folder):
    assert_same(pair, "plain.txt")
    app.config["USE_X_SENDFILE"] = True
    _, headers, body, _ = assert_same(pair, "plain.txt")
    assert dict(headers)["X-Sendfile"] == str(folder / "plain.txt")
    assert body == b""
    app.config["USE_X_SENDFILE"] = False
    assert assert_same(pair, "plain.txt")[2] != b""


def test_response_class_with_its_own_ways_is_asked_every_time(app, pair):
    class Marked(kolben.Response):
        def set_etag(self, etag, weak=False):
            super().set_etag("mine", weak)

    assert_same(pair, "plain.txt")
    app.response_class = Marked
    _, headers, _, _ = assert_same(pair, "plain.txt")
    assert dict(headers)["ETag"] == '"mine"'
    assert all(entry.response_class is not Marked for entry in static._entries.values())


def test_response_class_of_the_app_is_used(app, pair):
    class Own(kolben.Response):
        pass

    app.response_class = Own
    seen = []
    app.after_request(lambda response: seen.append(response) or response)
    assert_same(pair, "plain.txt")
    assert {type(response) for response in seen} == {Own}
    assert {response.direct_passthrough for response in seen} == {True}


def test_file_wrapper_of_the_server_is_used(pair):
    class Wrapper(io.BytesIO):
        def __init__(self, file, size):
            super().__init__(b"wrapped " + file.read())
            file.close()

    environ = {"wsgi.file_wrapper": Wrapper}
    body = assert_same(pair, "plain.txt", environ_overrides=environ)[2]
    assert body.startswith(b"wrapped content of plain.txt")


def test_only_existing_files_are_remembered_under_one_name(pair):
    for name in NAMES:
        pair.get("/ours", query_string={"name": name}, buffered=True)
    remembered = {name for _, name, _ in static._entries}
    assert remembered == set(NAMES[:13]) - {""}


def test_the_number_of_remembered_files_is_bounded(pair, folder, monkeypatch):
    monkeypatch.setattr(static, "_MOST_FILES", 5)
    for number in range(12):
        (folder / f"{number}.txt").write_text(str(number))
        assert_same(pair, f"{number}.txt")
    assert [name for _, name, _ in static._entries] == [
        f"{number}.txt" for number in range(7, 12)
    ]


def test_send_file_takes_a_path_relative_to_the_app(app, client):
    @app.get("/")
    def index():
        return kolben.send_file("conftest.py", download_name="x.txt")

    response = client.get("/", buffered=True)
    assert response.data == Path(__file__).with_name("conftest.py").read_bytes()
    assert response.mimetype == "text/plain"


def test_send_file_takes_a_binary_file_without_etag(app, client):
    @app.get("/")
    def index():
        return kolben.send_file(io.BytesIO(b"abc"), mimetype="text/plain")

    response = client.get("/", headers={"Range": "bytes=1-"})
    assert (response.status_code, response.data) == (206, b"bc")
    assert "ETag" not in response.headers


def test_send_file_refuses_a_text_file(app):
    with (
        app.test_request_context(),
        pytest.raises(ValueError, match="binary mode"),
    ):
        kolben.send_file(io.StringIO("text"), mimetype="text/plain")


def test_send_from_directory_is_relative_to_the_apps_root(app):
    with app.test_request_context():
        response = kolben.send_from_directory("../tests", "conftest.py")
        assert response.mimetype == "text/x-python"
        response.close()
        with pytest.raises(NotFound):
            kolben.send_from_directory(".", "absent.py")


def test_send_from_directory_needs_a_request(app, folder):
    with app.app_context(), pytest.raises(RuntimeError, match="request context"):
        kolben.send_from_directory(folder, "plain.txt")


def test_options_are_passed_on_and_not_remembered(app, folder):
    with app.test_request_context():
        response = kolben.send_from_directory(folder, "plain.txt", as_attachment=True)
        response.close()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert not static._entries


@pytest.fixture
def hashing(folder):
    """An app with static files and hashed URLs, and a blueprint of the same kind."""
    app = kolben.Kolben("hashing", root_path=str(folder), static_folder=".")
    app.config.update(STATIC_HASH_URLS=True)
    blueprint = Blueprint(
        "part", "part", root_path=str(folder), static_folder="sub", url_prefix="/part"
    )
    app.register_blueprint(blueprint)
    return app


def url_for(app, *args, **kwargs):
    with app.test_request_context():
        return kolben.url_for(*args, **kwargs)


IMMUTABLE = "public, max-age=31536000, immutable"


def test_hashed_url_names_the_content(hashing, folder):
    first = url_for(hashing, "static", filename="plain.txt")
    assert re.fullmatch(r".*/plain\.txt\?v=[0-9a-f]{16}", first)
    assert url_for(hashing, "static", filename="plain.txt") == first
    (folder / "plain.txt").write_text("changed")
    assert url_for(hashing, "static", filename="plain.txt") != first


def test_hashed_url_is_answered_with_leave_to_keep_it(hashing):
    client = hashing.test_client()
    url = url_for(hashing, "static", filename="plain.txt")
    for _ in range(3):
        response = client.get(url, buffered=True)
        assert response.headers["Cache-Control"] == IMMUTABLE
        assert response.expires is not None
    match = {"If-None-Match": response.headers["ETag"]}
    unchanged = client.get(url, headers=match, buffered=True)
    assert unchanged.status_code == 304
    assert unchanged.headers["Cache-Control"] == IMMUTABLE


def test_other_or_old_hash_gets_the_ordinary_headers(hashing, folder):
    client = hashing.test_client()
    url = url_for(hashing, "static", filename="plain.txt")
    base = url.partition("?")[0]
    for other in (base, f"{base}?v=", f"{base}?v=0000000000000000", f"{base}?w=1"):
        assert client.get(other, buffered=True).headers["Cache-Control"] == "no-cache"
    (folder / "plain.txt").write_text("changed")
    stale = client.get(url, buffered=True)
    assert (stale.headers["Cache-Control"], stale.data) == ("no-cache", b"changed")


def test_blueprints_static_urls_are_hashed(hashing):
    url = url_for(hashing, "part.static", filename="deep/style.css")
    response = hashing.test_client().get(url, buffered=True)
    assert "?v=" in url
    assert response.headers["Cache-Control"] == IMMUTABLE


def test_given_v_and_missing_files_are_left_alone(hashing):
    assert url_for(hashing, "static", filename="plain.txt", v="1").endswith("?v=1")
    assert url_for(hashing, "static", filename="missing.txt").endswith("missing.txt")
    assert url_for(hashing, "static", filename="sub").endswith("sub")
    assert "?" not in url_for(hashing, "static", filename="../secret.txt")


@pytest.mark.parametrize("path", ["missing.txt", "a%00b", "..%2fsecret.txt", "sub"])
def test_what_is_no_file_is_404_with_a_hash_as_well(hashing, path):
    assert hashing.test_client().get(f"/{path}?v=0").status_code == 404


@pytest.mark.parametrize("setting", [{"DEBUG": True}, {"STATIC_HASH_URLS": False}])
def test_no_hash_in_debug_or_unless_switched_on(hashing, setting):
    url = url_for(hashing, "static", filename="plain.txt")
    hashing.config.update(setting)
    assert "?" not in url_for(hashing, "static", filename="plain.txt")
    response = hashing.test_client().get(url, buffered=True)
    assert response.headers["Cache-Control"] == "no-cache"


def test_hashing_is_off_by_default(app):
    assert app.config["STATIC_HASH_URLS"] is False


def test_unchanged_file_is_hashed_once_whatever_it_is_called(
    hashing, folder, monkeypatch
):
    url = url_for(hashing, "static", filename="plain.txt")
    monkeypatch.setattr("hashlib.file_digest", None)
    assert url_for(hashing, "static", filename="plain.txt") == url
    response = hashing.test_client().get("/./sub/../plain.txt?v=0", buffered=True)
    assert response.status_code == 200
    assert len(static._hashes) == 1
