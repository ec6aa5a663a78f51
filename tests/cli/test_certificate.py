import ssl
import sys
import types

import click
import pytest

from kolben.cli.run import run_command


def read_cert(*args):
    return run_command.make_context("run", [*args]).params["cert"]


def test_a_file_needs_its_key_in_either_order():
    file = __file__
    assert read_cert("--cert", file, "--key", file) == (file, file)
    assert read_cert("--key", file, "--cert", file) == (file, file)
    with pytest.raises(click.BadParameter, match="needs its --key"):
        read_cert("--cert", file)
    with pytest.raises(click.BadParameter, match="needs its --cert"):
        read_cert("--key", file)


def test_adhoc_needs_cryptography_and_no_key(monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(click.BadParameter, match="pip install cryptography"):
        read_cert("--cert", "adhoc")
    monkeypatch.setitem(sys.modules, "cryptography", types.ModuleType("cryptography"))
    assert read_cert("--cert", "adhoc") == "adhoc"
    with pytest.raises(click.BadParameter, match="leave --key out"):
        read_cert("--cert", "adhoc", "--key", __file__)


def test_a_context_is_imported_by_name(monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    module = types.ModuleType("made")
    module.context = context
    monkeypatch.setitem(sys.modules, "made", module)
    assert read_cert("--cert", "made.context") is context
    with pytest.raises(click.BadParameter, match="leave --key out"):
        read_cert("--cert", "made.context", "--key", __file__)
    with pytest.raises(click.BadParameter, match="does not exist"):
        read_cert("--cert", "made.nothing")
    with pytest.raises(click.BadParameter, match="does not exist"):
        read_cert("--cert", "made")


def test_a_python_without_ssl_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "ssl", None)
    with pytest.raises(click.BadParameter, match="without SSL"):
        read_cert("--cert", __file__)
