"""The same app after the key was changed."""

import tomllib

from kolben import Kolben, session

app = Kolben(__name__)
# region: load
app.config.from_file("keys.toml", load=tomllib.load, text=False)
# endregion


@app.get("/")
def index() -> str:
    return session.get("user", "stranger")
