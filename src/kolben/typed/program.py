"""A program: everything about a typed view that is known before a request.

The readers of its arguments, its dependencies in order, and how its answer is encoded.
It is made at registration; where an annotation names what does not exist yet, before
the first request.
"""

from __future__ import annotations

import inspect
import typing as t

from ..api_error import BadParameter, Unprocessable
from ..errors import InvalidView
from ..schema import Fault, Faults, Malformed
from ..suggest import did_you_mean
from ..view_kind import Kind, find_function, is_decorated
from .answers import Answers
from .depends import Graph, Opener, make_opener
from .extract import LEAVE, QueryText, Reader, make_query_text, make_reader
from .quick import UNCLEAR
from .signature import Circumstances, Signature, read_signature
from .source import Source

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.routing import Rule

    from ..app import Kolben

#: Dependencies that stand in for others, in ``app.extensions``.
OVERRIDES = "kolben.typed.overrides"


class Frame(t.NamedTuple):
    """How one function gets its arguments."""

    of_url: tuple[tuple[str, Reader], ...]
    of_query: tuple[QueryText, ...]
    others: tuple[tuple[str, Reader], ...]
    #: Parameter → index of the dependency that gives it.
    needs: tuple[tuple[str, int], ...]


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
    of_query: list[QueryText] = []
    others: list[tuple[str, Reader]] = []
    for argument in signature.arguments:
        if argument.place == "depends":
            continue
        text = make_query_text(argument, signature)
        if text is not None:
            of_query.append(text)
            continue
        pair = (argument.name, make_reader(argument, signature))
        (of_url if argument.place == "path" else others).append(pair)
    return Frame(tuple(of_url), tuple(of_query), tuple(others), tuple(needs.items()))


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


class Wrong:
    """What is wrong with a request, collected."""

    def __init__(self) -> None:
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


def gather(
    source: Source, frame: Frame, values: dict[str, t.Any], wrong: Wrong | None
) -> Wrong | None:
    """Add the arguments of one function to ``values``; what is wrong with the rest.

    What is among the values already was given by a url_value_preprocessor.
    """
    for name, read in frame.of_url:
        try:
            value = read(source)
            if value is not LEAVE:
                values[name] = value
        except (Faults, Malformed) as e:
            wrong = wrong or Wrong()
            wrong.add(e)
    if frame.of_query:
        query = source.query
        if query is None:
            query = source.read_query()
        for name, wire, quick, default, convert in frame.of_query:
            if name in values:
                continue
            text = query.get(wire)
            try:
                if text is None:
                    values[name] = default if default is not LEAVE else convert(None)
                elif type(text) is not str or (value := quick(text)) is UNCLEAR:
                    values[name] = convert(text)
                else:
                    values[name] = value
            except Faults as e:
                wrong = wrong or Wrong()
                wrong.add(e)
    for name, read in frame.others:
        if name in values:
            continue
        try:
            values[name] = read(source)
        except (Faults, Malformed) as e:
            wrong = wrong or Wrong()
            wrong.add(e)
    return wrong
