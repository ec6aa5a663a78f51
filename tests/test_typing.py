"""kolben.typing: every alias that flask.typing has."""

import typing

import flask.typing
import pytest

import kolben.typing

ALIASES = [
    name
    for name in dir(flask.typing)
    if name.startswith(("Response", "Header", "AppOr"))
    or name.endswith(("Callable", "Key"))
]


@pytest.mark.parametrize("name", ALIASES)
def test_alias_of_flasks_exists(name):
    assert hasattr(kolben.typing, name)


def test_annotations_that_use_the_aliases_can_be_evaluated():
    def view() -> "kolben.typing.ResponseReturnValue": ...

    def hook(
        f: "kolben.typing.AfterRequestCallable",
    ) -> "kolben.typing.HeadersValue": ...

    hints = typing.get_type_hints(view)
    assert str in typing.get_args(hints["return"])
    assert "f" in typing.get_type_hints(hook)
