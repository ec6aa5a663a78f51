"""kolben.suggest: the nearest existing name."""

import pytest

from kolben.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("indx", "index"),
        ("INDEX", "index"),
        ("user_detail", "user.detail"),
        ("xyz", None),
        ("", None),
    ],
)
def test_nearest_name(name, found):
    assert nearest(name, ["index", "user.detail", "static"]) == found


def test_there_is_none_among_none():
    assert nearest("index", []) is None


def test_the_candidate_keeps_its_spelling():
    assert nearest("debug", iter(["TESTING", "DEBUG"])) == "DEBUG"


def test_the_end_of_a_message():
    assert did_you_mean("indx", ["index"]) == " Did you mean 'index'?"
    assert did_you_mean("indx", ["static"]) == ""
