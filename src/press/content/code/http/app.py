from kolben import Kolben, abort, redirect, render_template, request, url_for

app = Kolben(__name__)
notes = {1: {"text": "buy tea", "done": False}}


# region: read
@app.get("/notes/<int:number>")
def show(number):
    if number not in notes:
        abort(404, "There is no such note.")
    return notes[number]


# endregion


# region: write
def read_object():
    data = request.get_json()
    if not isinstance(data, dict):
        abort(400, "Send a JSON object.")
    return data


def read_note():
    data = read_object()
    if not data.get("text"):
        abort(400, "A note needs a text.")
    return {"text": str(data["text"]), "done": bool(data.get("done"))}


@app.post("/notes")
def add():
    number = max(notes, default=0) + 1
    notes[number] = read_note()
    place = url_for("show", number=number)
    return notes[number], 201, {"Location": place}


@app.put("/notes/<int:number>")
def replace(number):
    made = number not in notes
    notes[number] = read_note()
    return notes[number], 201 if made else 200


@app.patch("/notes/<int:number>")
def tick(number):
    note = show(number)
    note["done"] = bool(read_object().get("done"))
    return note


@app.delete("/notes/<int:number>")
def remove(number):
    notes.pop(number, None)
    return "", 204


# endregion


# region: login
@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        return redirect(url_for("show", number=1), 303)
    return '<form method="post"><button>Log in</button></form>'


# endregion


# region: errors
@app.errorhandler(404)
def not_found(error):
    if request.path.startswith("/notes/"):
        return {"error": error.description}, 404
    return render_template("error.html", error=error), 404


@app.errorhandler(500)
def failed(error):
    return render_template("error.html", error=error), 500


# endregion
