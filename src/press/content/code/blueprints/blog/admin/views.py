from kolben import abort, redirect, render_template, request, session, url_for

from ..posts import POSTS
from . import admin


@admin.before_request
def members_only():
    open_to_all = {"admin.login", "admin.static"}
    if "user" in session or request.endpoint in open_to_all:
        return None
    return redirect(url_for(".login"))


@admin.route("/login/")
def login() -> str:
    return render_template("admin/login.html")


@admin.route("/page/")
def pages() -> str:
    return render_template("admin/pages.html", posts=POSTS)


@admin.route("/page/new/")
def new_page() -> str:
    return render_template("admin/edit.html", post={"title": ""})


@admin.route("/page/edit/<string:uri>/")
def edit_page(uri: str) -> str:
    if uri not in POSTS:
        abort(404)
    return render_template("admin/edit.html", post=POSTS[uri])


@admin.errorhandler(404)
def no_such_page(error):
    return render_template("admin/404.html"), 404
