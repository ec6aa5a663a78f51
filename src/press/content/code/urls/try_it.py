"""Ask for URLs without a server and without a browser."""

# region: build
from app import app

from kolben import url_for

with app.test_request_context():
    print(url_for("index"))
    print(url_for("login"))
    print(url_for("login", next="/"))
    print(url_for("profile", username="John Doe"))
    print(url_for("profile", username="小明"))
# endregion
