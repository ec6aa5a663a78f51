import os
import socket
import sys

import pytest

from kolben.devserver.port import find_holder, find_port_problem, resolve_host


@pytest.fixture
def listening():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_is_no_problem():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert find_port_problem("127.0.0.1", port) is None
    assert find_port_problem("127.0.0.1", 0) is None
    assert find_port_problem("unix:///nowhere", port) is None


def test_a_used_port_comes_with_a_free_one(listening):
    problem = find_port_problem("127.0.0.1", listening)
    assert problem is not None
    assert problem.startswith(f"Port {listening} on '127.0.0.1' is already in use")
    other = int(problem.split("--port ")[1].split(".")[0])
    assert find_port_problem("127.0.0.1", other) is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_holder_is_named(listening):
    assert f"process {os.getpid()} (" in (find_holder(listening) or "")
    assert f"process {os.getpid()} (" in find_port_problem("127.0.0.1", listening)


def test_a_foreign_address_is_told():
    problem = find_port_problem("192.0.2.1", 5000)
    assert problem is not None
    assert "'192.0.2.1' is not an address of this machine" in problem


def test_a_host_that_does_not_resolve_is_told():
    problem = find_port_problem("no-such-host.invalid", 5000)
    assert problem is not None
    assert "not an address of this machine" in problem


def test_a_forbidden_port_is_told(monkeypatch):
    def refuse(host, port):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kolben.devserver.port._try_bind", refuse)
    problem = find_port_problem("127.0.0.1", 80)
    assert problem is not None
    assert "below 1024" in problem


@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "::1")],
)
def test_a_host_has_one_address(host, address):
    assert resolve_host(host) == address
