"""Making and configuring an app."""

import pytest

# region: make
from kolben import Kolben

app = Kolben(__name__)


@app.route("/")
def index() -> str:
    return "Hello"


# endregion


# region: factory
def create_app(settings: dict[str, object] | None = None) -> Kolben:
    app = Kolben("shop")
    app.config.from_mapping(SECRET_KEY="dev")
    app.config.from_mapping(settings or {})

    @app.get("/health")
    def health() -> str:
        return "ok"

    return app


# endregion


def test_index(client):
    assert client.get("/").text == "Hello"


def test_factory_makes_independent_apps():
    first, second = create_app({"TESTING": True}), create_app()
    assert first.testing
    assert not second.testing
    assert second.test_client().get("/health").text == "ok"


def test_setup_after_the_first_request_is_refused(app, client):
    client.get("/")
    with pytest.raises(AssertionError):
        app.add_url_rule("/late", view_func=index)


def test_endpoint_belongs_to_one_function(app):
    def other() -> str:
        return ""

    app.add_url_rule("/again", "index", index)
    with pytest.raises(AssertionError):
        app.add_url_rule("/other", "index", other)
