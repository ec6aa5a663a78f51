"""The pure part: what is signed, and that nothing of it can be changed."""

import base64
import contextlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kolben.security.api.signature import (
    BadSignature,
    Message,
    check_coverage,
    check_digest,
    check_mac,
    make_mac,
    normal_authority,
    normal_path,
    parse_claim,
    sign,
    signature_base,
    write_digest,
)
from kolben.security.api.structured import parse_dictionary

SECRET = b"a secret of the tests, of more than 32 bytes"
URL_TEXT = st.text(
    st.sampled_from("abcXYZ019-._~!$&'()*+,;=:@/?%é 标\"<>[]|^`{}"), max_size=20
)
ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
MESSAGES = st.builds(
    Message,
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "get"]),
    authority=st.from_regex(r"[a-z0-9.\-]{1,20}(:[0-9]{1,5})?", fullmatch=True),
    path=ASCII.map("/".__add__),
    query=ASCII,
    content_type=st.none() | st.from_regex(r"[a-z]+/[a-z+]+(; q=\w+)?", fullmatch=True),
    content_digest=st.binary(max_size=20).map(write_digest),
).filter(lambda message: (message.content_type or "a").isascii())
NONCES = st.from_regex(r"[A-Za-z0-9_\-]{16,40}", fullmatch=True)
TIMES = st.integers(0, 999_999_999_999_999)


def verify(message, headers, secrets=(SECRET,)):
    claim = parse_claim(headers["Signature-Input"], headers["Signature"])
    check_coverage(claim, message)
    return check_mac(claim, message, secrets)


def test_the_example_of_the_rfc_comes_out():
    """RFC 9421, appendix B.2.5, whose signature covers less than is needed here."""
    secret = base64.b64decode(
        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtb"
        "mHhIDi6pcl8jsasjlTMtDQ=="
    )
    covered = parse_dictionary(
        'sig-b25=("@authority" "content-type");created=1618884473'
        ';keyid="test-shared-secret"'
    )["sig-b25"]
    message = Message("POST", "example.com", "/foo", "", "application/json")
    base = signature_base(message, covered).decode()
    assert base == (
        '"@authority": example.com\n"content-type": application/json\n'
        '"@signature-params": ("@authority" "content-type");created=1618884473'
        ';keyid="test-shared-secret"'
    )
    # Dates are not signed here, so that line is put in.
    base = '"date": Tue, 20 Apr 2021 02:07:55 GMT\n' + base.replace(
        '("@authority"', '("date" "@authority"'
    )
    mac = base64.b64encode(make_mac(secret, base.encode())).decode()
    assert mac == "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="


@settings(max_examples=100, deadline=None)
@given(MESSAGES, NONCES, TIMES, st.binary(min_size=32, max_size=80))
def test_what_is_signed_verifies(message, nonce, created, secret):
    headers = sign(message, key_id="k", secret=secret, created=created, nonce=nonce)
    assert verify(message, headers, [b"another", secret])
    assert not verify(message, headers, [b"another"])


PARTS = ["method", "authority", "path", "query", "content_type", "content_digest"]


@settings(max_examples=150, deadline=None)
@given(MESSAGES, MESSAGES, st.sampled_from(PARTS))
def test_a_part_that_is_changed_does_not_verify(message, other, part):
    changed = replace(message, **{part: getattr(other, part)})
    assume(changed != message)
    headers = sign(message, key_id="k", secret=SECRET, created=1, nonce="n" * 16)
    # Raised for a content type that is there now, or is not.
    with contextlib.suppress(BadSignature):
        assert not verify(changed, headers)


@settings(max_examples=150, deadline=None)
@given(MESSAGES, st.data())
def test_a_character_of_the_headers_that_is_changed_does_not_verify(message, data):
    headers = sign(message, key_id="k", secret=SECRET, created=1, nonce="n" * 16)
    name = data.draw(st.sampled_from(sorted(headers)))
    text = headers[name]
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(max_codepoint=255))
    changed = text[:at] + letter + text[at + 1 :]
    assume(changed != text)
    with contextlib.suppress(BadSignature):
        assert not verify(message, headers | {name: changed})


def test_parts_cannot_run_into_each_other():
    """The line ends between them cannot stand in a value."""
    one = Message("GET", "h", "/a", "", "t", 'x\n"@query": ?b')
    with pytest.raises(BadSignature, match="cannot be signed"):
        sign(one, key_id="k", secret=SECRET, created=1, nonce="n" * 16)


@pytest.mark.parametrize("name", ["method", "path", "query", "content_type"])
@pytest.mark.parametrize("text", ["a\nb", "a\rb", "\0", "é", "\x7f"])
def test_what_no_header_may_hold_is_not_signed(name, text):
    plain = Message("GET", "h", "/", "", "t", write_digest(b""))
    message = replace(plain, **{name: text})
    with pytest.raises(BadSignature, match="cannot be signed"):
        sign(message, key_id="k", secret=SECRET, created=1, nonce="n" * 16)


def test_a_message_without_digest_is_not_signed():
    with pytest.raises(BadSignature, match="content-digest is missing"):
        sign(
            Message("GET", "h", "/"),
            key_id="k",
            secret=SECRET,
            created=1,
            nonce="n" * 16,
        )


@pytest.mark.parametrize(
    ("host", "scheme", "normal"),
    [
        ("Example.ORG", "https", "example.org"),
        ("example.org:443", "https", "example.org"),
        ("example.org:443", "http", "example.org:443"),
        ("example.org:80", "http", "example.org"),
        ("[::1]:80", "http", "[::1]"),
        ("[2001:DB8::80]", "http", "[2001:db8::80]"),
        ("example.org:8080", "http", "example.org:8080"),
        ("example.org:", "ws", "example.org"),
    ],
)
def test_the_authority_has_one_spelling(host, scheme, normal):
    assert normal_authority(host, scheme) == normal


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("", "/"),
        ("/a b", "/a%20b"),
        ("/%e6%a0%87", "/%E6%A0%87"),
        ("/标", "/%E6%A0%87"),
        ("/%41%7e~", "/A~~"),
        ("/a%2fb%2Fc/d", "/a%2Fb%2Fc/d"),
        ("/a%252Fb", "/a%252Fb"),
        ("/[x]|^", "/%5Bx%5D%7C%5E"),
        ("/100%", "/100%25"),
        ("/;,=:@!$&'()*+", "/;,=:@!$&'()*+"),
    ],
)
def test_a_path_has_one_spelling(path, normal):
    assert normal_path(path) == normal


@settings(max_examples=100, deadline=None)
@given(URL_TEXT)
def test_the_spelling_of_a_path_is_stable(path):
    assert normal_path(normal_path(path)) == normal_path(path)
    assert normal_path(path).isascii()


def test_a_digest_is_compared_with_the_bytes():
    digest = base64.b64decode(write_digest(b"abc")[len("sha-256=:") : -1])
    check_digest(write_digest(b"abc"), digest)
    check_digest(f"unknown=:YQ==:, {write_digest(b'abc')}", digest)
    with pytest.raises(BadSignature, match="not the one"):
        check_digest(write_digest(b"abd"), digest)
    for field in (
        None,
        "",
        "sha-256",
        "sha-256=abc",
        "sha-256=(:YQ==:)",
        "sha-1=:YQ==:",
    ):
        with pytest.raises(BadSignature):
            check_digest(field, digest)


def test_macs_are_compared_in_constant_time_and_all_of_them(monkeypatch):
    compared = []

    def compare(a, b):
        compared.append((a, b))
        return a == b

    monkeypatch.setattr(hmac, "compare_digest", compare)
    message = Message("GET", "h", "/", content_digest=write_digest(b""))
    headers = sign(message, key_id="k", secret=SECRET, created=1, nonce="n" * 16)
    assert verify(message, headers, [SECRET, b"another"])
    assert len(compared) == 2
