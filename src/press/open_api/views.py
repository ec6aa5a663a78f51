"""The API's addresses: lists of posts and tags, one of each, and a search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kolben import Blueprint, Response
from kolben.blueprints import BlueprintSetupState
from kolben.rest import Api, Namespace, Resource, inputs, reqparse
from kolben.rest.errors import uniform_errors

from ..kept import fresh, kept
from ..posts import Edition
from ..publication import get_publication
from . import answers, models
from .paging import MOST
from .queries import Search

posts = Namespace("posts", description="What readers can read")
tags = Namespace("tags", description="What posts are about")
for _model in models.ALL:
    posts.add_model(_model.name, _model)


def make_open_api() -> Blueprint:
    """The API as a blueprint, for one app: an Api belongs to one."""
    open_api = Blueprint("open_api", __name__, url_prefix="/api")
    api = Api(
        open_api,
        version="1.0",
        prefix="/v1",
        title="OpenApi",
        description="The Open Api Service",
    )
    uniform_errors(api)
    api.add_namespace(posts)
    api.add_namespace(tags)
    open_api.record(_add_search)
    return open_api


def _add_search(state: BlueprintSetupState) -> None:
    state.app.extensions[answers.SEARCH] = Search()


def _text(value: str) -> str:
    """The type of what is searched for."""
    if not 1 <= len(value) <= 100:
        raise ValueError("It has to have 1 to 100 characters.")
    return value


_text.__schema__ = {"type": "string", "minLength": 1, "maxLength": 100}  # type: ignore[attr-defined]  # read by the documents

_list = reqparse.RequestParser(bundle_errors=True)
_list.add_argument(
    "limit",
    type=inputs.int_range(1, MOST),
    default=20,
    location="args",
    help=f"How many at most, up to {MOST}.",
)
_list.add_argument(
    "cursor",
    location="args",
    help="Where to go on: the `next` of the part before.",
)
_list.add_argument("language", location="args", help="Only those in it, such as `en`.")
_posts = _list.copy()
_posts.add_argument("tag", location="args", help="Only posts that have this tag.")
_search = _list.copy()
_search.add_argument(
    "q",
    type=_text,
    required=True,
    location="args",
    help="Words that title, tags, summary or text must have, up to 8.",
)


def _read(parser: reqparse.RequestParser) -> dict[str, Any]:
    """The arguments of the request; texts that are not there are empty."""
    given = parser.parse_args()
    return {name: "" if value is None else value for name, value in given.items()}


_search_posts = fresh(answers.search_posts)
_get_post = kept(answers.get_post)
_get_tag = kept(answers.get_tag)


@posts.route("")
class Posts(Resource):
    @posts.expect(_posts)
    @posts.response(200, "Posts", models.post_list)
    @posts.response(404, "No list has given this cursor")
    def get(self) -> Response:
        """Posts, newest first."""
        return _answer_list(answers.list_posts, _read(_posts))


@posts.route("/search")
class PostSearch(Resource):
    @posts.expect(_search)
    @posts.response(200, "Posts", models.post_list)
    @posts.response(404, "No list has given this cursor")
    def get(self) -> Response:
        """Posts that have all of some words, the best first."""
        return _search_posts(**_read(_search))


@posts.route("/<string:uri>")
@posts.param("uri", "The last part of the post's address")
class OnePost(Resource):
    @posts.response(200, "The post", models.post)
    @posts.response(404, "There is no such post")
    def get(self, uri: str) -> Response:
        """One post with its text."""
        edition = _get_edition()
        post = edition.get_post(uri) or edition.get_alias(uri)
        # Kept under one spelling of its address.
        uri = uri if post is None else post.uri
        return _get_post(uri=uri)


@tags.route("")
class Tags(Resource):
    @tags.expect(_list)
    @tags.response(200, "Tags", models.tag_list)
    @tags.response(404, "No list has given this cursor")
    def get(self) -> Response:
        """Tags by name."""
        return _answer_list(answers.list_tags, _read(_list))


@tags.route("/<string:name>")
@tags.param("name", "The tag, in any case and width")
class OneTag(Resource):
    @tags.response(200, "The tag", models.tag)
    @tags.response(404, "There is no such tag")
    def get(self, name: str) -> Response:
        """One tag."""
        tag = _get_edition().get_tag(name)
        return _get_tag(name=name if tag is None else tag.name)


def _get_edition() -> Edition:
    return get_publication().catalogue.edition


def _answer_list(view: Callable[..., Any], wanted: dict[str, Any]) -> Response:
    """A list; it is kept if there are not too many to be asked for."""
    publication = get_publication()
    tag = wanted.get("tag", "")
    known = publication.catalogue.edition.get_tag(tag) if tag else None
    is_usual = (
        not wanted["cursor"]
        and wanted["language"] in {"", *publication.site.codes}
        and tag == ("" if known is None else known.name)
    )
    return (kept if is_usual else fresh)(view)(**wanted)
