"""Is the port free, and if not: who has it, and which one is."""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path

_LISTENING = "0A"


def find_port_problem(host: str, port: int) -> str | None:
    """Why a server could not listen there, with what to do; None when it can."""
    if host.startswith("unix://"):
        return None
    try:
        _try_bind(host, port)
    except OSError as error:
        return _describe(error, host, port)
    return None


def resolve_host(host: str) -> str:
    """The IP address to listen on for a host name. OSError when it has none."""
    # Werkzeug's rule: "localhost" is IPv4, whatever else it resolves to.
    found = socket.getaddrinfo(host, None, _get_family(host), socket.SOCK_STREAM)
    return str(found[0][4][0])


def _get_family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _try_bind(host: str, port: int) -> None:
    with socket.socket(_get_family(host), socket.SOCK_STREAM) as probe:
        # As the servers do it: a connection still closing does not hold the port.
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((resolve_host(host), port))
        probe.listen(1)


def _describe(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        holder = find_holder(port)
        text = f"Port {port} on {host!r} is already in use"
        text += f" by {holder}." if holder else " by another program."
        free = _find_free_port(host, port)
        text += f" Stop it, or choose another port: --port {free or 0}."
        if sys.platform == "darwin" and port in (5000, 7000):
            text += " On macOS it may be the AirPlay Receiver (System Settings)."
        return text
    if error.errno == errno.EACCES:
        return (
            f"Not allowed to listen on port {port}: ports below 1024 need more rights."
            " Choose one above, as in '--port 5000'."
        )
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{host!r} is not an address of this machine ({error.strerror}). Use"
            " '--host 127.0.0.1' for this machine alone, '--host 0.0.0.0' for all of"
            " its addresses."
        )
    return f"Cannot listen on {host!r}, port {port}: {error.strerror or error}."


def _find_free_port(host: str, port: int) -> int | None:
    for candidate in range(port + 1, min(port + 50, 65_536)):
        try:
            _try_bind(host, candidate)
        except OSError:
            continue
        return candidate
    return None


def find_holder(port: int) -> str | None:
    """The process that listens on a port, as far as Linux lets us see it."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    if not sockets:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(fd.readlink()) in sockets for fd in (process / "fd").iterdir()):
                words = (process / "cmdline").read_bytes().decode("utf-8", "replace")
                command = " ".join(words.split("\0")).strip()
                return f"process {process.name} ({command[:100]})"
        except OSError:
            continue
    return None


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for columns in map(str.split, lines):
            local, state, inode = columns[1], columns[3], columns[9]
            if state == _LISTENING and int(local.rpartition(":")[2], 16) == port:
                inodes.add(inode)
    return inodes
