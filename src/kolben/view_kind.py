"""Whether a view asks for more than the values of its URL: a *typed* view.

Looked at once per registration, with nothing imported and no annotation evaluated: an
app without typed views pays next to nothing, and needs no extra library. What the
annotations mean in the end is the business of ``kolben.typed``.

A view is typed that has one of the markers (``Query[int]``, ``Depends(f)``, a return of
``Created[Post]``), that takes or returns a ``msgspec.Struct``, or whose own parameters,
beyond those of its rules, are annotated with models or scalars. A view behind a
decorator has to say so with a marker or a Struct: the decorator may supply arguments.
"""

from __future__ import annotations

import builtins
import re
import types
import typing as t
from enum import Enum, IntEnum

#: What markers, and types that mean an answer, carry as a class attribute.
MARK = "__kolben_marker__"
#: What ``typed`` and ``untyped`` set on a view: True or False.
CHOICE = "__kolben_typed__"
#: Where the adapted view keeps what it was made of: an object with ``general`` (the
#: adapted view itself) and ``original`` (the user's).
ENTRY = "__kolben_entry__"

_NAMES = re.compile(r"[^\W\d][\w.]*")
_QUOTED = re.compile(r"(['\"]).*?\1")
#: ``list[Post]``, but not ``Optional[Post]``: what is in it is not what is returned.
_NESTED = re.compile(r"\b(?!(?:[\w.]*\.)?(?:Optional|Union|Annotated)\[)([\w.]+)\[.*\]")
#: Dicts of scalars are neither bodies nor parameters unless they are marked.
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping"})
_SCALAR_TYPES = frozenset({bool, bytes, float, int, str})
#: By name, so that none of these modules is loaded for it.
_SCALAR_NAMES = frozenset(
    {
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
        ("decimal", "Decimal"),
        # No scalars, but what is there in every request, or may be.
        ("kolben.request", "Request"),
        ("werkzeug.datastructures.file_storage", "FileStorage"),
        ("uuid", "UUID"),
    }
)


class Kind(Enum):
    """How a view is to be called."""

    #: With the values of its URL, as it is.
    PLAIN = "plain"
    #: Typed by unmarked scalars alone, which are query parameters.
    SCALARS = "scalars"
    #: Typed.
    TYPED = "typed"
    #: It returns a name that does not exist yet: to be looked at again.
    OPEN = "open"


class Weight(IntEnum):
    """What an annotation says, the stronger the greater."""

    NOTHING = 0
    SCALAR = 1
    #: A name that does not exist (yet).
    UNKNOWN = 2
    #: A typed dict: a body, but as a return no more than the dict that it is.
    DICT = 3
    MODEL = 4
    STRUCT = 5
    MARKED = 6


def find_kind(
    view: t.Any, names: t.Collection[str], *, sends_models: bool = False
) -> Kind:
    """The kind of a view whose rules, taken together, give the values ``names``.

    With ``sends_models`` the app itself can send what is neither text nor JSON.
    """
    chosen = getattr(view, CHOICE, None)
    if chosen is not None:
        return Kind.TYPED if chosen else Kind.PLAIN
    found = find_function(view)
    if found is None:
        return Kind.PLAIN
    function, parameters = found
    annotations = get_annotations(function)
    if not annotations and not function.__defaults__ and not function.__kwdefaults__:
        # As most views of Flask are.
        return Kind.PLAIN
    defaults = get_defaults(function, parameters)
    if any(has_mark(value) for value in defaults.values()):
        return Kind.TYPED
    if not annotations:
        return Kind.PLAIN
    weights = {
        name: _weigh_safely(weigh, annotations[name], function)
        if name in annotations
        else None
        for name in parameters
    }
    returned = _weigh_safely(_weigh_return, annotations.get("return"), function)
    own = [name for name in parameters if name not in names]
    wanted = {weights[name] for name in own}
    if (
        Weight.MARKED in weights.values()
        or Weight.STRUCT in wanted
        or returned in {Weight.MARKED, Weight.STRUCT}
    ):
        return Kind.TYPED
    if is_decorated(view) or hasattr(function, "__bindings__"):
        # Its decorator, or an injector, knows what to do about the rest.
        return Kind.PLAIN
    if not wanted.isdisjoint({Weight.MODEL, Weight.DICT}):
        return Kind.TYPED
    if returned is Weight.MODEL and not sends_models:
        return Kind.TYPED
    needed = {weights[name] for name in own if name not in defaults}
    if Weight.UNKNOWN in needed:
        return Kind.TYPED
    if Weight.SCALAR in wanted and needed <= {Weight.SCALAR}:
        return Kind.SCALARS
    return Kind.OPEN if returned is Weight.UNKNOWN else Kind.PLAIN


def _weigh_safely(
    weigh: t.Callable[[t.Any, types.FunctionType], Weight],
    annotation: t.Any,
    function: types.FunctionType,
) -> Weight:
    try:
        return weigh(annotation, function)
    except Exception:
        # Anything may stand in an annotation, such as a proxy outside of a request,
        # and a view that needs nothing of it is not to fail for it.
        return Weight.NOTHING


def is_decorated(view: t.Any) -> bool:
    """Whether a decorator stands before the function that may change its arguments.

    One that has ``__guards__`` of its own passes them on; what wraps that one has a
    copy of the same.
    """
    while (inner := getattr(view, "__wrapped__", None)) is not None:
        guards = getattr(view, "__guards__", None)
        if guards is None or guards is getattr(inner, "__guards__", None):
            return True
        view = inner
    return False


def get_entry(view: t.Any) -> t.Any:
    """What an adapted view was made of; None for every other view.

    A wrapper of an adapted view has a copy of its attributes, and is not one.
    """
    entry = getattr(view, ENTRY, None)
    return entry if entry is not None and entry.general is view else None


def get_original(view: t.Any) -> t.Any:
    """The view as its author wrote it."""
    entry = get_entry(view)
    return view if entry is None else entry.original


def find_function(view: t.Any) -> tuple[types.FunctionType, tuple[str, ...]] | None:
    """The function behind a view and the parameters it takes by name; None for none."""
    function = view
    while (inner := getattr(function, "__wrapped__", None)) is not None:
        function = inner
    skipped = 0
    if isinstance(function, types.MethodType):
        function, skipped = function.__func__, 1
    if not isinstance(function, types.FunctionType):
        return None
    code = function.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    return function, code.co_varnames[skipped:count]


def get_defaults(
    function: types.FunctionType, parameters: t.Sequence[str]
) -> dict[str, t.Any]:
    """The defaults of a function's parameters by name."""
    values = function.__defaults__ or ()
    positional = function.__code__.co_varnames[: function.__code__.co_argcount]
    found = dict(zip(positional[len(positional) - len(values) :], values, strict=True))
    found.update(function.__kwdefaults__ or {})
    return {name: found[name] for name in parameters if name in found}


def get_annotations(function: types.FunctionType) -> dict[str, t.Any]:
    """A function's annotations as they stand; where they are code, what it comes to.

    From Python 3.14 on they are evaluated when asked for; names that do not exist are
    then left as what stands for them.
    """
    try:
        return function.__annotations__
    except NameError:
        import annotationlib  # type: ignore[import-not-found]  # Python 3.14

        found: dict[str, t.Any] = annotationlib.get_annotations(
            function, format=annotationlib.Format.FORWARDREF
        )
        return found


def has_mark(value: t.Any) -> bool:
    """Whether this is a marker, as metadata or as a default."""
    return getattr(type(value), MARK, None) is True or (
        _is_class(value) and getattr(value, MARK, None) is True
    )


def _is_class(value: t.Any) -> bool:
    """Whether this is a class; a proxy is not asked what it stands for."""
    return issubclass(type(value), type)


def weigh(annotation: t.Any, function: types.FunctionType | None = None) -> Weight:
    """What an annotation says, by the names of ``function`` that are in it."""
    if annotation is None:
        return Weight.NOTHING
    kind = type(annotation)
    if kind is str:
        names = _NAMES.findall(_QUOTED.sub("", annotation) or annotation)
        weight = max(
            (_weigh_name(name, function) for name in names), default=Weight.NOTHING
        )
        if weight is Weight.SCALAR and not _MAPPINGS.isdisjoint(names):
            return Weight.NOTHING
        return weight
    if kind.__name__ == "ForwardRef":
        return weigh(annotation.__forward_arg__, function)
    if kind.__name__ == "NewType":
        return weigh(annotation.__supertype__, function)
    if kind.__name__ == "TypeAliasType":
        return weigh(annotation.__value__, function)
    metadata = getattr(annotation, "__metadata__", None)
    if metadata is not None:
        if any(has_mark(item) for item in metadata):
            return Weight.MARKED
        return weigh(annotation.__origin__, function)
    inner = getattr(annotation, "__args__", None)
    if inner is not None:
        origin = getattr(annotation, "__origin__", None)
        weights = [_weigh_one(origin)]
        if origin is not t.Literal:
            weights += [weigh(item, function) for item in inner]
        weight = max(weights)
        if weight is Weight.SCALAR and getattr(origin, "__name__", "") in _MAPPINGS:
            return Weight.NOTHING
        return weight
    if has_mark(annotation):
        return Weight.MARKED
    return _weigh_one(annotation)


def _weigh_return(annotation: t.Any, function: types.FunctionType) -> Weight:
    """What a return annotation says.

    A list of models is no more than a list: such JSON can be sent without this.
    """
    weight = weigh(annotation, function)
    if weight is not Weight.MODEL:
        return weight
    if isinstance(annotation, str):

        def find_outer(match: re.Match[str]) -> str:
            outer = match[1]
            return outer if weigh(outer, function) is Weight.MODEL else "None"

        return weigh(_NESTED.sub(find_outer, annotation), function)
    arms = getattr(annotation, "__args__", None)
    if arms is None or getattr(annotation, "__metadata__", None) is not None:
        return weight
    origin = getattr(annotation, "__origin__", t.Union)
    if origin is not t.Union:
        # A generic model is one; a list is not.
        return weight if _weigh_one(origin) is Weight.MODEL else Weight.NOTHING
    return max(_weigh_return(arm, function) for arm in arms)


def _weigh_name(name: str, function: types.FunctionType | None) -> Weight:
    """The weight of a dotted name as the function's module has it."""
    if function is None:
        return Weight.UNKNOWN
    root, *attributes = name.split(".")
    value = function.__globals__.get(root, function)
    if value is function:
        value = _find_enclosed(root, function)
    if value is function:
        value = getattr(builtins, root, function)
    if value is function:
        return Weight.UNKNOWN
    for attribute in attributes:
        value = getattr(value, attribute, None)
    return Weight.NOTHING if isinstance(value, str) else weigh(value, function)


def _find_enclosed(name: str, function: types.FunctionType) -> t.Any:
    """A variable of the functions around, or the function itself for none."""
    if name in function.__code__.co_freevars and function.__closure__ is not None:
        index = function.__code__.co_freevars.index(name)
        try:
            return function.__closure__[index].cell_contents
        except ValueError:
            return function
    return function


def _weigh_one(value: t.Any) -> Weight:
    """The weight of a class, or of another object that may stand in an annotation."""
    if value is t.Literal:
        return Weight.SCALAR
    if not _is_class(value):
        return Weight.NOTHING
    if hasattr(value, "__struct_fields__"):
        return Weight.STRUCT
    if (
        hasattr(value, "__dataclass_fields__")
        or hasattr(value, "__attrs_attrs__")
        or hasattr(value, "__pydantic_fields__")
    ):
        return Weight.MODEL
    if hasattr(value, "__required_keys__") and issubclass(value, dict):
        return Weight.DICT
    if (
        value in _SCALAR_TYPES
        or issubclass(value, Enum)
        or any((cls.__module__, cls.__name__) in _SCALAR_NAMES for cls in value.__mro__)
        # What pydantic makes of one value, as its EmailStr.
        or hasattr(value, "__get_pydantic_core_schema__")
    ):
        return Weight.SCALAR
    return Weight.NOTHING
