"""What a typed view is called with: its signature, read once at registration."""

from __future__ import annotations

import types
import typing as t
from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec
from werkzeug.datastructures import FileStorage

from ..errors import InvalidView
from ..request import Request
from ..suggest import did_you_mean
from ..view_kind import Weight, find_function, get_defaults, weigh
from .hints import describe_function, resolve_hints
from .markers import UNSET, Dependency, Marker, Named, Status, Streamed

Place = t.Literal[
    "path", "query", "header", "cookie", "form", "file", "body", "depends", "request"
]
_BODIES = frozenset({Weight.DICT, Weight.MODEL, Weight.STRUCT})


@dataclass(slots=True)
class Argument:
    """One parameter of a view or of a dependency, and where its value comes from."""

    name: str
    place: Place
    #: Its name in the request.
    wire: str
    #: Its type, with constraints and without our markers.
    annotation: t.Any
    #: UNSET for one that is required.
    default: t.Any = UNSET
    marker: Marker | None = None
    dependency: Dependency | None = None

    @property
    def required(self) -> bool:
        return self.default is UNSET

    @property
    def weight(self) -> Weight:
        """What its type is, apart from where it comes from."""
        return weigh(self.annotation)


@dataclass(slots=True)
class Signature:
    """What one function takes and returns."""

    function: t.Any
    arguments: list[Argument] = field(default_factory=list)
    returns: t.Any = UNSET

    @property
    def where(self) -> str:
        found = find_function(self.function)
        return describe_function(found[0] if found else self.function)


@dataclass(slots=True)
class Circumstances:
    """What is known of a view besides its signature."""

    #: The names of the values that its rules give.
    names: Collection[str]
    methods: Collection[str] = ()
    #: Other code supplies arguments too: a decorator, or a URL value preprocessor.
    supplied: bool = False
    #: Only what is marked, and Structs, are arguments of ours.
    marked_only: bool = False


def read_signature(
    view: t.Any, known: Circumstances, *, strict: bool, bound: bool = False
) -> Signature | None:
    """The signature of a view or dependency; None while a name in it does not exist.

    With ``strict`` such a name is an InvalidView, as every other mistake is. With
    ``bound`` the first parameter is the instance.
    """
    function, parameters = _find_parameters(view)
    if function is None:
        return Signature(view)
    if bound:
        parameters = parameters[1:]
    hints = resolve_hints(function, strict=strict)
    if hints is None:
        return None
    defaults = get_defaults(function, parameters)
    signature = Signature(view, returns=hints.get("return", UNSET))
    for name in parameters:
        argument = _read_parameter(
            name, hints.get(name, UNSET), defaults.get(name, UNSET), known
        )
        if isinstance(argument, str):
            raise InvalidView(f"{signature.where}: the parameter {name!r} {argument}")
        if argument is not None:
            signature.arguments.append(argument)
    _check_body(signature, known)
    return signature


def _find_parameters(view: t.Any) -> tuple[t.Any, tuple[str, ...]]:
    found = find_function(view)
    if found is not None:
        return found
    # A class, or an object that can be called, as a dependency.
    name = "__init__" if isinstance(view, type) else "__call__"
    inner = getattr(view, name, None)
    if isinstance(inner, (types.FunctionType, types.MethodType)):
        found = find_function(inner)
        if found is not None:
            skip = isinstance(inner, types.FunctionType)
            return found[0], found[1][skip:]
    return None, ()


def _read_parameter(
    name: str, annotation: t.Any, default: t.Any, known: Circumstances
) -> Argument | str | None:
    """The argument; None for one that is no business of ours; text for a mistake."""
    base, marker, alias, dependency = _split(annotation)
    if isinstance(default, Dependency):
        dependency, default = default, UNSET
    elif isinstance(default, Marker):
        marker, default = default, default.default
    elif marker is not None and default is UNSET:
        default = marker.default
    if dependency is not None:
        if dependency.function is None:
            dependency = Dependency(
                base, cache=dependency.cache, scope=dependency.scope
            )
        if not callable(dependency.function):
            return (
                f"depends on {dependency.function!r}, which cannot be called."
                " Pass Depends() the function that makes the value."
            )
        return Argument(name, "depends", name, base, dependency=dependency)
    if name in known.names:
        if marker is not None and marker.place != "path":
            return (
                f"is marked as {type(marker).__name__}, and is a value of the URL too."
                " Give one of them another name."
            )
        if known.marked_only and marker is None:
            return None
        base = t.Any if base is UNSET else _constrain(base, marker)
        return Argument(name, "path", name, base, default, marker)
    if marker is not None and marker.place == "path":
        if known.supplied:
            return None
        hint = did_you_mean(name, known.names)
        return f"is marked as Path, and no rule of the view has <{name}>.{hint}"
    place = marker.place if marker is not None else _guess_place(base, known)
    if place is None:
        return _leave(base, default, known)
    wire = alias or (marker.alias if marker is not None else None)
    if wire is None:
        wire = name.replace("_", "-") if place == "header" else name
    base = t.Any if base is UNSET else _constrain(base, marker)
    return Argument(name, t.cast(Place, place), wire, base, default, marker)


def _guess_place(base: t.Any, known: Circumstances) -> str | None:
    """Where an unmarked parameter comes from, by its type; None if nothing is clear."""
    if base is UNSET:
        return None
    weight = weigh(base)
    if weight is Weight.STRUCT:
        return "body"
    if known.marked_only:
        return None
    if isinstance(base, type) and issubclass(base, Request):
        return "request"
    if weight in _BODIES:
        return "body"
    if _is_file(base):
        return "file"
    if weight is Weight.SCALAR:
        return "query"
    return None


def _is_file(base: t.Any) -> bool:
    """Whether this is an uploaded file, a list of them, or perhaps none."""
    if isinstance(base, type) and issubclass(base, FileStorage):
        return True
    return t.get_origin(base) in (list, t.Union, types.UnionType) and any(
        _is_file(arm) for arm in t.get_args(base)
    )


def _leave(base: t.Any, default: t.Any, known: Circumstances) -> str | None:
    if known.supplied or known.marked_only or (base is UNSET and default is not UNSET):
        return None
    if base is UNSET:
        return (
            "has no annotation, and no rule of the view gives it a value. Annotate it"
            " (a scalar is a query parameter), or add it to the rule."
        )
    return (
        f"has the annotation {_show(base)}, which says nothing of where its value"
        " comes from. Mark it: Body[...], Query[...], Form[...], Header[...],"
        " Cookie[...], File[...], or Depends(a function that makes it)."
    )


def _split(
    annotation: t.Any,
) -> tuple[t.Any, Marker | None, str | None, Dependency | None]:
    """A type without our marks, and the marks."""
    marker: Marker | None = None
    alias: str | None = None
    dependency: Dependency | None = None
    while type(annotation).__name__ == "TypeAliasType":
        # What marks it may stand in the alias.
        annotation = annotation.__value__
    if t.get_origin(annotation) is not t.Annotated:
        if isinstance(annotation, type) and issubclass(annotation, Marker):
            return t.Any, annotation(), None, None
        return annotation, None, None, None
    rest = []
    for item in annotation.__metadata__:
        if isinstance(item, Marker):
            # The outermost comes last; Query[Annotated[int, Query(ge=1)]] is one.
            if marker is None or item.constraints or item.alias:
                marker = item
        elif isinstance(item, type) and issubclass(item, Marker):
            marker = item()
        elif isinstance(item, Named):
            alias = item.name
        elif isinstance(item, Dependency):
            dependency = item
        elif not isinstance(item, (Status, Streamed)):
            rest.append(item)
    base = annotation.__origin__
    if rest:
        base = t.Annotated[(base, *rest)]
    return base, marker, alias, dependency


def _constrain(base: t.Any, marker: Marker | None) -> t.Any:
    if marker is None or not marker.constraints:
        return base
    meta = msgspec.Meta(**marker.constraints)
    if t.get_origin(base) in (t.Union, types.UnionType):
        # msgspec has no limits for None.
        arms = [arm for arm in t.get_args(base) if arm is not type(None)]
        if len(arms) == 1:
            return t.Annotated[arms[0], meta] | None
    return t.Annotated[base, meta]


def _check_body(signature: Signature, known: Circumstances) -> None:
    """Refuse what no one request can hold, and a body where there is none."""
    bodies = [each for each in signature.arguments if each.place == "body"]
    fields = [each for each in signature.arguments if each.place in {"form", "file"}]
    if len(bodies) > 1:
        raise InvalidView(
            f"{signature.where}: {bodies[0].name!r} and {bodies[1].name!r} are both the"
            " body of the request. Take one model that holds both, or mark one of them"
            " as Query[...] or Form[...]."
        )
    if bodies and fields:
        raise InvalidView(
            f"{signature.where}: {bodies[0].name!r} is the whole body, and"
            f" {fields[0].name!r} a field of a form in it. Mark {bodies[0].name!r} as"
            " Form[...] too."
        )
    if (
        bodies
        and bodies[0].marker is None
        and known.methods
        and {"GET", "HEAD", "OPTIONS"}.issuperset(known.methods)
    ):
        raise InvalidView(
            f"{signature.where}: {bodies[0].name!r} is a model, and so the body, but"
            " GET requests have none. Mark it as Query[...] to read it from the query"
            " string, or have the view answer POST."
        )


def _show(annotation: t.Any) -> str:
    if isinstance(annotation, type):
        return annotation.__qualname__
    return str(annotation)
