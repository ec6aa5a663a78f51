import gzip
import re
from urllib.parse import urljoin

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from kolben import Blueprint
from kolben.errors import SetupError
from kolben.openapi import OpenAPI, oauth2

from .shop import make_app


def list_links(text):
    return re.findall(r'(?:href|src|data-document|data-redirect)="([^"#]*)"', text)


def test_the_document_is_sent_with_an_etag_and_not_again(shop):
    client = shop.test_client()
    first = client.get("/openapi.json")
    assert first.content_type == "application/json"
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(
        "/openapi.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert not again.data
    assert client.get("/openapi.json").data == first.data
    head = client.head("/openapi.json")
    assert head.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("path", ["/docs", "/reference"])
def test_pages_have_an_etag_and_a_strict_policy(shop, path):
    client = shop.test_client()
    page = client.get(path)
    assert page.status_code == 200
    assert page.content_type == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/docs", "/reference"])
def test_nothing_on_a_page_is_inline_or_elsewhere(shop, path):
    text = shop.test_client().get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>|<base", text)
    assert not [url for url in list_links(text) if url.startswith(("/", "http"))]


@pytest.mark.parametrize("page", ["/docs", "/docs/", "/", "/a/b/docs"])
def test_links_of_the_pages_lead_to_what_is_there(app, page):
    OpenAPI(app, docs=page, path="/a/openapi.json", reference="/b/ref/")
    client = app.test_client()
    for start in (page, "/b/ref/"):
        text = client.get(start).text
        links = list_links(text)
        assert len(links) > 4
        for link in links:
            answer = client.get(urljoin(start, link))
            assert answer.status_code == 200, link
            if "?v=" in link:
                assert "immutable" in answer.headers["Cache-Control"]


def test_below_another_root_everything_still_fits(shop):
    client = shop.test_client()
    root = {"SCRIPT_NAME": "/mounted"}
    at_root = client.get("/openapi.json").json
    mounted = client.get("/openapi.json", environ_overrides=root).json
    assert at_root.pop("servers") == [{"url": "/"}]
    assert mounted.pop("servers") == [{"url": "/mounted"}]
    assert at_root == mounted
    page = client.get("/docs", environ_overrides=root).text
    assert page == client.get("/docs").text
    reference = client.get("/reference", environ_overrides=root).text
    assert "http://localhost/mounted/items/" in reference


def test_behind_a_proxy_examples_have_the_host_that_readers_see(shop):
    shop.wsgi_app = ProxyFix(shop.wsgi_app, x_host=1, x_proto=1, x_prefix=1)
    forwarded = {
        "X-Forwarded-Host": "api.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/shop",
    }
    client = shop.test_client()
    first = client.get("/reference", headers=forwarded)
    assert "https://api.example.org/shop/items/" in first.text
    second = client.get("/reference")
    assert "example.org/shop" not in second.text
    assert first.headers["ETag"] != second.headers["ETag"]


def test_many_roots_do_not_fill_the_memory(shop):
    client = shop.test_client()
    for number in range(60):
        root = {"SCRIPT_NAME": f"/{number}"}
        document = client.get("/openapi.json", environ_overrides=root).json
        assert document["servers"] == [{"url": f"/{number}"}]
    (published,) = shop.extensions["kolben.openapi"].values()
    assert len(published._sent) <= 24


def test_servers_that_were_given_stay():
    app = make_app(servers=["https://api.example.org/v3"])
    client = app.test_client()
    assert client.get("/openapi.json").json["servers"] == [
        {"url": "https://api.example.org/v3"}
    ]
    assert "https://api.example.org/v3/items/" in client.get("/reference").text


def test_pages_that_are_switched_off_are_not_there():
    app = make_app(docs=None, reference=None)
    client = app.test_client()
    assert client.get("/openapi.json").status_code == 200
    for path in ("/docs", "/reference", "/openapi-assets/swagger-ui.css"):
        assert client.get(path).status_code == 404


def test_the_other_page_does_not_tell_of_one_that_is_not_there():
    text = make_app(docs=None).test_client().get("/reference").text
    assert "docs" not in list_links(text)
    assert "Try it out" not in text
    text = make_app(reference=None).test_client().get("/docs").text
    assert "reference" not in text


def test_the_reference_works_without_a_document():
    client = make_app(path=None, docs=None).test_client()
    assert client.get("/openapi.json").status_code == 404
    text = client.get("/reference").text
    assert "GET" in text
    assert "openapi.json" not in text


def test_swagger_ui_without_a_document_is_refused_at_once():
    with pytest.raises(SetupError, match="docs=None"):
        OpenAPI(path=None)


def test_no_other_file_of_the_package_is_served(shop):
    client = shop.test_client()
    for name in ("serve.py", "README.md", "docs.html", "image-x.svg", "..%2Fserve.py"):
        assert client.get(f"/openapi-assets/{name}").status_code == 404


def test_files_are_sent_compressed_to_those_who_can_read_that(shop):
    client = shop.test_client()
    plain = client.get("/openapi-assets/docs.js")
    packed = client.get("/openapi-assets/docs.js", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert plain.headers["Cache-Control"] == "no-cache"


def test_images_of_the_styles_are_files(shop):
    client = shop.test_client()
    style = client.get("/openapi-assets/swagger-ui.css").text
    assert "data:" not in style
    assert "sourceMappingURL" not in style
    names = set(re.findall(r"url\(([^)]+)\)", style))
    assert len(names) > 5
    for name in names:
        image = client.get(f"/openapi-assets/{name}")
        assert image.status_code == 200
        assert image.content_type.startswith("image/")


def test_options_of_swagger_ui_are_taken_when_the_page_is_asked_for(app):
    options = {"docExpansion": "none"}
    OpenAPI(app, ui=lambda: options)
    client = app.test_client()
    assert "&#34;docExpansion&#34;: &#34;none&#34;" in client.get("/docs").text
    options["docExpansion"] = "full"
    assert "&#34;docExpansion&#34;: &#34;full&#34;" in client.get("/docs").text


def test_the_policy_of_the_app_goes_before_that_of_the_page(app):
    OpenAPI(app)

    @app.after_request
    def set_policy(response):
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    page = app.test_client().get("/docs")
    assert page.headers["Content-Security-Policy"] == "default-src 'self'"


def test_decorators_guard_all_of_it(app):
    def keep_out(view):
        def refuse(**values):
            return "no", 403

        return refuse

    OpenAPI(app, decorators=[keep_out])
    client = app.test_client()
    for path in ("/openapi.json", "/docs", "/reference", "/openapi-assets/docs.js"):
        assert client.get(path).status_code == 403


def test_a_blueprint_with_values_in_its_url_has_pages_too(app):
    part = Blueprint("part", "part", url_prefix="/<lang>/api")
    OpenAPI(part)
    app.register_blueprint(part)
    client = app.test_client()
    assert client.get("/en/api/openapi.json").status_code == 200
    assert client.get("/en/api/docs").status_code == 200
    assert client.get("/en/api/openapi-assets/docs.js").status_code == 200


def test_try_it_out_may_reach_the_hosts_that_the_document_names():
    flows = {
        "clientCredentials": {"tokenUrl": "https://id.example.org/t", "scopes": {}}
    }
    app = make_app(
        servers=["https://api.example.org/v3", "/here", "https://evil;x 'y'"],
        security_schemes={"oauth": oauth2(flows)},
    )
    client = app.test_client()
    policy = client.get("/docs").headers["Content-Security-Policy"]
    assert policy.endswith(
        "; connect-src 'self' https://api.example.org https://evil"
        " https://id.example.org"
    )
    assert (
        "connect-src" not in client.get("/reference").headers["Content-Security-Policy"]
    )


def test_a_host_that_is_none_gets_into_no_command(shop):
    host = {"HTTP_HOST": "h'$(x)"}
    answer = shop.test_client().get("/reference", environ_overrides=host)
    assert "$(x)" not in answer.text
