"""The app that the quickstart builds."""

# region: setup
from kolben import Kolben, flash, redirect, render_template, request, url_for

app = Kolben(__name__)
app.config["SECRET_KEY"] = "a long random text"  # python -c 'import secrets; ...'
notes = ["buy tea"]
# endregion


# region: page
@app.get("/")
def index() -> str:
    return render_template("notes.html", notes=notes)


# endregion


# region: form
@app.post("/")
def add():
    notes.append(request.form["note"])
    flash("Noted.")
    return redirect(url_for("index"))


# endregion


# region: json
@app.get("/notes/<int:number>")
def note(number: int):
    if number >= len(notes):
        return {"error": "no such note"}, 404
    return {"note": notes[number]}


# endregion


# region: tests
def test_added_note_is_listed(client):
    answer = client.post("/", data={"note": "<b>milk</b>"}, follow_redirects=True)
    assert "Noted." in answer.text
    assert "&lt;b&gt;milk&lt;/b&gt;" in answer.text


# endregion


def test_json(client):
    assert client.get("/notes/0").json == {"note": "buy tea"}
    assert client.get("/notes/9").status_code == 404


def test_missing_field_is_a_bad_request(client):
    assert client.post("/", data={}).status_code == 400
