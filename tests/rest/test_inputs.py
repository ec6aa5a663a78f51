"""Types for arguments: what they take, what they refuse, and never for long."""

from __future__ import annotations

import socket
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest

from kolben.rest import inputs


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (inputs.boolean, "TRUE", True),
        (inputs.boolean, "0", False),
        (inputs.boolean, "", False),
        (inputs.boolean, True, True),
        (inputs.natural, "0", 0),
        (inputs.positive, 1, 1),
        (inputs.int_range(1, 5), "5", 5),
        (inputs.regex("^[0-9]+$"), "12", "12"),
        (inputs.date, "2020-01-31", datetime(2020, 1, 31)),
        (inputs.date_from_iso8601, "2020-W01-1", date(2019, 12, 30)),
        (
            inputs.datetime_from_iso8601,
            "2020-01-02T03:04:05Z",
            datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        ),
        (inputs.datetime_from_iso8601, "2020-001", datetime(2020, 1, 1)),
        (
            inputs.datetime_from_rfc822,
            "Wed, 02 Oct 2002 08:00:00 EST",
            datetime(2002, 10, 2, 13, tzinfo=UTC),
        ),
        (inputs.ipv4, "10.0.0.1", "10.0.0.1"),
        (inputs.ipv6, "::1", "::1"),
        (inputs.ip, "::1", "::1"),
        (inputs.url, "ftp://me:pw@[::1]:21/x", "ftp://me:pw@[::1]:21/x"),
        (inputs.URL(), "https://example.com/?a", "https://example.com/?a"),
        (inputs.email(), "a.b@example.com", "a.b@example.com"),
        (inputs.email(ip=True, local=True), "a@127.0.0.1", "a@127.0.0.1"),
    ],
)
def test_a_text_becomes_a_value(check, text, value):
    found = check(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("check", "text", "message"),
    [
        (inputs.boolean, "maybe", "Invalid literal for boolean"),
        (inputs.boolean, None, "must be non-null"),
        (inputs.natural, "-1", "must be a non-negative integer"),
        (inputs.natural, "x", "x is not a valid integer"),
        (inputs.positive, "0", "must be a positive integer"),
        (inputs.int_range(1, 5), "6", "within the range 1 - 5"),
        (inputs.regex("^[0-9]+$"), "a", "does not match pattern"),
        (inputs.date, "2020-02-30", "day is out of range"),
        (inputs.datetime_from_iso8601, "2020-13-01", "Invalid date literal"),
        (inputs.datetime_from_rfc822, "yesterday", "Invalid date literal"),
        (inputs.ipv4, "1.2.3", "not a valid ipv4"),
        (inputs.ipv6, "1.2.3.4", "not a valid"),
        (inputs.ip, "1.2.3.400", "not a valid ip"),
        (inputs.URL(), "example.com", "Did you mean: http://example.com"),
        (inputs.URL(), "http://127.0.0.1", "IP is not allowed"),
        (inputs.URL(ip=True), "http://127.0.0.1", "Localhost is not allowed"),
        (inputs.URL(), "http://localhost", "Localhost is not allowed"),
        (inputs.URL(), "http://example.com:80", "Custom port is not allowed"),
        (inputs.URL(port=True), "http://example.com:70000", "Port is out of range"),
        (inputs.URL(), "http://me@example.com", "Authentication is not allowed"),
        (inputs.URL(schemes=["https"]), "http://a.bc", "Protocol is not allowed"),
        (inputs.URL(domains=["a.bc"]), "http://a.bd", "Domain is not allowed"),
        (inputs.URL(exclude=["a.bc"]), "http://a.bc", "Domain is not allowed"),
        (inputs.email(), "a..b@example.com", "not a valid email"),
        (inputs.email(), "a@localhost", "not a valid email"),
        (inputs.email(domains=["a.bc"]), "a@a.bd", "authorized domains"),
        (inputs.email(exclude=["a.bc"]), "a@a.bc", "forbidden domain"),
        (inputs.iso8601interval, "", "Expected a valid"),
        (inputs.iso8601interval, "P1D", "must be a valid ISO8601"),
        (inputs.iso8601interval, "2020-01-01/P99999999999Y", "must be a valid ISO8601"),
        (
            inputs.iso8601interval,
            "2020-01-01/2020-01-01T05Z",
            "must be a valid ISO8601",
        ),
    ],
)
def test_what_does_not_fit_is_a_value_error(check, text, message):
    with pytest.raises(ValueError, match=message):
        check(text)


@pytest.mark.parametrize(
    ("text", "start", "length"),
    [
        ("2020-01-01", datetime(2020, 1, 1), timedelta(days=1)),
        ("2020-01-01T12", datetime(2020, 1, 1, 12), timedelta(hours=1)),
        ("2020-01-01T12:30", datetime(2020, 1, 1, 12, 30), timedelta(minutes=1)),
        ("2020-01-01T12:30:15", datetime(2020, 1, 1, 12, 30, 15), timedelta(seconds=1)),
        ("2020-01-01/P3D", datetime(2020, 1, 1), timedelta(days=3)),
        ("2020-01-02/2020-01-01", datetime(2020, 1, 1), timedelta(days=1)),
        ("2020-01-01T02:00+02:00/PT5M", datetime(2020, 1, 1), timedelta(minutes=5)),
    ],
)
def test_an_interval_has_begin_and_end_in_utc(text, start, length):
    start = start.replace(tzinfo=UTC)
    assert inputs.iso8601interval(text) == (start, start + length)


def test_the_name_server_is_asked_only_if_wanted(monkeypatch):
    def fail(*arguments):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert inputs.URL()("http://example.com")
    assert inputs.email()("a@example.com")
    with pytest.raises(ValueError, match="Domain does not exist"):
        inputs.URL(check=True)("http://example.com")
    with pytest.raises(ValueError, match="not a valid email"):
        inputs.email(check=True)("a@example.com")


def test_types_describe_themselves():
    assert inputs.positive.__schema__ == {
        "type": "integer",
        "minimum": 0,
        "exclusiveMinimum": True,
    }
    assert inputs.int_range(1, 5).__schema__ == {
        "type": "integer",
        "minimum": 1,
        "maximum": 5,
    }
    pattern = inputs.regex("^a")
    assert deepcopy(pattern).__schema__ == {"type": "string", "pattern": "^a"}
    assert inputs.email().__schema__["format"] == "email"
    assert inputs.url.__schema__["format"] == "url"


LONG = [
    part * 50_000
    for part in (
        "a",
        "a.",
        "a@",
        "1",
        ":",
        "[",
        "1.",
        "-",
        "a-",
        "T",
        "/",
        "P1D",
        "+",
        " ",
    )
]


@pytest.mark.parametrize(
    "check",
    [
        inputs.url,
        inputs.URL(ip=True, local=True, port=True, auth=True),
        inputs.email(),
        inputs.ip,
        inputs.date,
        inputs.datetime_from_iso8601,
        inputs.datetime_from_rfc822,
        inputs.iso8601interval,
        inputs.natural,
        inputs.boolean,
    ],
)
def test_no_text_takes_long(check):
    started = perf_counter()
    for text in LONG:
        for prefix, suffix in (("", ""), ("http://", "!"), ("a@", "@"), ("2020-", "Z")):
            with suppress(ValueError):
                check(prefix + text + suffix)
    assert perf_counter() - started < 5
