"""Tables and attributes that tell when they change."""

import pytest

from kolben.registry import Changes, Table


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.__setitem__("b", [2]),
        lambda table: table.__delitem__("a"),
        lambda table: table.setdefault("b", []),
        lambda table: table.update(b=[2]),
        lambda table: table.pop("a"),
        lambda table: table.popitem(),
        lambda table: table.clear(),
        lambda table: table.__ior__({"b": [2]}),
        lambda table: table["missing"],
    ],
)
def test_every_change_of_keys_throws_the_plan_away(change):
    changes = Changes()
    table = Table(changes, list)
    table["a"] = [1]
    changes.plan = object()
    count = changes.count
    change(table)
    assert changes.plan is None
    assert changes.count > count


def test_reading_and_changing_a_list_keeps_the_plan():
    changes = Changes()
    table = Table(changes, list)
    table["a"] = [1]
    changes.plan = plan = object()
    table["a"].append(2)
    assert table.get("b") is None
    assert "b" not in table
    assert changes.plan is plan


def test_missing_key_without_a_default_is_a_key_error():
    with pytest.raises(KeyError):
        Table(Changes())["a"]
