"""Structured fields, as far as signatures need them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben.security.api.structured import (
    InnerList,
    Item,
    Malformed,
    Token,
    parse_dictionary,
    write_dictionary,
)

KEYS = st.from_regex(r"[a-z*][a-z0-9_\-.*]{0,8}", fullmatch=True)
BARE = st.one_of(
    st.booleans(),
    st.integers(-999_999_999_999_999, 999_999_999_999_999),
    st.binary(max_size=40),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
    st.from_regex(r"[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]{0,8}", fullmatch=True).map(
        Token
    ),
)
PARAMETERS = st.dictionaries(KEYS, BARE, max_size=3)
ITEMS = st.builds(Item, BARE, PARAMETERS)
LISTS = st.builds(InnerList, st.lists(ITEMS, max_size=4).map(tuple), PARAMETERS)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, ITEMS | LISTS, max_size=4))
def test_what_is_written_is_read_again(members):
    assert parse_dictionary(write_dictionary(members)) == members


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('ab1-*=:;,"\\()? \t.é'), max_size=40))
def test_any_text_is_read_or_malformed(text):
    try:
        members = parse_dictionary(text)
    except Malformed:
        return
    assert parse_dictionary(write_dictionary(members)) == members


def test_spaces_are_allowed_where_the_rfc_allows_them():
    assert parse_dictionary("  a=( 1   2 );  x ,\tb ") == {
        "a": InnerList((Item(1), Item(2)), {"x": True}),
        "b": Item(True),
    }


WRONG = """A=1|a=|a=1,|,a|a=1 b=2|a=1;|a==1|a=1.5|a=--1|a="é"|a="\\x"|a=?2|a=@1|a=(1
a=(1 2|a=:YQ:|a=:YR==:|a=:Y Q==:|a=:YQ==|a=";a=(1)(2)|a=("x""y")"""


@pytest.mark.parametrize("text", re.split(r"[|\n]", WRONG))
def test_what_is_no_dictionary_is_malformed(text):
    with pytest.raises(Malformed):
        parse_dictionary(text)


def test_a_key_that_stands_twice_is_malformed():
    with pytest.raises(Malformed, match="'a' stands twice"):
        parse_dictionary("a=1, a=1")
    with pytest.raises(Malformed, match="parameter 'x' stands twice"):
        parse_dictionary("a=1;x;x")


def test_long_texts_are_read_in_time_that_grows_with_them():
    for piece in (
        "a=(" + "(" * 5000,
        'a="' + "\\" * 5001,
        "a=" + " " * 5000,
        "a;" * 5000,
    ):
        with pytest.raises(Malformed):
            parse_dictionary(piece)
