"""The second look against msgspec: the same verdict for any type and any JSON."""

import json
from contextlib import suppress
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kolben.schema import Faults, Malformed
from kolben.schema.guards import make_whole, write_whole
from kolben.schema.types import Type

from .samples import JSON, LEAVES, UNIONS, has_whole_floats, types, values, write

few = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read(type_, data):
    try:
        return type_.decode_json(data), ()
    except Faults as error:
        return None, error.faults


def judge(annotation, data):
    """What msgspec makes of it by itself."""
    try:
        return msgspec.json.decode(data, type=annotation), True
    except msgspec.ValidationError:
        return None, False


@pytest.mark.slow
@few
@given(st.data())
def test_faults_are_found_exactly_when_msgspec_refuses(data):
    type_ = Type(data.draw(types()))
    value = data.draw(values(type_.node))
    text = write(value)
    decoded, fits = judge(type_.annotation, text)
    if not fits and has_whole_floats(value):
        # Which are whole numbers to JSON Schema, and to us.
        decoded, fits = judge(type_.annotation, write_whole(text))
    made, faults = read(type_, text)
    found = type_.find_faults(json.loads(text))
    if fits and "decimal" not in repr(type_.annotation).lower():
        assert not found, found.faults
    if not fits:
        assert found
        assert all(fault.place.startswith("body") for fault in found.faults)
    assert bool(faults) == bool(found)
    if fits and not faults:
        assert made == decoded
        if "Decimal" not in repr(type_.node):
            plain = json.loads(write_whole(text))
            assert type_.convert(plain, "body") == decoded


@pytest.mark.slow
@few
@given(st.sampled_from(LEAVES + UNIONS), JSON)
def test_any_json_for_any_type_is_judged_alike(annotation, value):
    type_ = Type(annotation)
    text = write(value)
    _, fits = judge(annotation, write(make_whole(value)))
    assert fits or type_.find_faults(json.loads(text))
    _, faults = read(type_, text)
    assert bool(faults) == bool(type_.find_faults(json.loads(text)))


@pytest.mark.slow
@few
@given(st.data())
def test_every_fault_says_where_and_what(data):
    type_ = Type(data.draw(types()))
    faults = type_.find_faults(data.draw(values(type_.node))).faults
    for fault in faults:
        for language in ("en", "zh"):
            assert fault.say(language)
            assert "{" not in fault.say(language).replace(str(fault.value), "")
        assert fault.value is None or len(fault.value) <= 80
        assert json.dumps(fault.to_dict(), allow_nan=False, default=str)


@pytest.mark.slow
@few
@given(st.data())
def test_mended_values_have_no_faults_left(data):
    """A fault is where it says: with that value gone, one fault fewer is found."""
    inner = data.draw(types())
    type_ = Type(list[inner])
    value = data.draw(st.lists(values(type_.node.item_type), min_size=1, max_size=5))
    places = {fault.place for fault in type_.find_faults(value).faults}
    wrong = {
        at
        for at in range(len(value))
        if any(
            place[len(f"body[{at}]") :][:1] in ("", ".", "[")
            for place in places
            if place.startswith(f"body[{at}]")
        )
    }
    right = [each for at, each in enumerate(value) if at not in wrong]
    assert not type_.find_faults(right)


@pytest.mark.slow
@few
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    for annotation in (LEAVES[0], Decimal, dict[int, float], LEAVES[14]):
        type_ = Type(annotation)
        for decode in (type_.decode_json, type_.decode_msgpack):
            with suppress(Faults, Malformed):
                decode(data)
