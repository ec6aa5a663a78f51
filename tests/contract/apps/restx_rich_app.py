"""Flask-RESTX: the harbour of tests/rest, with all that clients may ask of it."""

import io
import json
import logging
import sys
from pathlib import Path

from answers import say, show

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "rest"))

from rich_app import make_app, make_blueprint_app

logging.disable(logging.CRITICAL)


def ask(name, client):
    """All requests, in an app of this name."""

    def get(path, **kwargs):
        label = " ".join(
            [name, kwargs.pop("method", "GET"), path, kwargs.pop("as_", "")]
        )
        method = label.split()[1]
        try:
            response = client.open(path, method=method, **kwargs)
        except Exception as error:
            say(label, f"raised {type(error).__name__}: {error}")
        else:
            show(label, response)

    get("/tides")
    get("/tides/today")
    get("/tides", method="HEAD")
    get("/tides", method="OPTIONS")
    get("/tides", method="PUT")
    get("/tides", method="POST", json={"kind": "high", "height": 3})
    get("/tides", method="POST", json={"kind": "none", "height": 99}, as_="faults")
    get("/tides", method="POST", json={}, as_="empty")
    get("/tides", method="POST", data="{", content_type="application/json", as_="bad")
    get("/tides", method="POST", data="x", as_="no JSON")
    get("/tides", headers={"X-Fields": "kind"}, as_="mask")
    get("/tides", headers={"X-Fields": "{kind"}, as_="broken mask")
    get("/tides", headers={"X-Fields": "tides{kind{x}}"}, as_="wrong mask")
    get("/tides/")
    get("/tidess")
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"):
        get("/echo/some/path", method=method)
    for accept in ("text/csv", "application/json", "text/html", "*/*", "text/*;q=0.5"):
        get("/text", headers={"Accept": accept}, as_=accept)
        get("/tides", headers={"Accept": accept}, as_=accept)
        get("/ships/77", headers={"Accept": accept}, as_=accept)
    get("/hidden")
    get("/half-hidden")
    get("/half-hidden", method="POST")
    get("/open")
    get("/open", method="OPTIONS")
    get("/open", method="HEAD")
    get("/double/4")
    get("/triple/4")
    get("/triple/x")
    ask_ships(get, "")
    get("/quay/berths/")
    get("/quay/berths/", method="POST")
    get("/quay/berths/2.5")
    get("/berths/")
    get("/plain")
    get("/plain", method="POST")
    get("/plain/broken")
    get("/nowhere/at/all")
    if name != "testing":
        # There a default handler of Kolben's wins: docs/from-flask-restplus.md.
        get("/ships/trouble/fog")


def ask_ships(get, prefix):
    get(f"{prefix}/ships/")
    get(f"{prefix}/ships")
    for query in (
        "page=2",
        "page=0",
        "page=x&kind=boat",
        "kind=ferry",
        "kind=ferry&kind=cargo",
        "deep=yes",
        "deep=true",
    ):
        get(f"{prefix}/ships/?{query}")
    get(f"{prefix}/ships/", headers={"X-Fields": "name,since"}, as_="mask")
    get(f"{prefix}/ships/", method="POST", json={"name": "Delphin"})
    get(f"{prefix}/ships/", method="POST", json={"name": "Albatros"}, as_="conflict")
    get(f"{prefix}/ships/", method="POST", json={"name": "x"}, as_="short")
    get(f"{prefix}/ships/", method="POST", json=["x"], as_="list")
    wrong = {"name": 7, "kind": "A", "length": -3, "crew": [], "owner": {"name": 1}}
    get(f"{prefix}/ships/", method="POST", json=wrong, as_="many faults")
    get(f"{prefix}/ships/", method="PUT", json=[{"name": "ab"}, {"name": "cd"}])
    get(
        f"{prefix}/ships/",
        method="PUT",
        json=[{"name": "ab"}, {"kind": "C"}],
        as_="bad",
    )
    get(f"{prefix}/ships/1")
    get(f"{prefix}/ships/number-2")
    get(f"{prefix}/ships/77")
    get(f"{prefix}/ships/x")
    get(f"{prefix}/ships/1", headers={"X-Fields": "id,crew{name},owner"}, as_="mask")
    get(f"{prefix}/ships/1", headers={"X-Fields": "*"}, as_="star")
    get(f"{prefix}/ships/1", method="DELETE")
    get(f"{prefix}/ships/1", method="PATCH", json={"to": "Oslo"})
    get(f"{prefix}/ships/1", method="PATCH", json={"stops": "two"}, as_="faults")
    get(f"{prefix}/ships/1", method="PUT", json={})
    get(f"{prefix}/ships/1/short")
    get(f"{prefix}/ships/1/short", headers={"X-Fields": "kind"}, as_="mask")
    get(f"{prefix}/ships/1/name")
    papers = f"{prefix}/ships/1/papers"
    data = {"file": (io.BytesIO(b"abc"), "a.txt"), "note": " hi "}
    get(papers, method="POST", data=data)
    get(papers, method="POST", data={"note": "x"}, as_="no file")
    troubles = "storm stranded missing data gone many unauthorized own other"
    for what in troubles.split():
        get(f"{prefix}/ships/trouble/{what}")


def show_postman(collection):
    """A collection without its times; methods of a URL come in no order."""
    assert collection.pop("timestamp")
    collection["order"].sort()
    for folder in collection["folders"]:
        folder["order"].sort()
    for request in collection["requests"]:
        assert request.pop("time")
        request["headers"] = sorted(request["headers"].split("\n"))
    collection["requests"].sort(key=lambda each: each["id"])
    say("postman", json.dumps(collection, sort_keys=True, indent=1))


for name, config, settings in (
    ("plain", {}, {}),
    ("testing", {"TESTING": True}, {}),
    (
        "quiet",
        {
            "ERROR_INCLUDE_MESSAGE": False,
            "RESTX_MASK_HEADER": "X-Mask",
            "RESTX_JSON": {"sort_keys": True, "separators": (",", ":")},
            "PROPAGATE_EXCEPTIONS": False,
            "BUNDLE_ERRORS": True,
        },
        {"prefix": "", "serve_challenge_on_401": True, "catch_all_404s": True},
    ),
    (
        "debug",
        {"DEBUG": True, "PROPAGATE_EXCEPTIONS": False, "SERVER_NAME": "h.example"},
        {"url_scheme": "https", "validate": True, "doc": False},
    ),
    (
        "choosy",
        {"RESTX_ERROR_404_HELP": False, "RESTX_VALIDATE": True},
        {"default_mediatype": None, "ordered": True, "doc": "/docs/"},
    ),
):
    app = make_app(config, **settings)
    ask(name, app.test_client())
    api = app.harbour_api
    with app.test_request_context():
        say("urls", [api.base_url, api.base_path, api.specs_url])
        say("endpoints", sorted(api.endpoints))
        say("models", sorted(api.models))
        say(
            "namespaces",
            [(ns.name, ns.path, api.get_ns_path(ns)) for ns in api.namespaces],
        )

    with app.test_request_context():
        show_postman(api.as_postman(urlvars=name == "plain", swagger=True))

for config in ({}, {"TESTING": True}):
    app = make_blueprint_app(config)
    client = app.test_client()

    def get(path, client=client, **kwargs):
        method = kwargs.pop("method", "GET")
        as_ = kwargs.pop("as_", "")
        show(
            f"blueprint {method} {path} {as_}",
            client.open(path, method=method, **kwargs),
        )

    get("/api/v1/pier")
    get("/api/v1/pier", method="POST")
    get("/api/v1/pier", method="PUT")
    get("/api/v1/nothing")
    get("/api/v1")
    if not app.testing:
        ask_ships(get, "/api/v1")
    with app.test_request_context("/api/v1/pier"):
        api = app.harbour_api
        say("urls", [api.base_url, api.base_path, api.specs_url, api.endpoint("x")])
