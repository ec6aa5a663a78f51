"""Attributes that are made when they are first read."""

from kolben.lazy import lazy


class Thing:
    made = 0

    @lazy
    def value(self) -> int:
        """What it is."""
        self.made += 1
        return 42


def test_value_is_made_once_and_only_when_read():
    thing = Thing()
    assert thing.made == 0
    assert (thing.value, thing.value, thing.made) == (42, 42, 1)


def test_value_that_was_set_is_never_made():
    thing = Thing()
    thing.value = 1
    assert (thing.value, thing.made) == (1, 0)


def test_class_gives_the_descriptor_with_its_text():
    assert Thing.value.__doc__ == "What it is."
