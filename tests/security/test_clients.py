"""Clients and their secrets."""

import pytest

from kolben.errors import SetupError
from kolben.security.api import Client, Clients, new_secret
from kolben.security.api.client import Signer

OLD = "an old secret, longer than 32 bytes it is"
NEW = "a new secret, longer than 32 bytes it is, too"


def test_a_new_secret_has_256_bits_and_is_another_each_time():
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(secret) == 43 for secret in secrets)
    assert Client("a", [new_secret()]).keys()


@pytest.mark.parametrize("secret", ["", "short", b"x" * 31, b"x" * 64, "ü" * 15])
def test_a_secret_that_could_be_guessed_is_refused(secret):
    with pytest.raises(ValueError, match=r"needs 32 random bytes.*new_secret"):
        Client("a", [secret])


def test_a_weak_secret_is_refused_by_who_signs_with_it_too():
    with pytest.raises(ValueError, match="needs 32 random bytes"):
        Signer("a", "short")


def test_the_message_about_a_weak_secret_does_not_show_it():
    with pytest.raises(ValueError, match="needs") as caught:
        Client("a", ["hunter2"])
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("secrets", [[], [OLD, NEW, new_secret()]])
def test_a_client_has_one_secret_or_two(secrets):
    with pytest.raises(SetupError, match=f"has {len(secrets)} secrets"):
        Client("a", secrets)


def test_a_single_secret_need_not_be_in_a_list():
    assert Client("a", OLD).keys() == Client("a", [OLD.encode()]).keys()


def test_secrets_are_not_in_a_repr():
    client = Client("a", [OLD, NEW], about={"password": OLD})
    assert OLD not in repr(client)
    assert OLD not in repr(Clients([client]).find("a"))


def test_rotation_keeps_the_newest_of_the_old_ones():
    client = Client("a", [OLD])
    assert client.rotated(NEW).keys() == (NEW.encode(), OLD.encode())
    assert client.rotated(NEW).settled().keys() == (NEW.encode(),)


def test_a_registry_rotates_in_two_steps():
    clients = Clients([Client("a", [OLD], scopes=["x"])])
    secret = clients.rotate("a")
    assert clients.find("a").keys() == (secret.encode(), OLD.encode())
    assert clients.find("a").scopes == {"x"}
    clients.settle("a")
    assert clients.find("a").keys() == (secret.encode(),)


def test_a_registry_knows_whom_it_was_told_of():
    clients = Clients([Client("a", OLD)])
    clients.replace(Client("a", NEW))
    assert clients.find("a").keys() == (NEW.encode(),)
    assert clients.find("b") is None
    with pytest.raises(SetupError, match=r"a client 'a' already.*replace"):
        clients.add(Client("a", OLD))
    with pytest.raises(KeyError, match="no client 'b'; there are: a"):
        clients.rotate("b")
    clients.remove("a")
    with pytest.raises(SetupError, match="there are: none"):
        clients.settle("a")


@pytest.mark.parametrize("scope", ["", "a b", 'a"b', "ä", "x" * 129, None])
def test_a_scope_that_cannot_be_written_is_refused(scope):
    with pytest.raises(ValueError, match="is no name for a scope"):
        Client("a", OLD, scopes=[scope])


def test_a_text_is_not_taken_for_a_list_of_scopes():
    with pytest.raises(ValueError, match=r"Scopes come in a list: \['posts'\]"):
        Client("a", OLD, scopes="posts")


@pytest.mark.parametrize("name", ["", "a b", 'a"b', "a\\b", "ä", "x" * 129])
def test_an_id_that_no_signature_could_name_is_refused(name):
    with pytest.raises(SetupError, match="cannot be a client's id"):
        Client(name, OLD)
