"""Elastic APM: transactions named by rule, errors captured by signal."""

import logging

from answers import say, show
from elasticapm.contrib.flask import ElasticAPM
from flask import Flask

logging.getLogger("elasticapm").setLevel(logging.CRITICAL)
app = Flask(__name__)
app.config["ELASTIC_APM"] = {
    "SERVICE_NAME": "contract",
    "TRANSPORT_CLASS": "elasticapm.transport.base.Transport",
    "DISABLE_SEND": True,
    "CENTRAL_CONFIG": False,
    "CLOUD_PROVIDER": False,
    "METRICS_INTERVAL": "0ms",
}
apm = ElasticAPM(app)
queued = []


def keep(kind, data, flush=False):
    queued.append((kind, data))


apm.client.queue = apm.client.tracer.queue_func = keep


@app.get("/things/<int:n>")
def thing(n):
    return str(1 // n)


client = app.test_client()
show("one", client.get("/things/1", buffered=True))
show("zero", client.get("/things/0", buffered=True))
for kind, data in queued:
    error = data.get("exception", {}).get("type")
    say(kind, (data.get("name"), data.get("result"), error))
apm.client.close()
