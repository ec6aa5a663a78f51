"""Flask-Assets: bundles found in the app's and a blueprint's static folders."""

import tempfile
from pathlib import Path

from answers import say, show
from flask import Blueprint, Flask, render_template_string
from flask_assets import Bundle, Environment

folder = tempfile.TemporaryDirectory()
root = Path(folder.name)
for part in ("static", "bp/static"):
    (root / part).mkdir(parents=True)
(root / "static/a.css").write_text("a { color: red }\n")
(root / "bp/static/b.css").write_text("b { color: blue }\n")

app = Flask(__name__, root_path=folder.name)
bp = Blueprint("bp", __name__, root_path=str(root / "bp"), static_folder="static")
app.register_blueprint(bp, url_prefix="/bp")
assets = Environment(app)
assets.url_expire = False
assets.register("all", Bundle("a.css", "bp/b.css", output="all.css"))


@app.get("/")
def index():
    return render_template_string(
        "{% assets 'all' %}<link href='{{ ASSET_URL }}'>{% endassets %}"
    )


client = app.test_client()
show("page", client.get("/"))
show("built", client.get("/static/all.css"))
with app.app_context():
    say("urls", assets["all"].urls())
folder.cleanup()
