from kolben import abort, render_template

from ..posts import POSTS
from . import front


@front.route("/")
def index() -> str:
    return render_template("front/index.html", posts=POSTS)


@front.route("/list/<string:tag>/")
def page_list(tag: str) -> str:
    posts = {uri: post for uri, post in POSTS.items() if tag in post["tags"]}
    return render_template("front/index.html", posts=posts)


@front.route("/page/<string:uri>/")
def page(uri: str) -> str:
    if uri not in POSTS:
        abort(404)
    return render_template("front/page.html", post=POSTS[uri])


@front.app_errorhandler(404)
def not_found(error):
    return render_template("front/404.html"), 404
