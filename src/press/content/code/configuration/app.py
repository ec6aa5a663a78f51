import tomllib

from kolben import Kolben

app = Kolben(__name__)

# region: sources
app.config.from_object("settings")
app.config.from_file("settings.toml", load=tomllib.load, text=False, silent=True)
app.config.from_prefixed_env("NOTES")
# endregion


@app.cli.command("size")
def size():
    print(app.config["PAGE_SIZE"])


# region: use
@app.route("/")
def index():
    name = app.config["SITE_NAME"]
    size = app.config["PAGE_SIZE"]
    return f"{name}, {size} to a page"


# endregion
