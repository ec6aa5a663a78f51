from html import unescape

import html5lib
import pytest

from kolben.openapi.document import write_document
from kolben.openapi.operation import (
    Answer,
    Content,
    Description,
    Operation,
    Parameter,
)
from kolben.openapi.reference import render_reference
from kolben.openapi.serve import _list_versions

EVIL = "</code><script>alert(1)</script>\"'&"
LINKS = {name: name for name, _ in _list_versions()}


def render(description):
    return render_reference(write_document(description), LINKS).decode()


def render_one(**facts):
    return render(Description(operations=[Operation("get", "/a", **facts)]))


@pytest.fixture
def page(shop):
    return shop.test_client().get("/reference").text


def test_the_page_is_well_formed(page):
    html5lib.HTMLParser(strict=True).parse(page)


def test_every_operation_and_schema_has_an_anchor_that_is_linked(page, document):
    anchors = [
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
    ]
    anchors += [f"schema-{name}" for name in document["components"]["schemas"]]
    for anchor in anchors:
        assert page.count(f'id="{anchor}"') == 1
        assert f'href="#{anchor}"' in page


def test_the_page_tells_limits_values_and_who_one_has_to_be(page):
    for text in (
        "up to 80 characters",
        "at least 0",
        "one of tool, toy",
        "default 20",
        "Needs key.",
        "Needs bearer (items:write).",
        "All see it at once.",
        "No such item",
    ):
        assert text in page, text


def test_types_that_hold_themselves_come_to_an_end(page):
    assert page.count('<code class="name">parts</code>') < 20


def test_commands_of_curl_have_what_is_needed(page):
    text = unescape(page)
    assert "curl 'http://localhost/items/1' \\\n  -H 'X-Key: KEY'" in text
    assert "-H 'Content-Type: application/json'" in text
    assert '-d \'{"title": "A kettle", "price": 12.5}\'' in text
    assert "-F 'picture=@FILE'" in text
    assert "curl -X DELETE" in text


def test_nothing_of_a_document_becomes_a_tag():
    text = render(
        Description(
            title=EVIL,
            version=EVIL,
            description=EVIL,
            contact={"name": EVIL, "url": EVIL},
            license={"name": EVIL},
            schemas={"Evil": {"type": "string", "enum": [EVIL], "description": EVIL}},
            security_schemes={"evil": {"type": "http", "description": EVIL}},
            operations=[
                Operation(
                    "get",
                    f"/{EVIL}",
                    operation_id=EVIL,
                    summary=EVIL,
                    description=EVIL,
                    tags=[EVIL],
                    parameters=[
                        Parameter(EVIL, "query", {"default": EVIL}, description=EVIL)
                    ],
                    answers=[
                        Answer("200", EVIL, {EVIL: Content({"type": EVIL}, EVIL)})
                    ],
                )
            ],
        )
    )
    assert "<script>" not in text
    html5lib.HTMLParser(strict=True).parse(text)


def test_deprecated_operations_say_so():
    assert 'class="deprecated"' in render_one(deprecated=True)
    assert 'class="deprecated"' not in render_one()


def test_operations_without_a_tag_stand_together():
    assert '<h2 id="tag-Operations">Operations</h2>' in render_one()


def test_alternatives_are_named_and_unfolded():
    schemas = {
        name: {"type": "object", "properties": {name.lower(): {"type": "string"}}}
        for name in ("Cat", "Dog")
    }
    either = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas]}
    answer = Answer("200", "", {"application/json": Content(either)})
    operation = Operation("get", "/a", answers=[answer])
    text = render(Description(schemas=schemas, operations=[operation]))
    assert '<a href="#schema-Cat">Cat</a> or <a href="#schema-Dog">Dog</a>' in text
    assert '<code class="name">cat</code>' in text
    assert '<code class="name">dog</code>' in text
