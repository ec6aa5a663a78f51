"""One pair of frameworks for the whole folder: starting Flask takes a while."""

from __future__ import annotations

import pytest

from .pair import Pair


@pytest.fixture(scope="session")
def pair():
    pair = Pair()
    yield pair
    pair.close()
