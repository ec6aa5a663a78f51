import csv
import io
from pathlib import Path

from kolben import (
    Kolben,
    Response,
    abort,
    jsonify,
    render_template,
    request,
    send_file,
    send_from_directory,
)

# region: start
app = Kolben(__name__)
books = [
    {"title": "Walden", "year": 1854},
    {"title": "红楼梦", "year": 1791},
]
# endregion


# region: text
@app.route("/text")
def text():
    return Response("Walden\n", mimetype="text/plain")


@app.route("/html")
def html():
    return "<h1>Walden</h1>"


# endregion


# region: json
@app.route("/book")
def book():
    return books[0]


@app.route("/books")
def all_books():
    return books


@app.route("/names")
def names():
    return jsonify(name="Ada", languages=("en", "zh"))


@app.route("/broken")
def broken():
    return jsonify(message="Error!"), 500


# endregion


# region: xml
@app.route("/books.xml")
def books_as_xml():
    text = render_template("books.xml", books=books)
    return Response(text, mimetype="application/xml")


# endregion


# region: files
FILES = Path(app.root_path) / "files"


@app.route("/files/<path:name>")
def download(name):
    return send_from_directory(FILES, name, as_attachment=True)


@app.route("/books.csv")
def books_as_csv():
    table = io.StringIO()
    writer = csv.DictWriter(table, ["title", "year"])
    writer.writeheader()
    writer.writerows(books)
    data = io.BytesIO(table.getvalue().encode("utf-8-sig"))
    return send_file(
        data, mimetype="text/csv", as_attachment=True, download_name="books.csv"
    )


# endregion


# region: negotiate
@app.route("/shelf")
def shelf():
    offered = ["text/html", "application/json", "application/xml"]
    wanted = request.accept_mimetypes
    best = wanted.best_match(offered) if wanted else offered[0]
    if best is None:
        abort(406, "We have HTML, JSON and XML.")
    if best == "application/json":
        response = jsonify(books)
    elif best == "application/xml":
        response = books_as_xml()
    else:
        response = Response(render_template("books.html", books=books))
    response.vary.add("Accept")
    return response


# endregion


# region: receive
@app.post("/books")
def add_book():
    data = request.get_json()
    try:
        book = {"title": str(data["title"]), "year": int(data["year"])}
    except (KeyError, TypeError, ValueError):
        abort(400, "A book has a title and a year.")
    books.append(book)
    return book, 201


# endregion
