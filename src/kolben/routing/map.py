"""The URL map: Werkzeug's, which also tells when it changes."""

from __future__ import annotations

import typing as t

from werkzeug.routing import Map, Rule, RuleFactory

from ..registry import Changes


class _Made(RuleFactory):
    """The rules that a factory has made."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules

    def get_rules(self, map: Map) -> t.Iterable[Rule]:  # noqa: A002, ARG002
        return self.rules


class UrlMap(Map):
    """Werkzeug's ``Map``; it stays the truth for what a URL means."""

    changes: Changes | None = None

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        self._added: list[Rule] = []
        super().__init__(*args, **kwargs)

    def add(self, rulefactory: RuleFactory) -> None:
        """Add a rule, or all rules of a factory."""
        rules = list(rulefactory.get_rules(self))
        super().add(_Made(rules))
        self._added += rules
        if self.changes is not None:
            self.changes.note()

    def __setattr__(self, name: str, value: t.Any) -> None:
        super().__setattr__(name, value)
        # Matching sets the one attribute below; all others are settings.
        if name != "_remap" and self.changes is not None:
            self.changes.note()

    def get_rules(self) -> list[Rule]:
        """All rules in the order they were added, in which they are matched.

        ``iter_rules`` groups them by endpoint and sorts each group for building.
        """
        return self._added.copy()
