"""The signals a request sends, in one Blinker namespace."""

from __future__ import annotations

import threading
import typing as t
import weakref
from collections.abc import Callable, Hashable

from blinker import ANY, NamedSignal, Namespace

_F = t.TypeVar("_F", bound=Callable[..., t.Any])

#: Names of the signals that have receivers. The request path asks this one set
#: before it thinks about sending anything.
watched: set[str] = set()

# Re-entrant: connecting may run the garbage collector, whose weak-reference
# callbacks disconnect on the same thread.
_watching = threading.RLock()


class Signal(NamedSignal):
    """A named signal that enters `watched` while it has receivers."""

    def connect(self, receiver: _F, sender: t.Any = ANY, weak: bool = True) -> _F:
        with _watching:
            connected = super().connect(receiver, sender, weak)
            watched.add(self.name)
        return connected

    def _disconnect(self, receiver_id: Hashable, sender_id: Hashable) -> None:
        with _watching:
            super()._disconnect(receiver_id, sender_id)
            self._end_watch()

    def _make_cleanup_sender(
        self, sender_id: Hashable
    ) -> Callable[[weakref.ref[t.Any]], None]:
        forget = super()._make_cleanup_sender(sender_id)

        def cleanup(ref: weakref.ref[t.Any]) -> None:
            with _watching:
                forget(ref)
                self._end_watch()

        return cleanup

    def _end_watch(self) -> None:
        # Blinker keeps a receiver that has left its only sender among `receivers`.
        if not any(self._by_sender.values()):
            watched.discard(self.name)

    def _clear_state(self) -> None:
        with _watching:
            super()._clear_state()
            watched.discard(self.name)


class _Signals(Namespace):
    def signal(self, name: str, doc: str | None = None) -> Signal:
        known = self.get(name)
        if isinstance(known, Signal):
            return known
        made = self[name] = Signal(name, doc)
        return made


_signals = _Signals()

template_rendered = _signals.signal("template-rendered")
before_render_template = _signals.signal("before-render-template")
request_started = _signals.signal("request-started")
request_finished = _signals.signal("request-finished")
request_tearing_down = _signals.signal("request-tearing-down")
got_request_exception = _signals.signal("got-request-exception")
appcontext_tearing_down = _signals.signal("appcontext-tearing-down")
appcontext_pushed = _signals.signal("appcontext-pushed")
appcontext_popped = _signals.signal("appcontext-popped")
message_flashed = _signals.signal("message-flashed")

__all__ = [
    "Namespace",
    "Signal",
    "appcontext_popped",
    "appcontext_pushed",
    "appcontext_tearing_down",
    "before_render_template",
    "got_request_exception",
    "message_flashed",
    "request_finished",
    "request_started",
    "request_tearing_down",
    "template_rendered",
    "watched",
]
