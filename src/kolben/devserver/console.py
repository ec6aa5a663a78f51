"""Who may reach the debugger's console.

The console runs any Python with the rights of the one who started the server, and
only a PIN stands before it. On a loopback address that is between a developer and
the own machine; on any other one it is between the whole network and the machine.
"""

from __future__ import annotations

import socket
from collections.abc import MutableMapping
from ipaddress import ip_address
from typing import Any

import click
from werkzeug.serving import is_running_from_reloader


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach a server on that host."""
    if host.startswith("unix://"):
        return True
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        pass
    try:
        found = {info[4][0] for info in socket.getaddrinfo(name, None)}
    except OSError:
        return False
    return all(ip_address(str(a).partition("%")[0]).is_loopback for a in found)


def explain_exposure(host: str) -> str:
    """Why the debugger and that host do not go together."""
    return (
        f"The debugger's console runs any Python code with your rights, and on {host!r}"
        " every machine that can reach this one could ask for it: only a PIN of nine"
        " digits would be in between."
    )


def guard_console(host: str, options: MutableMapping[str, Any]) -> None:
    """For ``app.run()``: switch the console off where others can reach the host.

    ``options`` are those for ``run_simple``. An explicit ``use_evalex`` is left as
    it is; otherwise, with the debugger on, error pages stay and the console goes.
    """
    if not options.get("use_debugger") or "use_evalex" in options:
        return
    if is_loopback(host):
        return
    options["use_evalex"] = False
    if not is_running_from_reloader():
        click.secho(
            f" * The debugger's console is off. {explain_exposure(host)} Error pages"
            " still show tracebacks. To have the console, run on 127.0.0.1, or, on a"
            " network you trust, say so: app.run(..., use_evalex=True).",
            fg="yellow",
            err=True,
        )
