"""The objects of any iterable, asynchronous ones too, some at a time."""

from __future__ import annotations

import typing as t
from collections.abc import AsyncIterable, AsyncIterator, Generator, Iterable
from itertools import islice

from .. import loop
from ..globals import find_app_ctx

#: What a stream may be made of.
Objects = Iterable[t.Any] | AsyncIterable[t.Any]


def take_batches(objects: Objects, size: int) -> Generator[list[t.Any], None, None]:
    """Lists of ``size`` objects, the last one perhaps shorter.

    An asynchronous iterable is waited for on the worker's loop, once for each list, so
    this must not be used there. What the objects come from is closed in the end.
    """
    if isinstance(objects, AsyncIterable):
        yield from _wait_for_batches(objects, size)
        return
    source = iter(objects)
    try:
        while batch := list(islice(source, size)):
            yield batch
    finally:
        close = getattr(source, "close", None)
        if close is not None:
            close()


def _wait_for_batches(
    objects: AsyncIterable[t.Any], size: int
) -> Generator[list[t.Any], None, None]:
    ctx = find_app_ctx()
    wait_for = loop.async_to_sync if ctx is None else ctx.app.async_to_sync
    source = aiter(objects)
    take = wait_for(_take)
    try:
        while batch := take(source, size):
            yield batch
    finally:
        close: t.Any = getattr(source, "aclose", None)
        if close is not None:
            wait_for(close)()


async def _take(source: AsyncIterator[t.Any], size: int) -> list[t.Any]:
    batch = []
    async for each in source:
        batch.append(each)
        if len(batch) == size:
            break
    return batch
