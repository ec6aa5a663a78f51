"""Messages for the next page."""

from kolben import Kolben, flash, get_flashed_messages, redirect, render_template_string

app = Kolben(__name__)
app.secret_key = "a secret"


# region: flash
@app.post("/save")
def save():
    flash("Saved.")
    flash("The name was shortened.", "warning")
    return redirect("/")


@app.get("/")
def index() -> str:
    return render_template_string("""
        {% for kind, text in get_flashed_messages(with_categories=true) %}
          <p class="{{ kind }}">{{ text }}</p>
        {% endfor %}
    """)


# endregion


def test_messages_show_once(client):
    client.post("/save")
    page = client.get("/").text
    assert '<p class="message">Saved.</p>' in page
    assert '<p class="warning">The name was shortened.</p>' in page
    assert "<p" not in client.get("/").text


def test_second_call_in_a_request_gives_the_same_list(app):
    with app.test_request_context():
        flash("a")
        assert get_flashed_messages() == ["a"]
        assert get_flashed_messages() == ["a"]


def test_category_filter(app):
    with app.test_request_context():
        flash("a", "error")
        flash("b")
        assert get_flashed_messages(category_filter=["error"]) == ["a"]
