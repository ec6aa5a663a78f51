"""One description of a type: read by typed views, REST resources and documents.

msgspec decodes; what it refuses is looked at a second time, for all that is wrong.
"""

try:
    import msgspec as _msgspec
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "kolben.schema needs msgspec: pip install 'kolben[rest]'", name=error.name
    ) from None

from .annotation import UnsupportedAnnotation
from .fault import Fault, Faults, Malformed
from .types import Type, compile_type
from .words import LANGUAGES

__all__ = [
    "LANGUAGES",
    "Fault",
    "Faults",
    "Malformed",
    "Type",
    "UnsupportedAnnotation",
    "compile_type",
]

del _msgspec
