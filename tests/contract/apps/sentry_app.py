"""Sentry: errors and transactions; it replaces Flask.__call__ on the class."""

import sentry_sdk
from answers import say, show
from flask import Flask, abort, render_template_string
from sentry_sdk.integrations.flask import FlaskIntegration
from sentry_sdk.transport import Transport

seen = []


class Kept(Transport):
    def capture_envelope(self, envelope):
        for item in envelope.items:
            if item.payload.json:
                seen.append(item.payload.json)


sentry_sdk.init(
    dsn="https://key@localhost/1",
    transport=Kept,
    traces_sample_rate=1.0,
    integrations=[FlaskIntegration()],
    auto_enabling_integrations=False,
    default_integrations=False,
)
app = Flask(__name__)


@app.get("/page/<name>")
def page(name):
    return render_template_string("<head>{{ sentry_trace_meta }}</head>")


@app.post("/broken")
def broken():
    raise RuntimeError("broken")


@app.get("/gone")
def gone():
    abort(410)


client = app.test_client()
show("page", client.get("/page/a"), body=False)
show("broken", client.post("/broken?x=1", json={"a": 1}))
show("gone", client.get("/gone"))
show("absent", client.get("/absent"))
for event in seen:
    kind = event.get("type", "error")
    say("event", f"{kind} {event.get('transaction')} {event.get('transaction_info')}")
    request = event.get("request", {})
    say("request", [request.get(k) for k in ("method", "url", "query_string", "data")])
    for error in event.get("exception", {}).get("values", []):
        say("error", (error["type"], error["value"], error["mechanism"]["type"]))
