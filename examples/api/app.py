"""A lending library's API: books as typed views, loans as RESTPlus resources.

    kolben --app examples/api/app.py run

One blueprint has both. Its Api documents both at /api/, and gives all errors one
format.
"""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from kolben import Blueprint, Kolben, url_for
from kolben.rest import Api, Resource, fields
from kolben.rest.errors import ApiError, ResourceNotFound, uniform_errors
from kolben.typed import Answer, Body, Created, NoContent, Query

# What there is ----------------------------------------------------------------------

Isbn = Annotated[str, Meta(pattern="^[0-9]{9}[0-9X]$", examples=["0141439513"])]
Title = Annotated[str, Meta(min_length=1, max_length=200, examples=["Emma"])]


class NewBook(msgspec.Struct, forbid_unknown_fields=True):
    """A book as it comes in."""

    isbn: Isbn
    title: Title
    year: Annotated[int, Meta(ge=1450, le=2100)]
    subjects: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=9)]


class Book(NewBook):
    """A book on the shelf."""

    added: datetime
    on_loan: bool = False


class BookPage(msgspec.Struct):
    """Some books, and the ISBN to go on after."""

    books: list[Book]
    next: str | None


class Loan(msgspec.Struct):
    number: int
    isbn: str
    reader: str
    until: date


class Library:
    """Books and loans in memory; the oldest go when there are many."""

    MOST = 10_000

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.books: dict[str, Book] = {}
        self.loans: dict[int, Loan] = {}
        self.last_number = 0


library = Library()


# What goes wrong --------------------------------------------------------------------


class AlreadyThere(ApiError, zh="这本书已经有了。"):
    error_code = 2001
    code = 409
    msg = "There is a book with this ISBN."


class OnLoan(ApiError, zh="这本书已借出。"):
    error_code = 2002
    code = 409
    msg = "The book is on loan."


# Books: typed views -----------------------------------------------------------------

api_v1 = Blueprint("library", __name__, url_prefix="/api")
api = Api(
    api_v1,
    version="1.0",
    title="Lending library",
    description="Books, and who has them.",
)
uniform_errors(api_v1)


@api_v1.get("/books")
def list_books(
    subject: Annotated[str, Meta(max_length=40)] = "",
    limit: Query[Annotated[int, Meta(ge=1, le=100)]] = 20,
    after: Annotated[str, Meta(max_length=10)] = "",
) -> BookPage:
    """Books by ISBN, those of a subject if one is given."""
    with library.lock:
        books = sorted(library.books.values(), key=lambda book: book.isbn)
    found = [
        book
        for book in books
        if book.isbn > after and (not subject or subject in book.subjects)
    ]
    part = found[:limit]
    return BookPage(part, part[-1].isbn if len(found) > limit else None)


@api_v1.post("/books")
def add_book(
    book: Annotated[NewBook, Body(media_types=["application/json"])],
) -> Created[Book]:
    """Put a book on the shelf."""
    added = Book(**msgspec.structs.asdict(book), added=datetime.now(UTC))
    with library.lock:
        if book.isbn in library.books:
            raise AlreadyThere()
        while len(library.books) >= library.MOST:
            library.books.pop(next(iter(library.books)))
        library.books[book.isbn] = added
    return Answer(added, location=url_for(".get_book", isbn=book.isbn))


@api_v1.get("/books/<isbn>")
def get_book(isbn: Isbn) -> Book:
    """One book."""
    return find_book(isbn)


@api_v1.delete("/books/<isbn>")
def remove_book(isbn: Isbn) -> NoContent:
    """Take a book from the shelf; one on loan stays."""
    with library.lock:
        book = find_book(isbn)
        if book.on_loan:
            raise OnLoan()
        del library.books[isbn]
    return NoContent()


def find_book(isbn: str) -> Book:
    """The book, or 404."""
    book = library.books.get(isbn)
    if book is None:
        raise ResourceNotFound("There is no book with this ISBN.")
    return book


# Loans: RESTPlus --------------------------------------------------------------------

loans = api.namespace("loans", description="Who has which book")
new_loan = api.model(
    "NewLoan",
    {
        "isbn": fields.String(required=True, pattern="^[0-9]{9}[0-9X]$"),
        "reader": fields.String(required=True, min_length=1, max_length=80),
        "days": fields.Integer(min=1, max=90, default=28),
    },
)
loan = api.model(
    "Loan",
    {
        "number": fields.Integer(required=True),
        "isbn": fields.String(required=True),
        "reader": fields.String(required=True),
        "until": fields.Date(required=True),
    },
)
reader_filter = api.parser()
reader_filter.add_argument(
    "reader", location="args", help="Only the loans of a reader."
)


@loans.route("")
class Loans(Resource):
    @loans.expect(reader_filter)
    @loans.marshal_list_with(loan)
    def get(self):
        """Loans by number, the last hundred."""
        reader = reader_filter.parse_args()["reader"]
        with library.lock:
            found = [
                each
                for each in library.loans.values()
                if reader is None or each.reader == reader
            ]
        return found[-100:]

    @loans.expect(new_loan, validate=True)
    @loans.response(404, "There is no such book")
    @loans.response(409, "The book is on loan")
    @loans.marshal_with(loan, code=201)
    def post(self):
        """Lend a book."""
        wanted = api.payload
        with library.lock:
            book = find_book(wanted["isbn"])
            if book.on_loan:
                raise OnLoan()
            book.on_loan = True
            while len(library.loans) >= library.MOST:
                library.loans.pop(next(iter(library.loans)))
            library.last_number += 1
            until = date.today() + timedelta(days=wanted.get("days", 28))
            made = Loan(library.last_number, book.isbn, wanted["reader"], until)
            library.loans[made.number] = made
        return made, 201


@loans.route("/<int:number>")
@loans.param("number", "The number of the loan")
class OneLoan(Resource):
    @loans.marshal_with(loan)
    @loans.response(404, "There is no such loan")
    def get(self, number: int):
        """One loan."""
        return find_loan(number)

    @loans.response(204, "The book is back")
    @loans.response(404, "There is no such loan")
    def delete(self, number: int):
        """Bring a book back."""
        with library.lock:
            ended = find_loan(number)
            del library.loans[number]
            book = library.books.get(ended.isbn)
            if book is not None:
                book.on_loan = False
        return "", 204


def find_loan(number: int) -> Loan:
    """The loan, or 404."""
    found = library.loans.get(number)
    if found is None:
        raise ResourceNotFound("There is no such loan.")
    return found


def create_app() -> Kolben:
    """The library, with three books in it."""
    app = Kolben(__name__)
    # X-Fields, by which clients choose fields, is not for this document.
    app.config.update(MAX_CONTENT_LENGTH=64 * 1024, RESTX_MASK_SWAGGER=False)
    app.register_blueprint(api_v1)
    for isbn, title, year, subjects in (
        ("0141439513", "Pride and Prejudice", 1813, ["novel", "england"]),
        ("0486415864", "Great Expectations", 1861, ["novel"]),
        ("0201896834", "Fundamental Algorithms", 1968, ["computing"]),
    ):
        library.books[isbn] = Book(isbn, title, year, subjects, datetime.now(UTC))
    return app
