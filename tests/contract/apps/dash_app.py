"""Dash: a layout and a callback, mounted on an app that has views of its own."""

import json

from answers import mask, say, show
from dash import Dash, Input, Output, dcc, html
from flask import Flask

mask(r"m\d{9,}", "TIME")
server = Flask(__name__)
dash = Dash(__name__, server=server, url_base_pathname="/dash/")
dash.layout = html.Div([dcc.Input(id="in", value="a"), html.Div(id="out")])


@dash.callback(Output("out", "children"), Input("in", "value"))
def double(value):
    return value * 2


@server.get("/")
def index():
    return "beside dash"


client = server.test_client()
show("index", client.get("/"))
page = show("page", client.get("/dash/"), body=False)
say("config", "_dash-config" in page.text)
show("layout", client.get("/dash/_dash-layout"))
show("dependencies", client.get("/dash/_dash-dependencies"))
answer = client.post(
    "/dash/_dash-update-component",
    json={
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{"id": "in", "property": "value", "value": "ab"}],
        "changedPropIds": ["in.value"],
    },
)
say("callback", (answer.status, json.loads(answer.text)))
