"""A view as it stands in many notes. It answers with an error."""

from kolben import Kolben, request

app = Kolben(__name__)


def do_the_login():
    """To be written."""


def show_the_login_form():
    """To be written."""


# region: view
@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        do_the_login()
    else:
        show_the_login_form()


# endregion
