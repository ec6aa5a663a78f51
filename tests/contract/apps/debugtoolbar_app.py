"""Flask-DebugToolbar: put into pages; it replaces dispatch_request on the app."""

from answers import say, show
from flask import Flask, render_template_string
from flask_debugtoolbar import DebugToolbarExtension

app = Flask(__name__)
app.config.update(SECRET_KEY="contract", DEBUG_TB_ENABLED=True)
app.debug = True
toolbar = DebugToolbarExtension(app)


@app.get("/")
def index():
    return render_template_string("<html><body>hello {{ name }}</body></html>", name=1)


@app.get("/json")
def data():
    return {"a": 1}


client = app.test_client()
page = show("page", client.get("/"), body=False)
say("toolbar", "flDebug" in page.text)
for panel in ("Versions", "HTTP Headers", "Request Vars", "Templates", "Config"):
    say(panel, panel in page.text)
show("json", client.get("/json"))
show("asset", client.get("/_debug_toolbar/static/js/toolbar.js"), body=False)
say("replaced", "dispatch_request" in vars(app))
