"""kolben.signals: Blinker's signals, and the set of those that anyone listens to."""

import gc
import subprocess
import sys

import flask.signals
import pytest

from kolben import signals
from kolben.signals import Namespace, Signal, request_started, watched


def is_watched(signal):
    return signal.name in watched


@pytest.fixture
def signal():
    return Signal("a-signal-of-this-test")


def test_signals_have_flasks_names():
    theirs = {s.name for s in flask.signals._signals.values()}
    ours = {s.name for s in signals._signals.values()}
    assert ours == theirs
    for name in theirs:
        attribute = name.replace("-", "_")
        assert getattr(signals, attribute).name == name


def test_a_namespace_for_extensions_is_blinkers():
    assert Namespace is flask.signals.Namespace
    assert Namespace().signal("own").name == "own"


def test_the_same_name_gives_the_same_signal():
    assert signals._signals.signal("request-started") is request_started


def test_nothing_is_watched_in_a_fresh_process():
    code = "from kolben.signals import watched; import kolben; assert not watched"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_signal_is_watched_while_it_has_a_receiver(signal):
    def receiver(sender):
        pass

    signal.connect(receiver)
    assert is_watched(signal)
    signal.disconnect(receiver)
    assert not is_watched(signal)


def test_a_signal_is_watched_until_its_last_receiver_leaves(signal):
    with signal.connected_to(lambda sender: None):
        with signal.connected_to(lambda sender: None):
            pass
        assert is_watched(signal)
    assert not is_watched(signal)


def test_a_receiver_that_is_freed_no_longer_watches(signal):
    def connect():
        def receiver(sender):
            pass

        signal.connect(receiver)

    connect()
    gc.collect()
    assert not is_watched(signal)


def test_a_receiver_for_one_sender_watches(signal):
    sender = object()

    @signal.connect_via(sender)
    def receiver(sender):
        return "heard"

    assert is_watched(signal)
    assert signal.send(sender) == [(receiver, "heard")]
    assert signal.send(object()) == []
    signal.disconnect(receiver)
    assert not is_watched(signal)


def test_a_receiver_that_leaves_its_only_sender_no_longer_watches(signal):
    def receiver(sender):
        pass

    one, other = object(), object()
    signal.connect(receiver, one)
    signal.connect(receiver, other)
    signal.disconnect(receiver, one)
    assert is_watched(signal)
    signal.disconnect(receiver, other)
    assert not is_watched(signal)
    signal.connect(receiver, one)
    assert is_watched(signal)
    signal._clear_state()


def test_leaving_one_sender_does_not_end_the_watch_of_others(signal):
    def receiver(sender):
        pass

    one = object()
    signal.connect(receiver, one)
    signal.connect(is_watched)
    signal.disconnect(receiver, one)
    assert is_watched(signal)
    signal.disconnect(is_watched)
    assert not is_watched(signal)


def test_a_sender_that_is_freed_is_no_longer_watched(signal):
    class Sender:
        pass

    def receiver(sender):
        pass

    sender = Sender()
    signal.connect(receiver, sender)
    assert is_watched(signal)
    del sender
    gc.collect()
    assert not is_watched(signal)


def test_clearing_a_signal_ends_the_watch(signal):
    signal.connect(is_watched)
    signal._clear_state()
    assert not is_watched(signal)


def test_connect_returns_the_receiver(signal):
    @signal.connect
    def receiver(sender):
        return "heard"

    assert receiver(None) == "heard"
