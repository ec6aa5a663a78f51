import copy
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben.openapi.compare import compare_documents, group_changes
from kolben.openapi.json_text import make_plain
from kolben.openapi.published import find_published

from .shop import make_app

REF = "#/components/schemas/"


@pytest.fixture(scope="module")
def shop_document():
    (published,) = find_published(make_app())
    return make_plain(published.get_document())


def make_document(**facts):
    """A document with one operation."""
    operation = {"operationId": "make", "responses": {"200": {"description": ""}}}
    return {
        "openapi": "3.1.1",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {**operation, **facts}}},
    }


def taking(schema):
    content = {"application/json": {"schema": schema}}
    return make_document(requestBody={"content": content})


def giving(schema):
    content = {"application/json": {"schema": schema}}
    return make_document(responses={"200": {"description": "", "content": content}})


def tell(old, new):
    return [(c.breaking, str(c)) for c in compare_documents(old, new)]


SCHEMAS = st.recursive(
    st.one_of(
        st.just({}),
        st.just({"type": "null"}),
        st.builds(
            lambda low, more: {"type": "integer", "minimum": low, "maximum": more},
            st.integers(-9, 9),
            st.integers(-9, 9),
        ),
        st.builds(
            lambda longest, form: {"type": "string", "maxLength": longest, **form},
            st.integers(0, 9),
            st.sampled_from([{}, {"format": "date"}, {"pattern": "^a"}]),
        ),
        st.builds(lambda values: {"enum": sorted(values)}, st.sets(st.text("ab"))),
        st.sampled_from("AB").map(lambda name: {"$ref": REF + name}),
    ),
    lambda inner: st.one_of(
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(
            lambda arms: {"anyOf": arms}, st.lists(inner, min_size=1, max_size=3)
        ),
        st.builds(lambda parts: {"allOf": parts}, st.lists(inner, max_size=2)),
        st.builds(
            lambda members, needed, more: {
                "type": "object",
                "properties": members,
                "required": sorted(needed & set(members)),
                "additionalProperties": more,
            },
            st.dictionaries(st.sampled_from("xyz"), inner),
            st.sets(st.sampled_from("xyz")),
            st.one_of(st.booleans(), inner),
        ),
    ),
    max_leaves=8,
)


@given(SCHEMAS, SCHEMAS, SCHEMAS)
@settings(max_examples=60, deadline=None)
def test_a_document_and_its_copy_have_no_difference(first, second, third):
    for make in (taking, giving):
        document = make(first)
        document["components"] = {"schemas": {"A": second, "B": third}}
        twin = copy.deepcopy(document)
        twin["info"]["description"] = "Only a text"
        (change,) = compare_documents(document, twin)
        assert (change.kind, change.breaking) == ("texts", False)
        assert compare_documents(document, copy.deepcopy(document)) == []


@given(SCHEMAS, SCHEMAS, SCHEMAS)
@settings(max_examples=60, deadline=None)
def test_any_two_schemas_can_be_compared(first, second, third):
    for make in (taking, giving):
        old, new = make(first), make(second)
        old["components"] = {"schemas": {"A": third, "B": first}}
        new["components"] = {"schemas": {"A": second, "B": third}}
        compare_documents(old, new)


WIDE = {"type": "string", "maxLength": 9}
NARROWER = [
    ({"type": ["string", "null"]}, {"type": "string"}),
    ({}, {"type": "string"}),
    ({"type": "number"}, {"type": "integer"}),
    ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "string"}),
    ({"type": "string"}, {"enum": ["a"]}),
    ({"enum": ["a", "b"]}, {"enum": ["a"]}),
    ({"enum": ["a", "b"]}, {"const": "a"}),
]
TIGHTER = [
    ({"type": "integer"}, {"type": "integer", "minimum": 0}),
    ({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}),
    ({"type": "integer", "minimum": 0}, {"type": "integer", "exclusiveMinimum": 0}),
    ({"type": "number", "maximum": 9}, {"type": "number", "exclusiveMaximum": 9}),
    ({"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 4}),
    (WIDE, {"type": "string", "maxLength": 8}),
    ({"type": "string"}, {"type": "string", "minLength": 1}),
    ({"type": "string"}, {"type": "string", "pattern": "^a"}),
    ({"type": "array"}, {"type": "array", "maxItems": 3}),
    ({"type": "array"}, {"type": "array", "uniqueItems": True}),
    ({"type": "object"}, {"type": "object", "additionalProperties": False}),
]


@pytest.mark.parametrize(("wide", "narrow"), [*NARROWER, *TIGHTER])
def test_to_take_less_breaks_and_to_take_more_does_not(wide, narrow):
    member = {"type": "object", "properties": {"x": {"type": "array"}}}
    for make in (
        taking,
        lambda schema: taking({**member, "properties": {"x": schema}}),
        lambda schema: taking({"type": "array", "items": schema}),
        lambda schema: taking({"additionalProperties": schema}),
        lambda schema: taking({"allOf": [{"properties": {"y": schema}}]}),
    ):
        changes = compare_documents(make(wide), make(narrow))
        assert any(change.breaking for change in changes)
        changes = compare_documents(make(narrow), make(wide))
        assert changes
        assert not any(change.breaking for change in changes)


@pytest.mark.parametrize(("wide", "narrow"), NARROWER)
def test_to_answer_more_breaks_and_to_answer_less_does_not(wide, narrow):
    changes = compare_documents(giving(narrow), giving(wide))
    assert any(change.breaking for change in changes)
    changes = compare_documents(giving(wide), giving(narrow))
    assert changes
    assert not any(change.breaking for change in changes)


@pytest.mark.parametrize(("wide", "narrow"), TIGHTER)
def test_limits_of_an_answer_break_nobody(wide, narrow):
    for old, new in ((wide, narrow), (narrow, wide)):
        changes = compare_documents(giving(old), giving(new))
        assert changes
        assert not any(change.breaking for change in changes)


def test_another_format_of_an_answer_breaks():
    old, new = {"type": "string", "format": "date"}, {"type": "string"}
    assert tell(giving(old), giving(new)) == [
        (True, 'POST /a 200: format was "date", is not set')
    ]
    assert not compare_documents(giving(new), giving(old))[0].breaking


def test_integers_are_counted_not_measured():
    old = {"type": "integer", "exclusiveMinimum": 0}
    changes = compare_documents(taking(old), taking({"type": "integer", "minimum": 1}))
    assert [change.kind for change in changes] == ["texts"]


def make_object(required, *names):
    members = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": members, "required": required}


@pytest.mark.parametrize(
    ("old", "new", "sent", "got"),
    [
        ((["a"], "a"), (["a"], "a", "b"), (False, "b: new"), (False, "b: new")),
        ((["a"], "a"), (["a", "b"], "a", "b"), (True, "b: new, and required"),
         (False, "b: new")),
        (([], "a", "b"), ([], "a"), (True, "b: is no longer taken"),
         (True, "b: is no longer there")),
        (([], "a"), (["a"], "a"), (True, "a: is now required"),
         (False, "a: is now required")),
        ((["a"], "a"), ([], "a"), (False, "a: may now be missing"),
         (True, "a: may now be missing")),
    ],
)  # fmt: skip
def test_members_come_and_go(old, new, sent, got):
    old, new = make_object(*old), make_object(*new)
    assert tell(taking(old), taking(new)) == [(sent[0], f"POST /a body.{sent[1]}")]
    assert tell(giving(old), giving(new)) == [(got[0], f"POST /a 200.{got[1]}")]


def parameter(**facts):
    facts = {"name": "q", "in": "query", "schema": {"type": "string"}, **facts}
    return make_document(parameters=[facts])


@pytest.mark.parametrize(
    ("old", "new", "breaking", "text"),
    [
        (make_document(), parameter(), False, "POST /a query.q: new"),
        (make_document(), parameter(required=True), True,
         "POST /a query.q: new, and required"),
        (parameter(), make_document(), True, "POST /a query.q: is no longer taken"),
        (parameter(), parameter(required=True), True,
         "POST /a query.q: is now required"),
        (parameter(required=True), parameter(), False,
         "POST /a query.q: may now be left out"),
        (parameter(), parameter(schema={"type": "integer"}), True,
         "POST /a query.q: was string, is integer"),
        (parameter(), parameter(style="pipeDelimited"), True,
         "POST /a query.q: style was None, is pipeDelimited"),
        (make_document(), taking({}), False, "POST /a body: a body is now taken"),
        (taking({}), make_document(), True,
         "POST /a body: no body is taken any more"),
        (make_document(security=[]), make_document(security=[{"k": []}]), True,
         "POST /a: nothing no longer suffices: needs k"),
        (make_document(security=[{"k": ["r"]}]),
         make_document(security=[{"k": ["r", "w"]}]), True,
         "POST /a: k (r) no longer suffices: needs k (r, w)"),
        (make_document(), make_document(deprecated=True), False,
         "POST /a: is now deprecated"),
        (make_document(), make_document(responses={}), True,
         "POST /a 200: is no longer answered"),
        (make_document(), {**make_document(), "paths": {}}, True,
         "POST /a: the path is gone"),
        (make_document(), {**make_document(), "servers": [{"url": "/v2"}]}, True,
         "servers: / is gone"),
    ],
)  # fmt: skip
def test_changes_are_told_with_their_place(old, new, breaking, text):
    assert (breaking, text) in tell(old, new)


def test_what_a_path_value_is_called_breaks_nobody():
    old, new = parameter(), parameter()
    for document, name in ((old, "id"), (new, "nr")):
        document["paths"] = {f"/a/{{{name}}}": document["paths"]["/a"]}
        operation = document["paths"][f"/a/{{{name}}}"]["post"]
        operation["parameters"][0].update({"name": name, "in": "path"})
    assert [change.kind for change in compare_documents(old, new)] == ["texts"]


def test_a_change_of_a_shared_schema_is_told_once():
    old = giving({"$ref": REF + "A"})
    old["components"] = {"schemas": {"A": make_object([], "a", "b")}}
    old["paths"]["/b"] = copy.deepcopy(old["paths"]["/a"])
    new = copy.deepcopy(old)
    del new["components"]["schemas"]["A"]["properties"]["b"]
    ((change, more),) = group_changes(compare_documents(old, new))
    assert str(change) == "POST /a 200.b: is no longer there"
    assert change.shared == "A.b"
    assert more == 1


@pytest.mark.parametrize("wrap", ["items", "anyOf", "allOf", "properties"])
def test_types_that_hold_themselves_are_compared_in_the_end(wrap):
    inner = {"$ref": REF + "A"}
    members = {
        f"m{number}": {"anyOf": [inner, {"type": "null"}]} for number in range(12)
    }
    node = {
        "items": {"type": "array", "items": {"allOf": [inner]}},
        "anyOf": {"anyOf": [{"type": "array", "items": inner}, inner]},
        "allOf": {"allOf": [{"properties": {"a": {"allOf": [inner]}}}, inner]},
        "properties": {"type": "object", "properties": members},
    }[wrap]
    old, new = taking(inner), taking(inner)
    old["components"] = {"schemas": {"A": node}}
    new["components"] = {"schemas": {"A": {**copy.deepcopy(node), "maxLength": 3}}}
    assert compare_documents(old, new)


def list_places(value, path=()):
    """Every dict inside of a document, and how to get there."""
    if isinstance(value, dict):
        yield path
        for key, inner in value.items():
            yield from list_places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from list_places(inner, (*path, index))


def walk(document, path):
    for step in path:
        document = document[step]
    return document


def drop(name):
    def mutate(holder):
        holder.pop(name)

    return mutate


def set_to(name, value):
    def mutate(holder):
        holder[name] = value

    return mutate


# Where → what makes it break.
MUTATIONS = {
    "path": (r"paths", lambda it: it.pop(next(iter(it)))),
    "operation": (r"paths \S+", lambda it: it.pop(next(iter(it)))),
    "answer": (
        r"paths \S+ \w+ responses",
        lambda it: it.pop(next(each for each in it if each[0] == "2")),
    ),
    "answered type": (
        r"paths \S+ \w+ responses 2\d\d content",
        lambda it: it.pop("application/json"),
    ),
    "taken type": (
        r"paths \S+ \w+ requestBody content",
        lambda it: it.pop(next(iter(it))),
    ),
    "parameter": (r"paths \S+ \w+ parameters \d+", set_to("name", "other")),
    "parameter's type": (
        r"paths \S+ \w+ parameters \d+ schema",
        lambda it: (it.clear(), it.update({"type": "object"})),
    ),
    "security": (r"paths \S+ \w+", set_to("security", [{"bearer": ["more"]}])),
    "sent: type": (
        r"components schemas NewItem properties \w+",
        lambda it: (it.clear(), it.update({"type": "boolean"})),
    ),
    "sent: needed": (
        r"components schemas NewItem",
        set_to("required", ["title", "price", "kind", "tags"]),
    ),
    "sent: limits": (
        r"components schemas NewItem properties title",
        set_to("maxLength", 3),
    ),
    "sent: values": (
        r"components schemas NewItem properties kind",
        set_to("enum", ["tool"]),
    ),
    "got: member": (
        r"components schemas (Item|Maker) properties",
        lambda it: it.pop(next(iter(it))),
    ),
    "got: not sure": (r"components schemas Item", drop("required")),
    "got: values": (
        r"components schemas Item properties kind",
        set_to("enum", ["tool", "toy", "game"]),
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_way_to_break_clients_is_found_wherever_it_is(shop_document, name):
    where, mutate = MUTATIONS[name]
    places = [
        path
        for path in list_places(shop_document)
        if re.fullmatch(where, " ".join(map(str, path)))
    ]
    assert places
    for path in places:
        changed = copy.deepcopy(shop_document)
        mutate(walk(changed, path))
        assert changed != shop_document, path
        changes = compare_documents(shop_document, changed)
        assert any(change.breaking for change in changes), path
