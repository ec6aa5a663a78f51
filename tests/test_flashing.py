"""kolben.flashing: messages that wait in the session."""

import pytest

from kolben import flash, get_flashed_messages, session
from kolben.signals import message_flashed


@pytest.fixture
def flashing(app):
    """A client of an app that flashes three messages and shows them."""

    @app.get("/leave")
    def leave():
        flash("plain")
        flash("broken", "error")
        flash("broken too", "error")
        return ""

    @app.get("/show")
    def show():
        return list(get_flashed_messages())

    @app.get("/pairs")
    def pairs():
        return list(get_flashed_messages(with_categories=True))

    return app.test_client()


def test_messages_are_shown_once(flashing):
    flashing.get("/leave")
    assert flashing.get("/show").json == ["plain", "broken", "broken too"]
    assert flashing.get("/show").json == []


def test_messages_pile_up_until_they_are_shown(flashing):
    flashing.get("/leave")
    flashing.get("/leave")
    assert len(flashing.get("/show").json) == 6


def test_messages_with_categories(flashing):
    flashing.get("/leave")
    assert flashing.get("/pairs").json == [
        ["message", "plain"],
        ["error", "broken"],
        ["error", "broken too"],
    ]


# F41
def test_the_session_is_asked_once_in_a_request(app):
    with app.test_request_context():
        flash("one")
        assert get_flashed_messages() == ["one"]
        assert "_flashes" not in session
        flash("for the next request")
        assert get_flashed_messages() == ["one"]
        assert get_flashed_messages(with_categories=True) == [("message", "one")]
        assert session["_flashes"] == [("message", "for the next request")]


@pytest.mark.parametrize("wanted", [["error"], ("error", "x"), {"error"}, "error"])
def test_messages_of_some_categories(app, wanted):
    with app.test_request_context():
        flash("plain")
        flash("broken", "error")
        assert get_flashed_messages(category_filter=wanted) == ["broken"]
        assert get_flashed_messages(True, wanted) == [("error", "broken")]
        # The others are still there for this request.
        assert get_flashed_messages() == ["plain", "broken"]


def test_categories_may_come_from_a_generator(app):
    with app.test_request_context():
        flash("one", "a")
        flash("two", "a")
        assert get_flashed_messages(category_filter=(c for c in "a")) == ["one", "two"]


def test_no_messages_leave_the_session_alone(app):
    with app.test_request_context():
        assert get_flashed_messages() == []
        assert not session.modified


def test_a_signal_tells_of_each_message(app):
    heard = []

    def receiver(sender, message, category):
        heard.append((sender, message, category))

    with app.test_request_context(), message_flashed.connected_to(receiver):
        flash("broken", "error")
    assert heard == [(app, "broken", "error")]


def test_a_receiver_of_the_signal_may_be_async(app):
    heard = []

    async def receiver(sender, message, category):
        heard.append(message)

    with app.test_request_context(), message_flashed.connected_to(receiver):
        flash("broken")
    assert heard == ["broken"]


def test_flashing_needs_a_request():
    with pytest.raises(RuntimeError, match="request context"):
        flash("nowhere")
    with pytest.raises(RuntimeError, match="request context"):
        get_flashed_messages()
