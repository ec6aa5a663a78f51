from kolben import Blueprint, abort, url_for

from ..posts import POSTS

v1 = Blueprint("v1", __name__)


@v1.get("/posts")
def posts():
    return [url_for(".post", uri=uri) for uri in POSTS]


@v1.get("/posts/<string:uri>")
def post(uri: str):
    if uri not in POSTS:
        abort(404)
    return POSTS[uri]
