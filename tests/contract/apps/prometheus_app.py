"""Prometheus exporter: requests counted by endpoint, a metric of the app's own."""

from answers import say, show
from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import PrometheusMetrics

app = Flask(__name__)
metrics = PrometheusMetrics(app, registry=CollectorRegistry(), group_by="endpoint")
metrics.info("app_info", "about the app", version="1")


@app.get("/")
@metrics.counter("visits", "visits to the index", labels={"kind": lambda: "index"})
def index():
    return "hello"


@app.get("/broken")
def broken():
    raise RuntimeError("broken")


@app.get("/skipped")
@metrics.do_not_track()
def skipped():
    return "skipped"


client = app.test_client()
for path in ("/", "/", "/broken", "/skipped", "/nowhere"):
    show(path, client.get(path))
listed = show("metrics", client.get("/metrics"), body=False)
for line in listed.text.splitlines():
    if line.startswith(("flask_http_request_total", "visits_total", "app_info")):
        say("metric", line)
