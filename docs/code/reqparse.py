"""The samples of docs/reqparse.md."""

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from kolben import Kolben
from kolben.rest import Api, Resource, inputs, reqparse

app = Kolben(__name__)
api = Api(app, doc=False)

# region: parser
parser = reqparse.RequestParser()
parser.add_argument("q", required=True, help="What to look for.", location="args")
parser.add_argument("page", type=inputs.positive, default=1, location="args")
parser.add_argument("tag", action="append", location="args")
parser.add_argument("sort", choices=("new", "old"), default="new", location="args")


@api.route("/search")
class Search(Resource):
    @api.expect(parser)
    def get(self):
        args = parser.parse_args()
        return {"q": args.q, "page": args["page"], "tags": args.tag, "sort": args.sort}


# endregion

# region: file
upload = reqparse.RequestParser()
upload.add_argument("file", type=FileStorage, location="files", required=True)
upload.add_argument("title", location="form", trim=True)
# endregion


# region: type
def color(value):
    """``#rrggbb`` as three numbers."""
    if len(value) != 7 or not value.startswith("#"):
        raise ValueError(f"{value} is not a color such as #ff8800")
    return [int(value[start : start + 2], 16) for start in (1, 3, 5)]


color.__schema__ = {"type": "string", "format": "color"}
# endregion


@app.post("/upload")
def take():
    args = upload.parse_args()
    return {"name": args.file.filename, "title": args.title}


def test_search(client):
    # region: answers
    found = client.get("/search?q=tea&page=2&tag=hot&tag=green").get_json()
    assert found == {"q": "tea", "page": 2, "tags": ["hot", "green"], "sort": "new"}

    refused = client.get("/search?q=tea&page=0")
    assert refused.status_code == 400
    assert refused.get_json() == {
        "errors": {"page": "Invalid page: 0. page must be a positive integer"},
        "message": "Input payload validation failed",
    }
    # endregion


def test_upload(client, tmp_path):
    with (tmp_path / "a.txt").open("wb+") as file:
        answer = client.post("/upload", data={"file": file, "title": " A "})
    assert answer.get_json()["title"] == "A"


def test_families():
    # region: copy
    paged = reqparse.RequestParser()
    paged.add_argument("page", type=inputs.positive, default=1, location="args")
    paged.add_argument("sort", location="args")

    short = paged.copy()
    short.add_argument("limit", type=inputs.int_range(1, 100), location="args")
    short.replace_argument("page", type=inputs.natural, location="args")
    short.remove_argument("sort")
    # endregion
    with app.test_request_context("/?page=0&limit=5&sort=x"):
        assert short.parse_args() == {"page": 0, "limit": 5}
        with pytest.raises(BadRequest, match="Unknown arguments: sort"):
            short.parse_args(strict=True)


def test_type():
    with_color = reqparse.RequestParser().add_argument("color", type=color)
    with app.test_request_context("/?color=%23ff8800"):
        assert with_color.parse_args().color == [255, 136, 0]
