"""A typed view: what is stored instead of the user's function, and how it runs.

A *program* is everything about a view that is known before a request: the readers of
its arguments, its dependencies in order, and how its answer is encoded. It is made at
registration; where an annotation names what does not exist yet, before the first
request.
"""

from __future__ import annotations

import inspect
import typing as t
import weakref
from functools import partial, update_wrapper
from inspect import iscoroutinefunction

from .. import answer as core
from ..api_error import BadParameter, Unprocessable
from ..errors import InvalidView
from ..globals import _cv_request
from ..openapi.operation import JSON, OPERATIONS, Operation
from ..schema import Fault, Faults, Malformed
from ..suggest import did_you_mean
from ..view_kind import ENTRY, Kind, find_function, is_decorated
from .answers import Answers
from .depends import (
    Awaits,
    Closing,
    Graph,
    Opener,
    await_steps,
    make_opener,
    run_steps,
)
from .describe import describe_program
from .extract import LEAVE, Reader, make_reader
from .signature import Circumstances, Signature, read_signature
from .source import Source

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.routing import Rule

    from ..app import Kolben
    from ..context import RequestContext

#: Dependencies that stand in for others, in ``app.extensions``.
OVERRIDES = "kolben.typed.overrides"

Readers = tuple[tuple[str, Reader], ...]
#: Readers of values of the URL, readers of the rest, and what dependencies give.
Frame = tuple[Readers, Readers, tuple[tuple[str, int], ...]]


class Program:
    """A view compiled. See the module."""

    __slots__ = ("answers", "frame", "frames", "graph", "openers", "signature")

    def __init__(
        self, signature: Signature, needs: dict[str, int], graph: Graph
    ) -> None:
        self.signature = signature
        self.graph = graph
        self.frame = _make_frame(signature, needs)
        #: Those of the dependencies.
        self.frames = tuple(
            _make_frame(node.signature, node.needs) for node in graph.nodes
        )
        self.openers: tuple[Opener, ...] = tuple(map(make_opener, graph.nodes))
        self.answers = Answers(signature)


def _make_frame(signature: Signature, needs: dict[str, int]) -> Frame:
    of_url: list[tuple[str, Reader]] = []
    others: list[tuple[str, Reader]] = []
    for argument in signature.arguments:
        if argument.place != "depends":
            pair = (argument.name, make_reader(argument, signature))
            (of_url if argument.place == "path" else others).append(pair)
    return tuple(of_url), tuple(others), tuple(needs.items())


def compile_program(
    app: Kolben,
    view: t.Any,
    rules: Sequence[Rule],
    kind: Kind,
    *,
    strict: bool,
    method: str | None = None,
) -> Program | None:
    """The program of a view; None while an annotation names what does not exist.

    ``method`` is that of a view class which the function is. Mistakes are InvalidView.
    """
    names = {name for rule in rules for name in rule.arguments}
    methods = {name for rule in rules for name in rule.methods or ()}
    known = Circumstances(
        names=names,
        methods=methods if method is None else {method.upper()},
        supplied=kind is Kind.SCALARS or _is_preprocessed(app, rules),
        marked_only=is_decorated(view),
    )
    signature = read_signature(view, known, strict=strict, bound=method is not None)
    if signature is None:
        return None
    if not known.supplied and not known.marked_only:
        _check_names(signature, view, known)
    graph = Graph(known, app.extensions.get(OVERRIDES, {}))
    needs = graph.add(signature, strict=strict)
    if needs is None:
        return None
    return Program(signature, needs, graph)


def _is_preprocessed(app: Kolben, rules: Sequence[Rule]) -> bool:
    """Whether functions may take values of the URL away, and add others."""
    endpoint: str = rules[0].endpoint if rules else ""
    names = [None, *(name for name in app.blueprints if endpoint.startswith(name))]
    return any(app.url_value_preprocessors.get(name) for name in names)


def _check_names(signature: Signature, view: t.Any, known: Circumstances) -> None:
    """Refuse a rule with a value that the view does not take."""
    found = find_function(view)
    if found is None or found[0].__code__.co_flags & inspect.CO_VARKEYWORDS:
        return
    for name in sorted(set(known.names) - set(found[1])):
        others = [each for each in found[1] if each not in known.names]
        raise InvalidView(
            f"{signature.where}: its rule gives a value {name!r}, which it does not"
            f" take.{did_you_mean(name, others)} Add the parameter, or take <{name}>"
            " out of the rule. (A url_value_preprocessor that takes it away has to be"
            " registered first.)"
        )


# Running ----------------------------------------------------------------------------


class Wrong(Exception):
    """What is wrong with a request, collected."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.more = 0
        self.is_malformed = False

    def add(self, error: Faults | Malformed) -> None:
        if isinstance(error, Malformed):
            self.is_malformed = True
            self.faults.append(error.fault)
        else:
            self.faults.extend(error.faults)
            self.more += error.more

    def refuse(self) -> t.NoReturn:
        """Answer with every fault: 400 if a part could not be read, else 422."""
        cls = BadParameter if self.is_malformed else Unprocessable
        extra = {"more_faults": self.more} if self.more else {}
        raise cls(faults=self.faults, extra=extra)


def _gather(
    source: Source, frame: Frame, values: dict[str, t.Any], wrong: Wrong | None
) -> Wrong | None:
    """Add the arguments of one function to ``values``; what is wrong with the rest."""
    for name, read in frame[0]:
        try:
            value = read(source)
            if value is not LEAVE:
                values[name] = value
        except (Faults, Malformed) as e:
            wrong = wrong or Wrong()
            wrong.add(e)
    for name, read in frame[1]:
        # A url_value_preprocessor may give it.
        if name in values:
            continue
        try:
            values[name] = read(source)
        except (Faults, Malformed) as e:
            wrong = wrong or Wrong()
            wrong.add(e)
    return wrong


class TypedView:
    """What is kept of a typed view; its ``general`` is stored for the endpoint."""

    def __init__(
        self,
        app: Kolben,
        view: t.Any,
        rules: Sequence[Rule],
        kind: Kind,
        method: str | None = None,
    ) -> None:
        # The app refers to its views: this one must not keep it alive.
        self._app = weakref.ref(app)
        self.original = view
        self.rules = tuple(rules)
        self.kind = kind
        self.method = method
        self.guards: tuple[t.Callable[[], None], ...] = getattr(view, "__guards__", ())
        self.is_async = iscoroutinefunction(view)
        self.program = self._compile(strict=False)
        self.general: t.Any = _make_general(self)

    @property
    def app(self) -> Kolben:
        app = self._app()
        assert app is not None, "The app of this view is gone."
        return app

    def prepare(self) -> Program:
        """The program, made now if it could not be made at registration."""
        if self.program is None:
            self.program = self._compile(strict=True)
            assert self.program is not None
        return self.program

    def compile_again(self) -> None:
        """Make the program anew: what stands for its dependencies has changed."""
        self.program = self._compile(strict=False)

    def _compile(self, *, strict: bool) -> Program | None:
        return compile_program(
            self.app,
            self.original,
            self.rules,
            self.kind,
            strict=strict,
            method=self.method,
        )

    def describe(
        self, rule: Rule, method: str, schemas: dict[str, JSON]
    ) -> Operation | None:
        """What documents say of the view."""
        return describe_program(self.prepare(), self.original, rule, method, schemas)

    def get_walk(self) -> t.Callable[..., t.Any]:
        """The view as the walk calls it: it may return an ``Encoded``."""
        return self.answer

    def answer(self, *instance: t.Any, **given: t.Any) -> t.Any:
        """Answer the current request, from code that is not async."""
        program = self.program
        if program is None:
            program = self.prepare()
        ctx = _cv_request.get()
        for guard in self.guards:
            guard()
        if program.openers:
            app = ctx.app
            steps = self._steps(program, ctx, instance, given)
            return run_steps(steps, lambda wanted: app.async_to_sync(_wait)(wanted))
        frame = program.frame
        if frame[0] or frame[1]:
            wrong = _gather(Source(ctx, given), frame, given, None)
            if wrong is not None:
                wrong.refuse()
        if self.is_async:
            rv = ctx.app.ensure_sync(self.original)(*instance, **given)
        else:
            rv = self.original(*instance, **given)
        return program.answers.convert(ctx.app, ctx, rv)

    def _steps(
        self,
        program: Program,
        ctx: RequestContext,
        instance: tuple[t.Any, ...],
        given: dict[str, t.Any],
    ) -> Awaits:
        """Read all arguments, make the dependencies, call the view, close them."""
        source = Source(ctx, given)
        values = given.copy()
        wrong = _gather(source, program.frame, values, None)
        frames: list[dict[str, t.Any]] = []
        for frame in program.frames:
            own: dict[str, t.Any] = {}
            wrong = _gather(source, frame, own, wrong)
            frames.append(own)
        if wrong is not None:
            wrong.refuse()
        soon, late = Closing(), Closing()
        made: list[t.Any] = []
        try:
            for opener, frame, own in zip(
                program.openers, program.frames, frames, strict=True
            ):
                for name, index in frame[2]:
                    own[name] = made[index]
                made.append((yield from opener(own, soon, late)))
            for name, index in program.frame[2]:
                values[name] = made[index]
            rv = self.original(*instance, **values)
            if self.is_async:
                rv = yield rv
            rv = program.answers.convert(ctx.app, ctx, rv)
            yield from soon.close(None)
        except BaseException as e:
            # What closing raises here has this error as its context.
            yield from soon.close(e)
            yield from late.close(e)
            raise
        if late:
            ctx.close_late(partial(_close_late, ctx.app, late))
        return rv


def _close_late(app: Kolben, late: Closing) -> None:
    run_steps(late.close(None), lambda wanted: app.async_to_sync(_wait)(wanted))


async def _wait(wanted: t.Awaitable[t.Any]) -> t.Any:
    return await wanted


def _make_general(entry: TypedView) -> t.Any:
    """The view as everybody else sees it: it returns what every view may return."""
    view = entry.original

    def settle(rv: t.Any) -> t.Any:
        if type(rv) is core.Encoded:
            return core.make_response(entry.app, rv)
        return rv

    general: t.Any
    if entry.is_async:

        async def general(*instance: t.Any, **given: t.Any) -> t.Any:
            program = entry.prepare()
            ctx = _cv_request.get()
            for guard in entry.guards:
                guard()
            return settle(
                await await_steps(entry._steps(program, ctx, instance, given))
            )

    else:

        def general(*instance: t.Any, **given: t.Any) -> t.Any:
            return settle(entry.answer(*instance, **given))

    update_wrapper(general, view)
    setattr(general, ENTRY, entry)
    setattr(general, OPERATIONS, entry.describe)
    return general
