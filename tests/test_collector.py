from __future__ import annotations

import gc

import pytest

from kolben.collector import paused_collector


def test_collector_is_paused_and_goes_on():
    with paused_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_goes_on_after_an_error():
    with pytest.raises(LookupError), paused_collector():
        raise LookupError
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_off():
    gc.disable()
    try:
        with paused_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_nothing_is_paused_that_is_not_wanted():
    with paused_collector(False):
        assert gc.isenabled()


def test_what_was_built_is_not_gone_through_again_at_once():
    with paused_collector():
        built = [[number] for number in range(10)]
    young = [*gc.get_objects(generation=0), *gc.get_objects(generation=1)]
    assert not {id(each) for each in built} & {id(each) for each in young}
    assert gc.get_freeze_count() == 0


def test_what_the_app_has_frozen_stays_frozen():
    gc.freeze()
    try:
        with paused_collector():
            pass
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
