"""Types for arguments: each makes a value out of what a request has, or a ValueError.

Any function of one value is a type. What it has in `__schema__` is what documents say.
"""

from __future__ import annotations

from .addresses import URL as URL
from .addresses import email as email
from .addresses import email_regex as email_regex
from .addresses import ip as ip
from .addresses import ipv4 as ipv4
from .addresses import ipv6 as ipv6
from .addresses import netloc_regex as netloc_regex
from .addresses import url as url
from .dates import END_OF_DAY as END_OF_DAY
from .dates import START_OF_DAY as START_OF_DAY
from .dates import date as date
from .dates import date_from_iso8601 as date_from_iso8601
from .dates import datetime_from_iso8601 as datetime_from_iso8601
from .dates import datetime_from_rfc822 as datetime_from_rfc822
from .dates import iso8601interval as iso8601interval
from .dates import time_regex as time_regex
from .literals import boolean as boolean
from .literals import int_range as int_range
from .literals import natural as natural
from .literals import positive as positive
from .literals import regex as regex
