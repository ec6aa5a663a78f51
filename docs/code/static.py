"""Files from the disk and from memory."""

import io
import os
from pathlib import Path

from kolben import Kolben, send_file, send_from_directory, url_for

HERE = Path(__file__).parent

# region: folder
app = Kolben(__name__, static_folder=HERE / "files", static_url_path="/assets")
# endregion


# region: send
@app.get("/report")
def report():
    data = io.BytesIO(b"number,name\n1,tea\n")
    return send_file(
        data, mimetype="text/csv", as_attachment=True, download_name="report.csv"
    )


@app.get("/uploads/<path:name>")
def uploaded(name: str):
    return send_from_directory(HERE / "files", name, max_age=3600)


# endregion


def test_static_folder(app, client):
    with client.get("/assets/hello.txt") as answer:
        assert answer.text.startswith("Hello")
        assert answer.headers["Cache-Control"] == "no-cache"
        etag = answer.headers["ETag"]
    match = {"If-None-Match": etag}
    with client.get("/assets/hello.txt", headers=match) as again:
        assert (again.status_code, again.data) == (304, b"")
    with app.test_request_context():
        assert url_for("static", filename="hello.txt") == "/assets/hello.txt"


def test_range(client):
    start = {"Range": "bytes=0-4"}
    with client.get("/assets/hello.txt", headers=start) as part:
        assert (part.status_code, part.data) == (206, b"Hello")
    size = os.path.getsize(HERE / "files" / "hello.txt")
    beyond = {"Range": "bytes=9999-"}
    with client.get("/assets/hello.txt", headers=beyond) as refused:
        assert refused.status_code == 416
        assert refused.headers["Content-Range"] == f"bytes */{size}"


def test_attachment(client):
    answer = client.get("/report")
    assert answer.headers["Content-Disposition"] == "attachment; filename=report.csv"
    assert answer.mimetype == "text/csv"


def test_path_cannot_leave_the_folder(client):
    with client.get("/uploads/hello.txt") as answer:
        assert answer.cache_control.max_age == 3600
    assert client.get("/uploads/../static.py").status_code == 404
    assert client.get("/uploads/..%2Fstatic.py").status_code == 404


def test_hashed_urls():
    # region: hash
    app = Kolben(__name__, static_folder=HERE / "files")
    app.config["STATIC_HASH_URLS"] = True
    with app.test_request_context():
        url = url_for("static", filename="hello.txt")
    # endregion
    path, _, query = url.partition("?")
    assert path == "/files/hello.txt"
    assert query.startswith("v=")
    with app.test_client().get(url) as answer:
        assert answer.cache_control.max_age == 365 * 24 * 60 * 60
        assert answer.cache_control.immutable
