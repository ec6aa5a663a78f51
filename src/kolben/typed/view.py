"""A typed view: what is stored instead of the user's function, and how it runs."""

from __future__ import annotations

import importlib
import typing as t
import weakref
from functools import partial, update_wrapper
from inspect import iscoroutinefunction

from .. import answer as core
from ..globals import _cv_request
from ..view_kind import ENTRY, Kind
from .answers import JSON_TYPE
from .depends import Awaits, Closing, await_steps, run_steps
from .program import Program, compile_program, gather
from .source import Source

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.routing import Rule

    from ..app import Kolben
    from ..context import RequestContext
    from ..openapi.operation import JSON, Operation

#: As ``kolben.openapi.operation`` has it.
OPERATIONS = "__operations__"


class TypedView:
    """What is kept of a typed view; its ``general`` is stored for the endpoint."""

    def __init__(
        self,
        app: Kolben,
        view: t.Any,
        rules: Sequence[Rule],
        kind: Kind,
        method: str | None = None,
        owner: type | None = None,
    ) -> None:
        # The app refers to its views: this one must not keep it alive.
        self._app = weakref.ref(app)
        self.original = view
        self.rules = tuple(rules)
        self.kind = kind
        #: The name of the method that the view is of a class, the owner.
        self.method = method
        self.owner = owner
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
    ) -> Operation | t.Literal[False]:
        """What documents say of the view."""
        # By name: documents are for those who ask for them.
        describe: t.Any = importlib.import_module(f"{__package__}.describe")
        operation: Operation | t.Literal[False] = describe.describe_program(
            self.prepare(), (self.owner, self.original), rule, method, schemas
        )
        return operation

    def get_walk(self) -> t.Callable[..., t.Any]:
        """The view as the walk calls it: it may return an ``Encoded``."""
        if self.guards or self.is_async:
            return self.answer
        # PERF bench/rest.py: `answer` for the common view, without calls in between.
        entry, view = self, self.original

        def walk(**given: t.Any) -> t.Any:
            program = entry.program
            if program is None or program.openers:
                return entry.answer(**given)
            ctx = _cv_request.get()
            wrong = gather(Source(ctx, given), program.frame, given, None)
            if wrong is not None:
                wrong.refuse()
            rv = view(**given)
            found = program.answers.by_class.get(type(rv))
            if found is not None:
                config = ctx.app.config
                if not config["DEBUG"] and not config["TESTING"]:
                    return core.Encoded(found[0](rv), JSON_TYPE, found[1])
            return program.answers.convert(ctx.app, ctx, rv)

        return walk

    def answer(self, *instance: t.Any, **given: t.Any) -> t.Any:
        """Answer the current request, from code that is not async."""
        program = self.prepare()
        ctx = _cv_request.get()
        self.guard()
        app = ctx.app
        if not program.openers:
            wrong = gather(Source(ctx, given), program.frame, given, None)
            if wrong is not None:
                wrong.refuse()
            view = app.ensure_sync(self.original)
            return program.answers.convert(app, ctx, view(*instance, **given))
        steps = self._steps(program, ctx, instance, *_gather_all(program, ctx, given))
        if self.is_async:
            # All in one task: what is opened on the loop is closed by who opened it.
            return app.async_to_sync(await_steps)(steps)
        return run_steps(steps, lambda wanted: app.async_to_sync(_wait)(wanted))

    def guard(self) -> None:
        """Let the view's guards refuse the request before anything of it is read."""
        for guard in self.guards:
            guard()

    def call(self, *instance: t.Any, **given: t.Any) -> t.Any:
        """As `answer`, with a response object where there is no need of one.

        The request is read here even for a coroutine, whose loop is for all.
        """
        return self.settle(self.answer(*instance, **given))

    def settle(self, rv: t.Any) -> t.Any:
        """What every view may return in place of an ``Encoded``."""
        return core.make_response(self.app, rv) if type(rv) is core.Encoded else rv

    def _steps(
        self,
        program: Program,
        ctx: RequestContext,
        instance: tuple[t.Any, ...],
        values: dict[str, t.Any],
        frames: list[dict[str, t.Any]],
    ) -> Awaits:
        """Make the dependencies, call the view, close them."""
        soon, late = Closing(), Closing()
        made: list[t.Any] = []
        try:
            for opener, frame, own in zip(
                program.openers, program.frames, frames, strict=True
            ):
                for name, index in frame.needs:
                    own[name] = made[index]
                made.append((yield from opener(own, soon, late)))
            for name, index in program.frame.needs:
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


def _gather_all(
    program: Program, ctx: RequestContext, given: dict[str, t.Any]
) -> tuple[dict[str, t.Any], list[dict[str, t.Any]]]:
    """The arguments of the view, and those of each of its dependencies."""
    source = Source(ctx, given)
    values = given.copy()
    wrong = gather(source, program.frame, values, None)
    frames: list[dict[str, t.Any]] = []
    for frame in program.frames:
        own: dict[str, t.Any] = {}
        wrong = gather(source, frame, own, wrong)
        frames.append(own)
    if wrong is not None:
        wrong.refuse()
    return values, frames


def _make_general(entry: TypedView) -> t.Any:
    """The view as everybody else sees it: it returns what every view may return."""
    general: t.Any
    if entry.is_async:
        # Loaded here: an app without coroutines does not pay for it.
        import asyncio

        async def general(*instance: t.Any, **given: t.Any) -> t.Any:
            program = entry.prepare()
            ctx = _cv_request.get()
            if entry.guards:
                # They may ask a database, and the loop is for all.
                await asyncio.to_thread(entry.guard)
            values, frames = _gather_all(program, ctx, given)
            steps = entry._steps(program, ctx, instance, values, frames)
            return entry.settle(await await_steps(steps))

    else:

        def general(*instance: t.Any, **given: t.Any) -> t.Any:
            return entry.call(*instance, **given)

    update_wrapper(general, entry.original)
    setattr(general, ENTRY, entry)
    setattr(general, OPERATIONS, entry.describe)
    return general
