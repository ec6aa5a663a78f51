"""Dependencies: what ``Depends(f)`` stands for, flattened to a list at registration."""

from __future__ import annotations

import inspect
import typing as t
from collections.abc import Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from ..errors import InvalidView
from .markers import Dependency
from .signature import Circumstances, Signature, read_signature

#: What a step of resolving wants awaited; it is sent the result.
Awaits = Generator[t.Awaitable[t.Any], t.Any, t.Any]


@dataclass(slots=True)
class Node:
    """One call of a dependency: what it is, and which calls its arguments are from."""

    dependency: Dependency
    function: t.Any
    signature: Signature
    #: Parameter → index of the node that gives it, always an earlier one.
    needs: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> t.Literal["plain", "coroutine", "generator", "async generator"]:
        function = inspect.unwrap(self.function)
        if not inspect.isroutine(function) and not isinstance(function, type):
            function = getattr(function, "__call__", function)  # noqa: B004  # its kind is asked for
        if inspect.isasyncgenfunction(function):
            return "async generator"
        if inspect.iscoroutinefunction(function):
            return "coroutine"
        if inspect.isgeneratorfunction(function):
            return "generator"
        return "plain"


class Graph:
    """The dependencies of a view, each after those it needs."""

    def __init__(self, known: Circumstances, overrides: dict[t.Any, t.Any]) -> None:
        self.known = known
        self.overrides = overrides
        self.nodes: list[Node] = []
        self._cached: dict[t.Any, int] = {}
        self._open: list[t.Any] = []

    def add(self, signature: Signature, *, strict: bool) -> dict[str, int] | None:
        """The nodes that a function's arguments come from, added with all they need.

        None while the signature of one of them names what does not exist.
        """
        needs = {}
        for argument in signature.arguments:
            if argument.dependency is not None:
                index = self._add(argument.dependency, signature, strict=strict)
                if index is None:
                    return None
                needs[argument.name] = index
        return needs

    def _add(
        self, dependency: Dependency, parent: Signature, *, strict: bool
    ) -> int | None:
        original = dependency.function
        key = (original, dependency.scope)
        if dependency.cache and key in self._cached:
            return self._cached[key]
        if original in self._open:
            raise InvalidView(
                f"{parent.where}: the dependency on"
                f" {getattr(original, '__qualname__', original)} needs itself. Break"
                " the circle."
            )
        function = self.overrides.get(original, original)
        self._open.append(original)
        signature = read_signature(function, self.known, strict=strict)
        if signature is None:
            return None
        needs = self.add(signature, strict=strict)
        self._open.pop()
        if needs is None:
            return None
        for name, index in needs.items():
            if (
                dependency.scope == "response"
                and self.nodes[index].dependency.scope == "view"
                and self.nodes[index].kind in {"generator", "async generator"}
            ):
                raise InvalidView(
                    f"{signature.where}: it lives until the response is sent, and its"
                    f" parameter {name!r} depends on what is closed with the view."
                    ' Give that one scope="response" too.'
                )
        self.nodes.append(Node(dependency, function, signature, needs))
        index = len(self.nodes) - 1
        if dependency.cache:
            self._cached[key] = index
        return index


class Closing:
    """What is to be closed, in the reverse of the order in which it was opened."""

    __slots__ = ("_managers",)

    def __init__(self) -> None:
        self._managers: list[tuple[bool, t.Any]] = []

    def __bool__(self) -> bool:
        return bool(self._managers)

    def add(self, manager: t.Any, *, is_async: bool) -> None:
        self._managers.append((is_async, manager))

    def close(self, error: BaseException | None) -> Awaits:
        """Close all; the last error of these is raised, unless it is ``error``."""
        raised: BaseException | None = None
        while self._managers:
            is_async, manager = self._managers.pop()
            about = raised or error
            info = (type(about), about, about.__traceback__) if about else (None,) * 3
            try:
                if is_async:
                    yield manager.__aexit__(*info)
                else:
                    manager.__exit__(*info)
            except BaseException as e:
                if e is not about:
                    raised = e
        if raised is not None:
            raise raised


Opener = Callable[[dict[str, t.Any], Closing, Closing], Awaits]


def make_opener(node: Node) -> Opener:
    """The steps that make a dependency's value out of its arguments.

    They are given what is closed with the view, and what is closed with the response.
    """
    function = node.function
    kind = node.kind
    late = node.dependency.scope == "response"

    if kind == "plain":

        def call(values: dict[str, t.Any], soon: Closing, later: Closing) -> Awaits:  # noqa: ARG001  # as the others
            return function(**values)
            yield

        return call
    if kind == "coroutine":

        def wait(values: dict[str, t.Any], soon: Closing, later: Closing) -> Awaits:  # noqa: ARG001  # as the others
            return (yield function(**values))

        return wait
    if kind == "generator":
        manage: t.Any = contextmanager(function)

        def enter(values: dict[str, t.Any], soon: Closing, later: Closing) -> Awaits:
            manager = manage(**values)
            value = manager.__enter__()
            (later if late else soon).add(manager, is_async=False)
            return value
            yield

        return enter
    manage_async: t.Any = asynccontextmanager(function)

    def enter_async(values: dict[str, t.Any], soon: Closing, later: Closing) -> Awaits:
        manager = manage_async(**values)
        value = yield manager.__aenter__()
        (later if late else soon).add(manager, is_async=True)
        return value

    return enter_async


def run_steps(steps: Awaits, wait: Callable[[t.Awaitable[t.Any]], t.Any]) -> t.Any:
    """Drive steps from code that is not async; ``wait`` runs each awaitable."""
    try:
        wanted = next(steps)
        while True:
            try:
                result = wait(wanted)
            except BaseException as e:
                wanted = steps.throw(e)
            else:
                wanted = steps.send(result)
    except StopIteration as e:
        return e.value


async def await_steps(steps: Awaits) -> t.Any:
    """Drive steps inside of a coroutine."""
    try:
        wanted = next(steps)
        while True:
            try:
                result = await wanted
            except BaseException as e:
                wanted = steps.throw(e)
            else:
                wanted = steps.send(result)
    except StopIteration as e:
        return e.value
