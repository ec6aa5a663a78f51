"""kolben.signing: ItsDangerous's texts and refusals, only sooner."""

import hashlib
import marshal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import (
    BadData,
    BadSignature,
    SignatureExpired,
    TimestampSigner,
    URLSafeTimedSerializer,
)

from kolben.signing import KeptSerializer, Sha1Algorithm

KEYS = ["old", b"older", "current"]
SIGNED = {"key_derivation": "hmac", "digest_method": hashlib.sha1}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that stands still until a test sets `now`."""

    class Clock:
        now = 1_700_000_000

    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: Clock.now)
    return Clock


def make(cls, keys=KEYS, **signer_kwargs):
    return cls(keys, salt="salt", signer_kwargs={**SIGNED, **signer_kwargs})


def outcome(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BadData as error:
        return type(error), str(error)


quick = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.slow
@quick
@given(VALUES, st.booleans())
def test_texts_are_itsdangerous_and_come_back(value, with_algorithm):
    algorithm = Sha1Algorithm() if with_algorithm else None
    ours = make(KeptSerializer, algorithm=algorithm)
    text = ours.dumps(value)
    assert text == make(URLSafeTimedSerializer).dumps(value)
    assert ours.loads(text, max_age=10) == value
    assert ours.loads(text) == value


@pytest.mark.slow
@quick
@given(st.data())
def test_damaged_texts_are_judged_alike(data):
    ours, theirs = make(KeptSerializer), make(URLSafeTimedSerializer)
    text = data.draw(VALUES.map(theirs.dumps))
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text("aA0-_.=+/ \n\xff", max_size=3))
    cut = data.draw(st.integers(0, 3))
    text = text[:at] + put + text[at + cut :]
    expected = outcome(theirs.loads, text, max_age=10)
    assert outcome(ours.loads, text, max_age=10) == expected


@pytest.mark.parametrize("age", [-1, 0, 10, 11])
def test_age_is_judged_alike(clock, age):
    ours, theirs = make(KeptSerializer), make(URLSafeTimedSerializer)
    text = theirs.dumps("value")
    clock.now += age
    expected = outcome(theirs.loads, text, max_age=10)
    assert outcome(ours.loads, text, max_age=10) == expected
    if age > 10:
        with pytest.raises(SignatureExpired):
            ours.loads(text, max_age=10)


def test_old_keys_read_and_the_last_one_signs():
    ours = make(KeptSerializer)
    for key in KEYS:
        text = make(URLSafeTimedSerializer, [key]).dumps("value")
        assert ours.loads(text, max_age=10) == "value"
    assert make(URLSafeTimedSerializer, ["current"]).loads(ours.dumps(1)) == 1
    with pytest.raises(BadSignature):
        make(URLSafeTimedSerializer, ["old"]).loads(ours.dumps(1))


def test_keys_are_derived_once(monkeypatch):
    derived = []
    derive = TimestampSigner.derive_key

    def count(self, secret_key=None):
        derived.append(secret_key)
        return derive(self, secret_key)

    monkeypatch.setattr(TimestampSigner, "derive_key", count)
    ours = make(KeptSerializer)
    for _ in range(3):
        ours.loads(ours.dumps(1), max_age=10)
    assert derived == [b"current"]
    signer = ours.make_signer()
    for number in range(3):
        signer.derive_key(f"foreign {number}")
    assert list(signer._derived) == [b"current"]


def test_another_salt_has_a_signer_of_its_own():
    ours, theirs = make(KeptSerializer), make(URLSafeTimedSerializer)
    text = ours.dumps("value", salt="other")
    assert text == theirs.dumps("value", salt="other")
    assert ours.loads(text, max_age=10, salt="other") == "value"
    with pytest.raises(BadSignature):
        ours.loads(text, max_age=10)


def test_the_moment_of_signing_can_be_asked_for():
    ours, theirs = make(KeptSerializer), make(URLSafeTimedSerializer)
    text = ours.dumps("value")
    expected = theirs.loads(text, max_age=10, return_timestamp=True)
    assert ours.loads(text, max_age=10, return_timestamp=True) == expected


def test_a_serializer_of_bytes():
    arguments = {"salt": "salt", "serializer": marshal}
    ours = KeptSerializer("key", **arguments)
    text = ours.dumps([1, b"2"])
    assert text == URLSafeTimedSerializer("key", **arguments).dumps([1, b"2"])
    assert ours.loads(text, max_age=10) == [1, b"2"]
