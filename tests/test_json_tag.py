"""kolben.json.tag: what JSON loses comes back, in Flask's text."""

import datetime
import uuid
from typing import ClassVar

import flask.json.tag
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from kolben.json.tag import JSONTag, TaggedJSONSerializer, TagUUID

TAG_KEYS = st.sampled_from([" t", " b", " di", " d", " m", " u", " t__", " di__"])
KEYS = TAG_KEYS | st.text(max_size=4)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.uuids()
    | st.text(max_size=8).map(Markup)
    | st.datetimes(
        min_value=datetime.datetime(1000, 1, 1),
        timezones=st.just(datetime.UTC),
    ).map(lambda moment: moment.replace(microsecond=0))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=10,
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_what_is_written_is_read_back(value):
    serializer = TaggedJSONSerializer()
    assert serializer.loads(serializer.dumps(value)) == value


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_the_text_is_flasks(value):
    ours, theirs = TaggedJSONSerializer(), flask.json.tag.TaggedJSONSerializer()
    text = theirs.dumps(value)
    assert ours.dumps(value) == text
    assert ours.loads(text) == theirs.loads(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1, (2,)), '{" t":[1,{" t":[2]}]}'),
        (b"a", '{" b":"YQ=="}'),
        ({" t": 1}, '{" di":{" t__":1}}'),
        ({" t": 1, "a": 2}, '{" t":1,"a":2}'),
        (Markup("<b>"), '{" m":"<b>"}'),
        (uuid.UUID(int=1), '{" u":"00000000000000000000000000000001"}'),
    ],
)
def test_text(value, text):
    serializer = TaggedJSONSerializer()
    assert serializer.dumps(value) == text
    assert serializer.loads(text) == value


def test_markup_comes_back_as_markup():
    serializer = TaggedJSONSerializer()
    assert isinstance(serializer.loads('{" m":"x"}'), Markup)


def test_a_moment_loses_its_fraction():
    serializer = TaggedJSONSerializer()
    moment = datetime.datetime(2020, 5, 17, 1, 2, 3, 4, datetime.UTC)
    assert serializer.loads(serializer.dumps(moment)) == moment.replace(microsecond=0)


def test_an_unknown_tag_is_an_ordinary_object():
    assert TaggedJSONSerializer().loads('{" x":1}') == {" x": 1}


class Shout(str):
    __slots__ = ()


class TagShout(JSONTag):
    key = " s"

    def check(self, value):
        return isinstance(value, Shout)

    def to_json(self, value):
        return str(value)

    def to_python(self, value):
        return Shout(value)


def test_a_tag_of_ones_own():
    serializer = TaggedJSONSerializer()
    serializer.register(TagShout)
    value = serializer.loads(serializer.dumps([Shout("hey"), "hey"]))
    assert [type(item) for item in value] == [Shout, str]


def test_a_tag_may_want_even_plain_values():
    class TagInt(JSONTag):
        key = " i"

        def check(self, value):
            return type(value) is int

        def to_json(self, value):
            return hex(value)

        def to_python(self, value):
            return int(value, 16)

    serializer = TaggedJSONSerializer()
    serializer.register(TagInt)
    assert serializer.dumps([255, "a"]) == '[{" i":"0xff"},"a"]'
    assert serializer.loads('[{" i":"0xff"}]') == [255]


def test_a_tag_that_was_put_into_the_order_by_hand_is_asked():
    serializer = TaggedJSONSerializer()
    serializer.order.insert(0, TagShout(serializer))
    assert serializer.dumps(Shout("a")) == '{" s":"a"}'


def test_a_key_is_taken_once():
    class Other(JSONTag):
        key = TagUUID.key

    serializer = TaggedJSONSerializer()
    with pytest.raises(KeyError, match="taken by TagUUID"):
        serializer.register(Other)
    serializer.register(Other, force=True, index=0)
    assert isinstance(serializer.tags[" u"], Other)
    assert isinstance(serializer.order[0], Other)


def test_a_tag_goes_where_the_index_says():
    serializer = TaggedJSONSerializer()
    serializer.register(TagShout, index=-1)
    assert isinstance(serializer.order[-2], TagShout)


def test_a_serializer_may_know_fewer_types():
    class Few(TaggedJSONSerializer):
        default_tags: ClassVar = [TagShout]

    serializer = Few()
    assert serializer.dumps([Shout("a")]) == '["a"]'
    assert serializer.dumps(Shout("a")) == '{" s":"a"}'


def test_a_tag_has_to_say_everything():
    tag = JSONTag(TaggedJSONSerializer())
    for method in (tag.check, tag.to_json, tag.to_python):
        with pytest.raises(NotImplementedError):
            method(1)
