from xml.etree import ElementTree as ET

from press_site import write_post

NAME = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def get(app, path):
    with app.test_client().get(path) as response:
        assert response.status_code == 200
        return response


def test_sitemap_has_every_page_with_its_change_and_translations(publish):
    app = publish(
        {
            "posts/en/a.md": write_post(key="a", tags="[部署]", updated="2026-02-03"),
            "posts/zh/甲.md": write_post(key="a", tags="[部署]"),
            "pages/en/about.md": "---\ntitle: About\n---\n",
            "pages/zh/about.md": "---\ntitle: 关于\n---\n",
        },
        PRESS_URL="https://site.example",
    )
    urls = {
        url.findtext(f"{NAME}loc"): url
        for url in ET.fromstring(get(app, "/sitemap.xml").data)
    }
    assert set(urls) == {
        f"https://site.example{path}"
        for path in (
            "/", "/zh/", "/archive/", "/zh/archive/", "/about/", "/zh/about/",
            "/page/a/", "/page/%E7%94%B2/", "/list/%E9%83%A8%E7%BD%B2/",
        )
    }  # fmt: skip
    post = urls["https://site.example/page/a/"]
    assert post.findtext(f"{NAME}lastmod") == "2026-02-03T00:00:00+00:00"
    assert {link.get("hreflang"): link.get("href") for link in post.iter(LINK)} == {
        "en": "https://site.example/page/a/",
        "zh-Hans": "https://site.example/page/%E7%94%B2/",
    }


def test_every_address_in_the_shipped_sitemap_is_answered(shipped):
    root = ET.fromstring(get(shipped, "/sitemap.xml").data)
    addresses = [url.findtext(f"{NAME}loc") for url in root]
    assert len(addresses) > 30
    for address in addresses:
        get(shipped, address)


def test_robots_may_read_and_are_told_of_the_sitemap(publish):
    text = get(publish({}, PRESS_URL="https://site.example"), "/robots.txt").text
    assert "Disallow" not in text
    assert "Sitemap: https://site.example/sitemap.xml" in text


def test_robots_stay_away_from_staging_and_from_debugging(publish):
    assert "Disallow: /\n" in get(publish({}, PRESS_STAGING="1"), "/robots.txt").text
    app = publish({})
    app.debug = True
    assert "Disallow: /\n" in get(app, "/robots.txt").text
