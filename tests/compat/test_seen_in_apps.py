"""What published apps do to Flask's objects beyond what its documentation shows."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("compat")


def test_headers_of_a_response_replaced_by_a_dict() -> None:
    import flask

    app = flask.Flask("seen")

    @app.get("/")
    def teapot() -> flask.Response:
        response = flask.make_response("short")
        response.status_code = 418
        response.headers = {"X-More": "stout"}  # type: ignore[assignment]
        return response

    answer = app.test_client().get("/")
    assert answer.status_code == 418
    assert answer.text == "short"
    assert list(answer.headers) == [("X-More", "stout"), ("Content-Length", "5")]
