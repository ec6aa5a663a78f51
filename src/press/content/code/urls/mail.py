"""An invitation is written by a command. There is no request, so no host either."""

from kolben import Kolben, url_for

# region: mail
app = Kolben(__name__)
app.config.update(SERVER_NAME="www.example.org", PREFERRED_URL_SCHEME="https")


@app.get("/login")
def login() -> str:
    return "Please log in"


@app.cli.command("invite")
def invite() -> None:
    """Write an invitation."""
    print("Come in:", url_for("login"))


# endregion
