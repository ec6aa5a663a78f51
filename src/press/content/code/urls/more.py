"""What url_for does with everything that is not in the rule."""

from app import app

from kolben import url_for

with app.test_request_context():
    # region: more
    # No variable of the rule: the value goes into the query.
    assert url_for("login", next="/a b", page=None) == "/login?next=/a+b"
    assert url_for("index", tag=["tea", "cake"]) == "/?tag=tea&tag=cake"

    # A place in the page.
    assert url_for("index", _anchor="news") == "/#news"

    # With scheme and host, for mails and feeds.
    assert url_for("index", _external=True) == "http://localhost/"
    assert url_for("index", _scheme="https") == "https://localhost/"

    # A file in the folder `static`.
    assert url_for("static", filename="style.css") == "/static/style.css"
    # endregion
