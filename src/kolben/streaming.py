"""Responses whose body is made while it is sent."""

from __future__ import annotations

import typing as t
from functools import update_wrapper

from .globals import find_app_ctx, find_request_ctx


@t.overload
def stream_with_context(
    generator_or_function: t.Iterator[t.AnyStr],
) -> t.Iterator[t.AnyStr]: ...


@t.overload
def stream_with_context(
    generator_or_function: t.Callable[..., t.Iterator[t.AnyStr]],
) -> t.Callable[[t.Iterator[t.AnyStr]], t.Iterator[t.AnyStr]]: ...


def stream_with_context(
    generator_or_function: t.Iterator[t.AnyStr] | t.Callable[..., t.Iterator[t.AnyStr]],
) -> t.Iterator[t.AnyStr] | t.Callable[[t.Iterator[t.AnyStr]], t.Iterator[t.AnyStr]]:
    """Keep the request's contexts for a generator that runs after the view returned.

    Takes the generator, or as a decorator the function that makes it. Raises
    RuntimeError outside of a request. Teardown functions run at the end of the
    request and once more at the end of the stream.
    """
    try:
        generator = iter(generator_or_function)  # type: ignore[arg-type]  # the attempt tells
    except TypeError:

        def decorator(*args: t.Any, **kwargs: t.Any) -> t.Any:
            made = generator_or_function(*args, **kwargs)  # type: ignore[operator]  # not iterable, so a function
            return stream_with_context(made)

        return update_wrapper(decorator, generator_or_function)  # type: ignore[arg-type]

    def stream() -> t.Iterator[t.AnyStr]:
        request_ctx = find_request_ctx()
        if request_ctx is None:
            raise RuntimeError(
                "'stream_with_context' can only be used when a request"
                " context is active, such as in a view function."
            )
        app_ctx = find_app_ctx()
        assert app_ctx is not None
        close = getattr(generator, "close", bool)
        try:
            # Run up to here at once: the contexts are those of now. They are pushed
            # when the body is read, in the context variables of whoever reads it.
            yield None  # type: ignore[misc]  # taken off below
        except GeneratorExit:
            close()  # closed before it was read, as for HEAD
            raise
        # The app context first, so that the request's finds it and makes none.
        with app_ctx, request_ctx:
            try:
                yield from generator
            finally:
                close()

    wrapped = stream()
    next(wrapped)
    return wrapped
