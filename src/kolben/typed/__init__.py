"""Typed views: arguments and answers by annotation, for any route of any app."""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import MissingExtra

if find_spec("msgspec") is None:
    raise MissingExtra("A typed view", "rest")

# isort: split
from .adapt import adapt as adapt
from .adapt import adapt_methods as adapt_methods
from .adapt import override as override
from .adapt import typed as typed
from .adapt import untyped as untyped
from .answers import WrongAnswer as WrongAnswer
from .markers import SSE as SSE
from .markers import Accepted as Accepted
from .markers import Answer as Answer
from .markers import AsyncSSE as AsyncSSE
from .markers import AsyncStream as AsyncStream
from .markers import Body as Body
from .markers import Cookie as Cookie
from .markers import Created as Created
from .markers import Depends as Depends
from .markers import Event as Event
from .markers import File as File
from .markers import Form as Form
from .markers import Header as Header
from .markers import Named as Named
from .markers import NoContent as NoContent
from .markers import Path as Path
from .markers import Query as Query
from .markers import Status as Status
from .markers import Stream as Stream
from .markers import Upload as Upload
