"""Signals: to watch what happens without changing it."""

from kolben import (
    Kolben,
    got_request_exception,
    render_template_string,
    request_finished,
    template_rendered,
)

app = Kolben(__name__)
app.add_url_rule("/", "index", lambda: render_template_string("{{ a }}", a=1))
app.add_url_rule("/break", "break", lambda: {}["missing"])
sizes: list[int] = []


# region: connect
def note_size(sender: Kolben, response, **extra: object) -> None:
    sizes.append(response.content_length)


request_finished.connect(note_size, app)
# endregion


def test_connect(client):
    client.get("/")
    assert sizes == [1]


def test_template_signal(app, client):
    # region: capture
    seen = []

    def note(sender: Kolben, template, context, **extra: object) -> None:
        seen.append(context["a"])

    with template_rendered.connected_to(note, app):
        client.get("/")
    assert seen == [1]
    # endregion


def test_exception_signal_is_for_unhandled_errors(app, client):
    seen = []

    def note(sender: Kolben, exception: Exception) -> None:
        seen.append(type(exception))

    with got_request_exception.connected_to(note, app):
        client.get("/break")
        app.error_handler_spec.clear()
    assert seen == [KeyError]
