"""API documents: what views say of themselves, as OpenAPI 3.1 and as pages."""

from __future__ import annotations

from .operation import Answer as Answer
from .operation import Content as Content
from .operation import describe as describe
from .schemes import api_key as api_key
from .schemes import basic as basic
from .schemes import bearer as bearer
from .schemes import oauth2 as oauth2
from .schemes import open_id as open_id
from .serve import OpenAPI as OpenAPI
