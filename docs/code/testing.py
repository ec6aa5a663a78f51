"""Testing an app."""

import click

from kolben import Kolben, g, jsonify, request, session

app = Kolben(__name__)
app.secret_key = "a secret"


@app.route("/", methods=["GET", "POST"])
def index():
    g.seen = True
    session["visits"] = session.get("visits", 0) + 1
    return jsonify(form=request.form, visits=session["visits"])


@app.cli.command("hello")
@click.argument("name")
def hello(name: str) -> None:
    click.echo(f"Hello, {name}")


# region: client
def test_visits_are_counted(client):
    assert client.get("/").json["visits"] == 1
    assert client.get("/").json["visits"] == 2


def test_form_is_read(client):
    answer = client.post("/", data={"name": "Ada"})
    assert answer.status_code == 200
    assert answer.json["form"] == {"name": "Ada"}


# endregion


# region: session
def test_with_a_prepared_session(client):
    with client.session_transaction() as stored:
        stored["visits"] = 41
    assert client.get("/").json["visits"] == 42


# endregion


# region: context
def test_context_stays_open_in_a_with_block(client):
    with client:
        client.get("/")
        assert g.seen
        assert session["visits"] == 1


# endregion


# region: runner
def test_command(runner):
    result = runner.invoke(args=["hello", "Ada"])
    assert result.exit_code == 0
    assert result.output == "Hello, Ada\n"


# endregion
