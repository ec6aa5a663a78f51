"""Data made to hurt: refused soon, in little memory, and never with another error."""

import json
import time
import uuid
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben.schema import Faults, Malformed, compile_type
from kolben.schema.guards import MOST_LEVELS, MOST_LOOKUPS, is_too_deep, measure

from .samples import Tree

MERSENNE = 2**61 - 1  # All multiples of it have the hash 0.


def name(value):
    """An id for a test that does not have a megabyte."""
    return repr(value)[:30]


@contextmanager
def soon():
    """Not a measure, but a way out of what would never end."""
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < 20


def refuse(annotation, data):
    with soon(), pytest.raises((Faults, Malformed)) as error:
        compile_type(annotation).decode_json(data)
    if isinstance(error.value, Malformed):
        return error.value.fault.code
    return error.value.faults[0].code


def nest(levels, inside=b""):
    return b"[" * levels + inside + b"]" * levels


@pytest.mark.parametrize("levels", [MOST_LEVELS + 1, 500, 1_000_000])
def test_deep_data_are_refused(levels):
    deep = nest(levels)
    assert refuse(Any, deep) == "depth"
    assert refuse(list[Any], deep) == "depth"
    assert refuse(dict[str, Any], b'{"a":' + deep + b"}") == "depth"
    assert refuse(Any, b'{"a":' * levels + b"1" + b"}" * levels) == "depth"


def test_what_is_as_deep_as_allowed_is_read():
    assert compile_type(Any).decode_json(nest(MOST_LEVELS))
    brackets = json.dumps(["[" * 100, '\\"[[' * 100]).encode()
    assert compile_type(Any).decode_json(brackets)
    wide = b"[" + b"[]," * 10_000 + b"[]]"
    assert len(compile_type(Any).decode_json(wide)) == 10_001


def test_deep_recursive_values_are_refused():
    class Chain(msgspec.Struct):
        next: "Chain | None" = None

    globals()["Chain"] = Chain
    text = b'{"next":' * 65 + b"{}" + b"}" * 65
    assert refuse(Chain, text) == "depth"
    value = json.loads(text)
    with pytest.raises(Faults) as error:
        compile_type(Chain).convert(value, "form")
    assert error.value.faults[0].code == "depth"


def test_depth_in_what_is_skipped_is_refused():
    class Small(msgspec.Struct):
        a: int = 0

    assert refuse(Small, b'{"x":' + nest(100_000) + b"}") == "depth"


@pytest.mark.parametrize("levels", [100, 400, 700, 950, 5000])
def test_any_depth_in_what_is_skipped_is_no_other_error(levels):
    class Account(msgspec.Struct):
        count: int = 0
        amount: Decimal = Decimal(0)
        numbers: set[int] = set()

    type_ = compile_type(Account)
    deep = nest(levels, b"1.0")
    packed = b"\x91" * levels + b"\x01"
    for rest in (b"1", b"1.0", b'"x"', b"1, " + b'"amount": "NaN"'):
        with suppress(Faults, Malformed):
            type_.decode_json(b'{"x":' + deep + b', "count": ' + rest + b"}")
    for rest in (b"\x01", b"\xa1x"):
        with suppress(Faults, Malformed):
            type_.decode_msgpack(b"\x82\xa1x" + packed + b"\xa5count" + rest)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b"[" * 100 + b'"' + b'\\"' * 1_000_000,
        b"[" * 100 + b'"' * 1_000_000,
        b"[" * 100 + b"\\" * 1_000_000,
        b"]" * 1_000_000,
        b'{"' * 500_000,
        b"[[" * 100 + b"1," * 500_000,
    ],
    ids=name,
)
def test_what_is_not_closed_is_refused_in_linear_time(data):
    assert refuse(Any, data) in ("depth", "malformed")
    with soon():
        is_too_deep(data)


@given(
    st.recursive(
        st.integers() | st.sampled_from(["[", "]", '"', "{\\", "\\"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.text('[]{}"\\a'), inner),
    ),
    st.integers(55, 70),
)
@settings(max_examples=100, deadline=None)
def test_depth_is_counted_as_it_is(value, levels):
    for _ in range(levels):
        value = [value] if levels % 2 else {"[": value}
    assert is_too_deep(json.dumps(value).encode()) is (measure(value) > MOST_LEVELS)


def test_numbers_of_too_many_digits():
    long = b"9" * 1_000_000
    assert refuse(int, long) == "digits"
    assert refuse(Any, long) == "digits"
    assert refuse(float, long) == "digits"
    assert refuse(Decimal, long) == "digits"
    assert refuse(Decimal, b'"' + long + b'"') == "digits"
    assert refuse(list[int], b"[" + long + b"]") == "digits"
    assert compile_type(int).decode_json(b"9" * 4300) == 10**4300 - 1
    assert compile_type(Any).encode_json(10**4000)


def test_numbers_that_are_too_large():
    assert refuse(float, b"1e400") == "range"
    assert refuse(dict[str, Any], b'{"a": -1e400}') == "range"
    assert refuse(float, b"1e99999999999999999999") == "range"
    assert compile_type(float).decode_json(b"1e-400") == 0


@pytest.mark.parametrize(
    "text",
    ["1e999999999", "-1e-999999", "NaN", "sNaN123", " infinity", "-inf", "1e4301"],
)
def test_decimals_that_would_grow_or_are_none(text):
    assert refuse(Decimal, json.dumps(text).encode()) in ("range", "format")
    escaped = "".join(f"\\u{ord(each):04x}" for each in text)
    assert refuse(list[Decimal], f'["{escaped}"]'.encode()) in ("range", "format")
    with pytest.raises(Faults):
        compile_type(Decimal).convert_text([text], "query.n")
    with pytest.raises(Faults):
        compile_type(list[Decimal]).convert([text], "body")


def test_decimals_in_the_digits_of_other_scripts():
    wide = "1e" + "".join(chr(0xFF10 + 9) for _ in range(9))
    for ensure_ascii in (True, False):
        data = json.dumps(wide, ensure_ascii=ensure_ascii).encode()
        assert refuse(Decimal, data) == "range"


def test_decimals_that_are_fine():
    class Account(msgspec.Struct):
        amount: Decimal
        note: str = ""

    data = '{"amount": "1.50", "note": "information, NaN, e12345 \\u0041 été"}'
    assert compile_type(Account).decode_json(data.encode()).amount == Decimal("1.50")
    assert compile_type(Decimal).decode_json(b"1e400") == Decimal("1e400")


def make_keys(count):
    return [str(each * MERSENNE) for each in range(count)]


@pytest.mark.parametrize(
    ("annotation", "data"),
    [
        (set[int], f"[{','.join(make_keys(100_000))}]"),
        (frozenset[float], f"[{','.join(map(str, range(100_000)))}]"),
        (set[uuid.UUID],
         json.dumps([str(uuid.UUID(int=each * MERSENNE)) for each in range(30_000)])),
        (dict[int, int], json.dumps(dict.fromkeys(make_keys(100_000), 1))),
        (list[dict[str, set[int]]], f'[{{"a": [{",".join(make_keys(100_000))}]}}]'),
    ],
    ids=name,
)  # fmt: skip
def test_sets_of_numbers_with_the_same_hash_are_not_built(annotation, data):
    assert refuse(annotation, data.encode()) == "max_items"
    value = json.loads(data)
    with soon(), pytest.raises(Faults):
        compile_type(annotation).convert(value, "body")


def test_many_sets_of_numbers_are_bounded_together():
    one = f"[{','.join(make_keys(MOST_LOOKUPS))}]"
    type_ = compile_type(list[set[int]])
    with soon():
        assert len(type_.decode_json(f"[{one}]".encode())[0]) == MOST_LOOKUPS
    assert refuse(list[set[int]], f"[{','.join([one] * 20)}]".encode()) == "size"


def test_sets_of_texts_may_be_large():
    texts = [str(each) for each in range(50_000)]
    data = json.dumps(texts).encode()
    assert len(compile_type(set[str]).decode_json(data)) == 50_000


def test_a_set_in_a_form_is_bounded():
    with soon(), pytest.raises(Faults) as error:
        compile_type(set[int]).convert_text(make_keys(20_000), "form.n")
    assert error.value.faults[0].code == "max_items"


@pytest.mark.parametrize(
    ("annotation", "data"),
    [
        (list[int], b"[" + b"1," * 1_000_000 + b'"x"]'),
        (list[str], b"[" + b"1," * 1_000_000 + b"1]"),
        (list[Tree], b"[" + b"{}," * 300_000 + b"{}]"),
        (list[list[int] | str], b"[" + b"[1.5]," * 300_000 + b"1]"),
        (dict[str, int], b"{" + b'"a":"x",' * 300_000 + b'"b":1.5}'),
        (int, b'"' + b"x" * 3_000_000 + b'"'),
        (dict[str, int], b'{"' + b"x" * 3_000_000 + b'": "x"}'),
        (Tree, b'{"nodeName":"a","childNodes":[' * 20
         + b'{"nodeName":"a"},' * 5_000 + b"{}" + b"]}" * 20),
    ],
    ids=name,
)  # fmt: skip
def test_the_second_look_ends_soon_and_says_little(annotation, data):
    with soon(), pytest.raises(Faults) as error:
        compile_type(annotation).decode_json(data)
    assert len(error.value.faults) <= 100
    assert len(str(error.value)) < 50_000
