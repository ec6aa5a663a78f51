"""Views as classes: one class per view, or one method per HTTP method."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Collection

from . import typing as ft
from .globals import current_app, request
from .view_kind import Kind, find_kind, get_entry

http_method_funcs = frozenset(
    {"get", "post", "head", "options", "delete", "put", "trace", "patch"}
)


class View:
    """Subclass it, write `dispatch_request`, and register `Subclass.as_view(name)`."""

    #: The methods to register for; None for what `route` takes by default.
    methods: t.ClassVar[Collection[str] | None] = None

    #: Whether OPTIONS is answered by itself; None for what the app does by default.
    provide_automatic_options: t.ClassVar[bool | None] = None

    #: Applied to the view function in this order, the first one innermost. A
    #: decorator on the class itself would not see the view function.
    decorators: t.ClassVar[list[Callable[..., t.Any]]] = []

    #: False makes one instance for all requests: cheaper, and then what belongs to
    #: one request goes into `g`, not on `self`.
    init_every_request: t.ClassVar[bool] = True

    #: Whether a method of the class is typed: then the app is asked for it.
    _has_typed: t.ClassVar[bool] = False

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Answer the request. The URL's values come as keyword arguments."""
        raise NotImplementedError(
            f"{type(self).__name__} is registered as a view but has no"
            " dispatch_request(). Write one that returns the response."
        )

    @classmethod
    def as_view(
        cls, name: str, *class_args: t.Any, **class_kwargs: t.Any
    ) -> ft.RouteCallable:
        """The view function to register, called `name`. The other arguments are
        those of the class.
        """
        view: t.Any
        if cls.init_every_request:

            def view(**kwargs: t.Any) -> ft.ResponseReturnValue:
                # The attribute, not `cls`: a test may put another class there.
                instance = view.view_class(*class_args, **class_kwargs)
                return _answer(instance, "dispatch_request", kwargs)

        else:
            instance = cls(*class_args, **class_kwargs)

            def view(**kwargs: t.Any) -> ft.ResponseReturnValue:
                return _answer(instance, "dispatch_request", kwargs)

        # Decorators see the final name, and what they return gets it again.
        view.__name__ = name
        view.__module__ = cls.__module__
        for decorator in cls.decorators:
            view = decorator(view)

        view.view_class = cls
        view.__name__ = name
        view.__doc__ = cls.__doc__
        view.__module__ = cls.__module__
        view.methods = cls.methods
        view.provide_automatic_options = cls.provide_automatic_options
        return t.cast(ft.RouteCallable, view)

    @classmethod
    def _find_kinds(cls, names: Collection[str]) -> dict[str, Kind]:
        """The kinds of the methods that answer requests, where they are typed.

        ``names`` are the values of the URL.
        """
        return _find_typed(cls, ("dispatch_request",), names)


class MethodView(View):
    """A view whose methods `get`, `post` and so on answer the HTTP methods of that
    name. `methods` follows from them unless a class sets it.
    """

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        if "methods" in cls.__dict__:
            return
        methods = {name.upper() for name in http_method_funcs if hasattr(cls, name)}
        for base in cls.__bases__:
            methods.update(getattr(base, "methods", None) or ())
        if methods:
            cls.methods = methods

    def dispatch_request(self, **kwargs: t.Any) -> ft.ResponseReturnValue:
        method = request.method
        name = method.lower()
        if method == "HEAD" and getattr(self, name, None) is None:
            name = "get"
        if getattr(self, name, None) is None:
            raise AssertionError(
                f"{type(self).__name__} is registered for {method} but has no"
                f" {method.lower()}() to answer it. Write one, or take {method!r} out"
                " of the methods."
            )
        return _answer(self, name, kwargs)

    @classmethod
    def _find_kinds(cls, names: Collection[str]) -> dict[str, Kind]:
        if not _dispatches_as(cls, MethodView):
            # It calls the methods in its own way.
            return {}
        return _find_typed(cls, http_method_funcs, names)


def _dispatches_as(cls: type[View], base: type[View]) -> bool:
    """Whether a class calls its methods as ``base`` does, apart from guards that stand
    before them.
    """
    dispatch: t.Any = cls.dispatch_request
    while hasattr(dispatch, "__guards__"):
        dispatch = dispatch.__wrapped__
    return dispatch is base.dispatch_request


def _find_typed(
    cls: type[View], methods: Collection[str], names: Collection[str]
) -> dict[str, Kind]:
    taken = {"self", *names}
    kinds: dict[str, Kind] = {}
    for method in methods:
        function = getattr(cls, method, None)
        if function is not None:
            kind = find_kind(function, taken)
            if kind is Kind.SCALARS or kind is Kind.TYPED:
                kinds[method] = kind
    return kinds


def _answer(view: View, name: str, kwargs: dict[str, t.Any]) -> ft.ResponseReturnValue:
    """Call a method of a view; a typed one the way that it was registered for."""
    app = current_app
    function = getattr(view, name)
    if view._has_typed:
        typed = app._typed_methods.get((request.endpoint or "", name))
        entry = get_entry(typed)
        # Only for what it was made of: the instance may have another of its own.
        if entry is not None and entry.original is getattr(function, "__func__", None):
            return t.cast(ft.ResponseReturnValue, entry.call(view, **kwargs))
    return t.cast(ft.ResponseReturnValue, app.ensure_sync(function)(**kwargs))
