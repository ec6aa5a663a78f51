import logging
import unicodedata

import pytest
from press_site import write_post

from kolben.cli.main import cli

POLICY = "default-src 'self'"


def make_posts(count):
    return {
        f"posts/en/{n:02}-post-{n}.md": write_post(f"Post {n}", f"2026-01-{n:02}")
        for n in range(1, count + 1)
    }


def get(app, path, status=200, **more):
    with app.test_client().open(path, buffered=True, **more) as response:
        assert response.status_code == status, response.text
        return response


def test_home_shows_the_newest_posts_of_its_language(publish):
    app = publish({**make_posts(3), "posts/zh/一.md": write_post("第一篇")})
    home = get(app, "/").text
    assert home.index("Post 3") < home.index("Post 2")
    assert "第一篇" not in home
    chinese = get(app, "/zh/").text
    assert "第一篇" in chinese
    assert '<html lang="zh-Hans">' in chinese


def test_lists_go_over_several_pages_whose_first_has_one_address(publish):
    app = publish(make_posts(5))
    assert "Page 1 of 3" in get(app, "/").text
    last = get(app, "/pages/3/").text
    assert "Post 1" in last
    assert 'href="/pages/2/"' in last
    assert get(app, "/pages/1/", 308).headers["Location"].endswith("/")
    for path in ("/pages/4/", "/pages/0/", "/pages/x/", "/zh/pages/2/"):
        get(app, path, 404)
    assert 'href="/list/one/2/"' in get(app, "/list/one/").text
    get(app, "/list/one/4/", 404)


def test_site_without_posts_says_so(publish):
    app = publish({})
    for path in ("/", "/archive/"):
        assert "There is nothing here yet." in get(app, path).text


def test_post_is_shown_with_its_neighbours_and_translation(publish):
    app = publish(
        {
            **make_posts(3),
            "posts/en/02-post-2.md": write_post("Post 2", "2026-01-02", key="two"),
            "posts/zh/二.md": write_post("第二篇", key="two"),
        }
    )
    page = get(app, "/page/post-2/").text
    assert '<a rel="prev" href="/page/post-1/">' in page
    assert '<a rel="next" href="/page/post-3/">' in page
    assert 'href="/page/%E4%BA%8C/" hreflang="zh-Hans"' in page


def test_headings_of_a_post_are_listed(publish):
    text = write_post(body="## First things\n\ntext\n\n## 第二\n\ntext")
    page = get(publish({"posts/en/a.md": text}), "/page/a/").text
    contents = page[page.index('class="toc"') :]
    assert "First things</a>" in contents
    assert "第二</a>" in contents


def test_markdown_is_rendered_and_cannot_bring_scripts(publish):
    body = (
        "| a | b |\n| - | - |\n| 1 | 2 |\n\n<script>alert(1)</script>\n\n"
        "[x](javascript:alert(1)) ![y](javascript:alert(2))\n\n```python\nx = 1\n```\n"
    )
    page = get(publish({"posts/en/a.md": write_post(body=body)}), "/page/a/").text
    assert "<table>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert 'src="javascript' not in page
    assert "&lt;script&gt;" in page


def test_title_and_summary_are_text_everywhere(publish):
    text = write_post('"<b>x</b> \\"q\\" & </script>"', summary="'<i>\"s\"</i>'")
    app = publish({"posts/en/a.md": text})
    for path in ("/", "/page/a/", "/list/one/", "/archive/"):
        page = get(app, path).text
        assert "<b>x" not in page
        assert "<i>" not in page
        assert page.count("</script>") == page.count("<script")


@pytest.mark.parametrize("tag", ["部署", "C++", "a b", "caf\u00e9", "100%", "q?x#y&z"])
def test_tags_of_any_characters_have_a_page(publish, tag):
    app = publish({"posts/en/a.md": write_post(tags=f"['{tag}']")})
    address = app.test_client().get("/").text.split('rel="tag" href="')[1].split('"')[0]
    assert "A title" in get(app, address.replace("&amp;", "&")).text


def test_other_spellings_of_a_tag_lead_to_the_one_address(publish):
    app = publish({"posts/en/a.md": write_post(tags="[Caf\u00e9]")})
    for other in ("cafe\u0301", "CAF\u00c9", "caf\u00e9"):
        response = get(app, f"/list/{other}/", 301)
        assert response.headers["Location"].endswith("/list/Caf%C3%A9/")
    get(app, "/list/Caf\u00e9", 308)
    get(app, "/list/tea/", 404)


def test_other_spellings_and_old_addresses_of_a_post_lead_to_it(publish):
    app = publish({"posts/zh/01-你好é.md": write_post(aliases="[old-name]")})
    for other in (
        "old-name",
        "Old-Name",
        unicodedata.normalize("NFD", "你好é"),
        "你好É",
    ):
        response = get(app, f"/page/{other}/", 301)
        assert response.headers["Location"].endswith("/page/%E4%BD%A0%E5%A5%BD%C3%A9/")


def test_drafts_and_posts_to_come_are_not_there(publish):
    app = publish(
        {
            "posts/en/a.md": write_post("Secret draft", draft="true", tags="[secrecy]"),
            "posts/en/b.md": write_post("Far off", "2999-01-01", tags="[secrecy]"),
        }
    )
    for path in ("/page/a/", "/page/b/", "/list/secrecy/", "/list/secrecy/feed.xml"):
        get(app, path, 404)
    for path in (
        "/",
        "/archive/",
        "/feed.xml",
        "/atom.xml",
        "/feed.json",
        "/sitemap.xml",
    ):
        text = get(app, path).text
        assert "Secret" not in text
        assert "Far off" not in text
        assert "secrecy" not in text


def test_changed_file_shows_at_once(publish, tmp_path):
    app = publish({"posts/en/a.md": write_post("Before")})
    before = get(app, "/page/a/")
    (tmp_path / "posts/en/a.md").write_text(write_post("Afterwards"), "utf-8")
    after = get(app, "/page/a/")
    assert "Before" in before.text
    assert "Afterwards" in after.text
    assert before.headers["ETag"] != after.headers["ETag"]


def test_browser_that_has_the_page_is_told_so(publish):
    app = publish(make_posts(1))
    for path in ("/", "/page/post-1/", "/list/one/", "/archive/", "/feed.xml"):
        tag = get(app, path).headers["ETag"]
        again = get(app, path, 304, headers={"If-None-Match": tag})
        assert again.text == ""
        assert again.headers["ETag"] == tag
    assert get(app, "/", method="HEAD").text == ""


def test_kept_answer_is_the_same_as_the_first_one(publish):
    app = publish(make_posts(3))
    for path in ("/", "/zh/", "/page/post-1/", "/list/one/", "/sitemap.xml"):
        first, second = get(app, path), get(app, path)
        assert first.data == second.data
        assert first.headers.to_wsgi_list() == second.headers.to_wsgi_list()


def test_answers_for_one_host_do_not_reach_another(publish):
    app = publish(make_posts(1))
    for host in ("one.example", "two.example"):
        page = get(app, "/page/post-1/", base_url=f"https://{host}/").text
        assert f'rel="canonical" href="https://{host}/page/post-1/"' in page


def test_site_with_an_address_of_its_own_does_not_believe_the_request(publish):
    app = publish(make_posts(1), PRESS_URL="https://real.example:8443")
    for path in ("/", "/page/post-1/", "/feed.xml", "/sitemap.xml", "/robots.txt"):
        for host in ("real.example", "localhost:5000"):
            text = get(app, path, headers={"Host": host}).text
            assert "https://real.example:8443/" in text
            assert "localhost" not in text
        get(app, path, 400, headers={"Host": "evil.example"})


def test_site_in_production_has_nothing_that_a_check_minds(publish):
    app = publish({}, PRESS_URL="https://real.example", TESTING=False)
    app.secret_key = "3c1f0e9a7b5d48269e0c7a1f5b3d8e42"
    result = app.test_cli_runner().invoke(cli, ["check", "--deploy"])
    assert result.exit_code == 0, result.output


def test_site_works_under_a_prefix(publish):
    app = publish(make_posts(2))
    page = get(app, "/page/post-1/", environ_overrides={"SCRIPT_NAME": "/blog"}).text
    assert 'href="/blog/page/post-2/"' in page
    assert 'href="http://localhost/blog/page/post-1/"' in page
    assert "/blog" not in get(app, "/page/post-1/").text


@pytest.mark.parametrize(
    ("path", "language", "text"),
    [
        ("/nothing", "", "There is no page here"),
        ("/nothing", "zh-CN,zh;q=0.9", "这里没有页面"),
        ("/zh/没有/", "en", "这里没有页面"),
        ("/page/nothing/", "fr", "There is no page here"),
    ],
)
def test_missing_page_is_told_in_the_language_of_the_reader(
    publish, path, language, text
):
    response = get(publish({}), path, 404, headers={"Accept-Language": language})
    assert text in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert 'content="noindex"' in response.text


def test_wrong_method_is_told_which_are_right(publish):
    with publish({}).test_client().post("/") as response:
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]
        assert "This cannot be answered" in response.text


def test_failure_shows_a_page_and_nothing_of_what_failed(publish, caplog):
    app = publish({}, TESTING=False, PROPAGATE_EXCEPTIONS=False)

    @app.get("/broken")
    def break_down():
        raise RuntimeError("a secret detail")

    with caplog.at_level(logging.ERROR):
        response = get(app, "/broken", 500)
    assert "Something went wrong here" in response.text
    assert "secret" not in response.text
    assert "a secret detail" in caplog.text


def test_failure_of_the_page_for_failures_is_still_answered(publish, caplog):
    app = publish({}, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.jinja_env.globals["asset"] = None
    response = get(app, "/", 500)
    assert "Internal Server Error" in response.text
    assert "failed too" in caplog.text


@pytest.mark.parametrize("path", ["/", "/nothing", "/feed.xml", "/static/site.css"])
def test_every_answer_says_how_little_it_needs(publish, path):
    app = publish({})
    with app.test_client().get(path) as response:
        assert response.headers["Content-Security-Policy"].startswith(POLICY)
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in response.headers
        assert "Set-Cookie" not in response.headers
    with app.test_client().get(path, base_url="https://x.example") as response:
        assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


def test_pictures_of_posts_are_served_and_nothing_beside_them(publish):
    app = publish({"media/a.txt": "a picture"})
    assert get(app, "/media/a.txt").text == "a picture"
    for path in ("/media/../site.toml", "/media/%2e%2e/site.toml", "/media/b.txt"):
        get(app, path, 404)


def test_media_lead_to_no_other_files_of_the_server(publish, tmp_path):
    app = publish(
        {"media/a.txt": "a picture", "media/.env": "secret", "media/.git/x": ""}
    )
    (tmp_path / "media" / "site").symlink_to(tmp_path / "site.toml")
    (tmp_path / "media" / "up").symlink_to(tmp_path)
    (tmp_path / "media" / "same").symlink_to(tmp_path / "media" / "a.txt")
    (tmp_path / "media" / "loop").symlink_to(tmp_path / "media" / "loop")
    assert get(app, "/media/same").text == "a picture"
    for name in ("site", "up/site.toml", "loop", ".env", ".git/x", "%00", "a" * 5000):
        get(app, f"/media/{name}", 404)


def test_media_may_be_kept_elsewhere(publish, tmp_path):
    app = publish({"elsewhere/a.txt": "a picture"})
    (tmp_path / "media").symlink_to(tmp_path / "elsewhere")
    assert get(app, "/media/a.txt").text == "a picture"


def test_style_sheets_may_be_kept_because_their_address_is_of_their_content(publish):
    app = publish({})
    home = get(app, "/").text
    address = home.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in get(app, address).headers["Cache-Control"]
    plain = address.split("?")[0]
    assert "immutable" not in get(app, plain).headers.get("Cache-Control", "")


def test_canonical_address_and_what_search_engines_read(publish):
    text = write_post("Hello", summary="In short.")
    page = get(publish({"posts/en/a.md": text}), "/page/a/").text
    for part in (
        '<link rel="canonical" href="http://localhost/page/a/">',
        '<meta name="description" content="In short.">',
        '<meta property="og:type" content="article">',
        '"@type": "BlogPosting"',
        '<meta property="article:published_time" content="2026-01-02T00:00:00+00:00">',
    ):
        assert part in page


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", 1), ("word " * 1000, 5), ("字" * 1050, 3), ("字" * 700 + " word" * 400, 4)],
)
def test_time_to_read_counts_words_and_han_characters(publish, text, minutes):
    page = get(publish({"posts/en/a.md": write_post(body=text)}), "/page/a/").text
    assert f"{minutes} minute{'s' if minutes > 1 else ''} to read" in page
