"""The example app that scripts/run serves."""

import importlib.util
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kolben import Kolben
from kolben.testing import KolbenClient

TOUR = Path(__file__).parent.parent / "examples" / "tour"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Kolben:
    spec = importlib.util.spec_from_file_location("tour", TOUR / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # The app finds its templates by asking for the module it was made in.
    monkeypatch.setitem(sys.modules, "tour", module)
    spec.loader.exec_module(module)
    app = module.create_app()
    assert isinstance(app, Kolben)
    app.testing = True
    return app


class Page(HTMLParser):
    """Collects what a page refers to and checks that its tags are balanced."""

    VOID = frozenset({"input", "link", "meta"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in {"href", "src", "action"}:
                self.targets.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", ["/", "/hello/Ada", "/guestbook", "/nowhere"])
def test_pages_refer_to_themselves_only(client: KolbenClient, path: str) -> None:
    page = Page(client.get(path).text)
    assert all(target.startswith("/") for target in page.targets)
    assert len(page.ids) == len(set(page.ids))


def test_home_links_lead_somewhere(client: KolbenClient) -> None:
    for target in Page(client.get("/").text).targets:
        expected = 404 if target == "/nowhere" else 200
        with client.get(target) as response:
            assert response.status_code == expected, target


def test_hello_escapes_the_name(client: KolbenClient) -> None:
    assert "Hello, &lt;i&gt;" in client.get("/hello/<i>").text


def test_signed_entry_shows_with_thanks_and_the_name_is_remembered(
    client: KolbenClient,
) -> None:
    form = {"name": "Grace", "message": "<b>Found</b> a moth."}
    answer = client.post("/guestbook", data=form)
    assert (answer.status_code, answer.location) == (303, "/guestbook")
    page = client.get("/guestbook").text
    assert "Thank you, Grace." in page
    assert "&lt;b&gt;Found&lt;/b&gt; a moth." in page
    assert 'value="Grace"' in page
    assert "Thank you" not in client.get("/guestbook").text


def test_refused_entry_keeps_what_was_typed(client: KolbenClient) -> None:
    answer = client.post("/guestbook", data={"name": " ", "message": "x" * 281})
    assert answer.status_code == 422
    assert "x" * 281 in answer.text
    described = re.findall(r'aria-describedby="([^"]+)"', answer.text)
    assert described == ["name-mistake", "message-mistake"]
    assert set(described) < set(Page(answer.text).ids)


def test_entries_as_json(client: KolbenClient) -> None:
    entries = client.get("/api/entries").json
    assert [each["name"] for each in entries["entries"]] == ["Ada"]
    assert client.get("/api/entries/1").json == entries["entries"][0]


def test_missing_page_is_html_and_missing_data_is_json(client: KolbenClient) -> None:
    page = client.get("/nowhere")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "/nowhere" in page.text
    data = client.get("/api/entries/99")
    assert (data.status_code, data.mimetype) == (404, "application/json")
