"""Clients that sign their requests, bearer tokens, and scopes of both."""

from __future__ import annotations

from pathlib import Path

from .breaker import Breaker as Breaker
from .caller import Caller as Caller
from .clients import Client as Client
from .clients import Clients as Clients
from .clients import FindsClients as FindsClients
from .clients import new_secret as new_secret
from .grants import Grant as Grant
from .grants import Grants as Grants
from .grants import MemoryGrants as MemoryGrants
from .grants import SQLGrants as SQLGrants
from .guard import ApiSecurity as ApiSecurity
from .nonces import MemoryNonces as MemoryNonces
from .nonces import Nonces as Nonces
from .nonces import RedisNonces as RedisNonces
from .nonces import SQLNonces as SQLNonces
from .scopes import get_caller as get_caller
from .scopes import requires as requires
from .store_down import StoreDown as StoreDown
from .tokens import BadToken as BadToken
from .tokens import Issued as Issued
from .tokens import ReusedToken as ReusedToken
from .tokens import Tokens as Tokens

#: The client for `fetch`, a module for browsers and Node: serve it as a static file.
SIGN_JS = Path(__file__).with_name("sign.js")
