"""The publishing site as its readers meet it, behind the production server."""

import pytest

PHONE = {"width": 390, "height": 844}
PATHS = [
    "/",
    "/zh/",
    "/archive/",
    "/about/",
    "/list/http/",
    "/page/set-up-an-environment/",
    "/page/routing/",
    "/page/会话/",
]
DARK = "rgb(22, 23, 26)"
LIGHT = "rgb(253, 252, 250)"


@pytest.fixture
def site(serve):
    return serve({}, "--app", "press", "serve")


def get_background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_reader_goes_from_home_to_a_tag_to_a_post_and_reads_in_the_dark(page, site):
    page.goto(site.url)
    page.locator(".cloud a", has_text="routing").click()
    page.wait_for_url("**/list/routing/")
    page.get_by_role("heading", name="Posts tagged “routing”").wait_for()
    page.locator(".cards h3 a", has_text="Routing").first.click()
    page.wait_for_url("**/page/routing/")
    assert page.locator("article .prose .highlight").count() > 3

    assert get_background(page) == LIGHT
    button = page.get_by_role("button", name="Light or dark")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert get_background(page) == DARK
    page.reload()
    assert get_background(page) == DARK
    page.get_by_role("link", name="Kolben Press").click()
    page.wait_for_url(f"{site.url}/")
    assert get_background(page) == DARK
    page.get_by_role("button", name="Light or dark").click()
    assert get_background(page) == LIGHT


def test_reader_follows_contents_translation_and_neighbours(open_page, site):
    page = open_page(reduced_motion="reduce")
    page.goto(f"{site.url}/zh/")
    page.locator(".cards h3 a", has_text="会话").first.click()
    entry = page.locator(".toc a").nth(1)
    text = entry.inner_text()
    entry.click()
    assert "#" in page.url
    heading = page.locator(":target")
    assert heading.inner_text().strip() == text.strip()
    assert heading.bounding_box()["y"] < 200
    page.locator("article header").get_by_role("link", name="English").click()
    page.wait_for_url("**/page/sessions/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".neighbours a[rel=next]").click()
    page.wait_for_url("**/page/routing/")


def test_every_kind_of_page_fits_on_a_phone(open_page, site):
    page = open_page(viewport=PHONE)
    for path in PATHS:
        page.goto(site.url + path)
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= PHONE["width"], path
        small = page.evaluate(
            "[...document.querySelectorAll('nav a, button')].filter("
            "each => each.checkVisibility() && each.getBoundingClientRect().height < 24"
            ").map(each => each.outerHTML)"
        )
        assert not small, path


def test_without_scripts_pages_are_whole_and_follow_the_system(open_page, site):
    page = open_page(java_script_enabled=False, color_scheme="dark")
    page.goto(f"{site.url}/page/routing/")
    assert get_background(page) == DARK
    assert page.locator("#theme").is_hidden()
    assert page.locator("article .prose h2").count() > 3


def test_choice_of_the_reader_goes_before_that_of_the_system(open_page, site):
    page = open_page(color_scheme="dark")
    page.goto(site.url)
    assert get_background(page) == DARK
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    assert get_background(page) == LIGHT


def test_first_key_press_leads_past_the_menu(page, site):
    page.goto(f"{site.url}/page/routing/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("each => each === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_missing_page_is_a_page_of_the_site(page, site, problems):
    problems.expect("status 404")
    page.goto(f"{site.url}/page/no-such-thing/")
    page.get_by_role("link", name="To the front page").click()
    page.wait_for_url(f"{site.url}/")


def test_reader_tries_the_api_out(page, site, problems):
    page.goto(site.url)
    page.get_by_role("link", name="API", exact=True).click()
    page.wait_for_url("**/api/")
    page.locator("[id$=get_one_post] .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    seen = page.locator(".live-responses-table td.response-col_status")
    execute = page.get_by_role("button", name="Execute")
    name = page.locator("tr[data-param-name=uri] input")
    name.fill("routing")
    execute.click()
    seen.filter(has_text="200").wait_for()
    answer = page.locator(".live-responses-table .highlight-code").first
    assert '"title": "Routing' in answer.inner_text()
    name.fill("nothing-of-that-name")
    problems.expect("status 404")
    execute.click()
    seen.filter(has_text="404").wait_for()
    assert '"error_code": 1001' in answer.inner_text()
