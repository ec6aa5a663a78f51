"""OpenTelemetry: instruments one app, then the name flask.Flask for later ones."""

import flask
from answers import say, show
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
original = flask.Flask


def build(app):
    @app.get("/<int:n>")
    def view(n):
        if n == 0:
            raise RuntimeError("zero")
        return str(n)

    return app


def report(label):
    for span in exporter.get_finished_spans():
        kept = {
            key: span.attributes[key]
            for key in sorted(span.attributes)
            if key in ("http.route", "http.method", "http.status_code", "http.target")
        }
        say(label, f"{span.name} {span.status.status_code.name} {kept}")
    exporter.clear()


first = build(flask.Flask("first"))
instrumentor = FlaskInstrumentor()
instrumentor.instrument_app(first, tracer_provider=provider)
client = first.test_client()
show("one", client.get("/1"))
show("broken", client.get("/0"))
show("absent", client.get("/nowhere"))
report("span")
instrumentor.uninstrument_app(first)
show("without", client.get("/2"))
report("none")

instrumentor.instrument(tracer_provider=provider)
from flask import Flask  # noqa: E402

say("replaced", Flask is not original and issubclass(Flask, original))
second = build(Flask("second"))
show("second", second.test_client().get("/3"))
with second.test_request_context("/4"):
    second.preprocess_request()
report("span")
instrumentor.uninstrument()
say("put back", flask.Flask is original)
