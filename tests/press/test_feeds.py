import json
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from press_site import write_post

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
BODY = (
    "Hello [home](/) and [there](#there) and [out](https://out.example/x).\n\n## There"
)


@pytest.fixture
def app(publish):
    return publish(
        {
            "posts/en/01-a.md": write_post("A & <B>", "2026-01-01", body=BODY),
            "posts/en/02-b.md": write_post(
                "B", "2026-01-02", tags="[one, two]", updated="2026-03-01", summary="S"
            ),
            "posts/zh/03-中.md": write_post("中文", "2026-01-03", tags="[标签]"),
        },
        PRESS_URL="https://site.example",
    )


def get(app, path, status=200):
    with app.test_client().get(path) as response:
        assert response.status_code == status
        return response


def test_rss_has_the_posts_in_full_newest_first(app):
    response = get(app, "/feed.xml")
    assert response.content_type == "application/rss+xml; charset=utf-8"
    channel = ET.fromstring(response.data).find("channel")
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["B", "A & <B>"]
    assert channel.findtext("link") == "https://site.example/"
    assert channel.find(f"{ATOM}link").get("href") == "https://site.example/feed.xml"
    assert items[0].findtext("guid") == "https://site.example/page/b/"
    assert [each.text for each in items[0].findall("category")] == ["one", "two"]
    assert parsedate_to_datetime(items[1].findtext("pubDate")).day == 1


def test_links_in_feeds_are_full_addresses(app):
    items = ET.fromstring(get(app, "/feed.xml").data).iter("item")
    html = [item.findtext(f"{CONTENT}encoded") for item in items][1]
    assert 'href="https://site.example/"' in html
    assert 'href="https://site.example/page/a/#' in html
    assert 'href="https://out.example/x"' in html


def test_atom_has_what_rfc_4287_asks_for(app):
    response = get(app, "/atom.xml")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.data)
    assert feed.findtext(f"{ATOM}id") == "https://site.example/atom.xml"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-01T00:00:00+00:00"
    assert feed.find(f"{ATOM}author").findtext(f"{ATOM}name") == "Ada"
    entry = feed.findall(f"{ATOM}entry")[0]
    assert entry.findtext(f"{ATOM}id") == "https://site.example/page/b/"
    assert entry.findtext(f"{ATOM}published") == "2026-01-02T00:00:00+00:00"
    assert entry.find(f"{ATOM}content").get("type") == "html"


def test_json_feed_has_what_its_version_1_1_asks_for(app):
    response = get(app, "/feed.json")
    assert response.content_type == "application/feed+json; charset=utf-8"
    feed = json.loads(response.data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://site.example/feed.json"
    first = feed["items"][0]
    assert (first["id"], first["tags"]) == (
        "https://site.example/page/b/",
        ["one", "two"],
    )
    assert first["date_modified"] == "2026-03-01T00:00:00+00:00"


def test_each_language_and_each_tag_has_its_feeds(app):
    assert "中文" in get(app, "/zh/feed.xml").text
    assert "中文" not in get(app, "/feed.xml").text
    tagged = get(app, "/list/two/feed.xml").text
    assert "<title>B</title>" in tagged
    assert "A &amp;" not in tagged
    chinese = ET.fromstring(get(app, "/list/标签/atom.xml").data)
    assert chinese.findtext(f"{ATOM}id") == (
        "https://site.example/list/%E6%A0%87%E7%AD%BE/atom.xml"
    )
    get(app, "/list/Two/feed.json", 301)
    get(app, "/list/nothing/feed.json", 404)


@pytest.mark.parametrize("file", ["feed.xml", "atom.xml", "feed.json"])
def test_feed_without_posts_is_well_formed(publish, file):
    response = get(publish({}), f"/{file}")
    if file.endswith(".json"):
        assert json.loads(response.data)["items"] == []
    else:
        ET.fromstring(response.data)


def test_characters_that_xml_cannot_hold_are_left_out(publish):
    app = publish({"posts/en/a.md": write_post(body="bell \x07 and \ufffe here")})
    for file in ("feed.xml", "atom.xml"):
        text = ET.fromstring(get(app, f"/{file}").data)
        assert "\x07" not in "".join(text.itertext())


def test_feed_has_the_newest_twenty(publish):
    days = range(1, 26)
    app = publish(
        {
            f"posts/en/{day:02}-p{day}.md": write_post(f"P{day}", f"2026-01-{day:02}")
            for day in days
        }
    )
    items = json.loads(get(app, "/feed.json").data)["items"]
    assert [item["title"] for item in items] == [f"P{day}" for day in range(25, 5, -1)]
