from kolben import Kolben, abort, redirect, render_template, request, url_for

app = Kolben(__name__)
notes = {1: "buy tea"}


# region: read
@app.get("/notes/<int:number>")
def show(number):
    if number not in notes:
        abort(404, "There is no such note.")
    return {"number": number, "text": notes[number]}


# endregion


# region: write
@app.post("/notes")
def add():
    number = max(notes, default=0) + 1
    notes[number] = request.get_json()["text"]
    place = url_for("show", number=number)
    return {"number": number}, 201, {"Location": place}


@app.put("/notes/<int:number>")
def replace(number):
    made = number not in notes
    notes[number] = request.get_json()["text"]
    return {"number": number}, 201 if made else 200


@app.delete("/notes/<int:number>")
def remove(number):
    notes.pop(number, None)
    return "", 204


# endregion


# region: login
@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        return redirect(url_for("show", number=1))
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
