"""The server for development, and who may use its debugger."""

from .banner import show_server_banner as show_server_banner
from .console import guard_console as guard_console
from .console import is_loopback as is_loopback
from .server import run_server as run_server
