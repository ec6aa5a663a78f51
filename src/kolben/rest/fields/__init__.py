"""The fields of a model: how values are written, documented and checked."""

from __future__ import annotations

from ..field import MarshallingError as MarshallingError
from ..field import Raw as Raw
from ..lookup import get_value as get_value
from ..lookup import is_indexable_but_not_string as is_indexable_but_not_string
from ..lookup import is_integer_indexable as is_integer_indexable
from ..lookup import to_marshallable_type as to_marshallable_type
from .dates import Date as Date
from .dates import DateTime as DateTime
from .limits import MinMaxMixin as MinMaxMixin
from .limits import NumberMixin as NumberMixin
from .limits import StringMixin as StringMixin
from .listed import List as List
from .nested import Nested as Nested
from .nested import Polymorph as Polymorph
from .scalars import ZERO as ZERO
from .scalars import Arbitrary as Arbitrary
from .scalars import Boolean as Boolean
from .scalars import Fixed as Fixed
from .scalars import Float as Float
from .scalars import Integer as Integer
from .scalars import String as String
from .whole import ClassName as ClassName
from .whole import FormattedString as FormattedString
from .whole import Url as Url
from .wildcard import Wildcard as Wildcard
