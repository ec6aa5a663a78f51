"""Signatures over HTTP requests: HMAC-SHA256 by RFC 9421, with RFC 9530's digest.

Everything here is a function of its arguments: no clock, no store, no request object.
docs/signatures.md says byte by byte what is signed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import typing as t
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from .structured import (
    Bare,
    InnerList,
    Item,
    Malformed,
    parse_dictionary,
    write_dictionary,
    write_member,
)

#: What a signature has to cover, each exactly once, in any order; "content-type" too
#: where the request has one, and not where it has none.
REQUIRED = ("@method", "@authority", "@path", "@query", "content-digest")

LABEL = "sig1"
ALGORITHM = "hmac-sha256"

#: What a server asks of its clients (RFC 9421, section 5.1), as Accept-Signature.
ACCEPTED = (
    f"{LABEL}=("
    + " ".join(f'"{name}"' for name in (*REQUIRED[:4], "content-type", REQUIRED[4]))
    + ");created;nonce;keyid"
)

# Far above what any client sends, and parsing stays cheap.
MAX_FIELD = 2048

# Printable ASCII without space, quotation mark and backslash.
_KEY_ID = re.compile(r"[!#-\[\]-~]{1,128}")
_NONCE = re.compile(r"[!#-\[\]-~]{16,128}")
_SLASH = re.compile("%2f", re.IGNORECASE)
_FIELD_VALUE = re.compile(r"[\t -~]*")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# RFC 3986: what may stand in a path as it is.
PATH_CHARACTERS = "/:@!$&'()*+,;=-._~"


class BadSignature(ValueError):
    """A signature that does not prove anything. The text is for the log, not for the
    client.
    """


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of a request that are signed, as the client sent them."""

    method: str
    #: The Host header; see `normal_authority`.
    authority: str
    #: Still percent-encoded, "/" at least.
    path: str
    #: Still percent-encoded and without its "?"; "" where there is none.
    query: str = ""
    content_type: str | None = None
    content_digest: str | None = None

    def components(self) -> dict[str, str]:
        """The value of each component by its name."""
        values = {
            "@method": self.method,
            "@authority": self.authority,
            "@path": self.path,
            "@query": f"?{self.query}",
        }
        if self.content_type is not None:
            values["content-type"] = self.content_type.strip(" \t")
        if self.content_digest is not None:
            values["content-digest"] = self.content_digest.strip(" \t")
        return values


@dataclass(frozen=True, slots=True)
class Claim:
    """What the headers of a signed request say; nothing of it is proven."""

    key_id: str
    created: int
    nonce: str
    expires: int | None
    mac: bytes
    covered: InnerList


def is_key_id(text: str) -> bool:
    """Whether a signature can name a key so."""
    return _KEY_ID.fullmatch(text) is not None


def normal_authority(host: str, scheme: str) -> str:
    """The host in lower case, without the port that the scheme has by itself."""
    return host.strip(" \t").lower().removesuffix(_DEFAULT_PORTS.get(scheme, ":"))


def normal_path(path: str) -> str:
    """A percent-encoded path in the spelling that survives decoding and encoding.

    Servers that tell an app only the decoded path make this of it again; so the
    clients here send it. "%2F" stays, though no such server can tell it from "/".
    """
    pieces = _SLASH.split(path)
    encoded = [quote(unquote_to_bytes(p), safe=PATH_CHARACTERS) for p in pieces]
    return "%2F".join(encoded) or "/"


def write_digest(body: bytes) -> str:
    """The Content-Digest header of a body; one of no bytes has one, too."""
    return write_dictionary({"sha-256": Item(hashlib.sha256(body).digest())})


def check_digest(field: str | None, digest: bytes) -> None:
    """Raise BadSignature unless the Content-Digest header names this SHA-256."""
    claimed = _parse(field or "", "Content-Digest").get("sha-256")
    if not isinstance(claimed, Item) or not isinstance(claimed.value, bytes):
        raise BadSignature("Content-Digest has no sha-256")
    if not hmac.compare_digest(claimed.value, digest):
        raise BadSignature("the body is not the one that Content-Digest describes")


def signature_base(message: Message, covered: InnerList) -> bytes:
    """What the MAC is made of (RFC 9421, section 2.5). Raises BadSignature."""
    values = message.components()
    lines = []
    for item in covered.items:
        name = str(item.value)
        if name not in values:
            raise BadSignature(f"{name} is covered and not there")
        if not _FIELD_VALUE.fullmatch(values[name]):
            raise BadSignature(f"{name} holds characters that cannot be signed")
        lines.append(f'"{name}": {values[name]}')
    lines.append(f'"@signature-params": {write_member(covered)}')
    return "\n".join(lines).encode("ascii")


def make_mac(secret: bytes, base: bytes) -> bytes:
    """HMAC-SHA256."""
    return hmac.digest(secret, base, "sha256")


def sign(
    message: Message, *, key_id: str, secret: bytes, created: int, nonce: str
) -> dict[str, str]:
    """The headers Signature-Input and Signature of a message, whose Content-Digest is
    set already. Raises ValueError for what cannot be signed.
    """
    names = message.components()
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadSignature(f"{missing[0]} is missing")
    parameters: dict[str, Bare] = {"created": created, "nonce": nonce, "keyid": key_id}
    _check_parameters(parameters)
    covered = InnerList(tuple(Item(name) for name in names), parameters)
    mac = make_mac(secret, signature_base(message, covered))
    return {
        "Signature-Input": write_dictionary({LABEL: covered}),
        "Signature": write_dictionary({LABEL: Item(mac)}),
    }


def parse_claim(signature_input: str | None, signature: str | None) -> Claim:
    """Read the two headers of a signed request. Raises BadSignature for anything but
    exactly one signature with exactly the parts and parameters it must have.
    """
    inputs = _parse(signature_input or "", "Signature-Input")
    signatures = _parse(signature or "", "Signature")
    if len(inputs) != 1 or inputs.keys() != signatures.keys():
        raise BadSignature("there is not one signature with its input")
    (covered,) = inputs.values()
    (item,) = signatures.values()
    if not isinstance(covered, InnerList):
        raise BadSignature("Signature-Input is no list of components")
    if not isinstance(item, Item) or not isinstance(item.value, bytes):
        raise BadSignature("Signature holds no bytes")
    if item.parameters or len(item.value) != 32:
        raise BadSignature("Signature is not 32 bytes alone")
    _check_parameters(covered.parameters)
    return Claim(
        key_id=t.cast(str, covered.parameters["keyid"]),
        created=t.cast(int, covered.parameters["created"]),
        nonce=t.cast(str, covered.parameters["nonce"]),
        expires=t.cast("int | None", covered.parameters.get("expires")),
        mac=item.value,
        covered=covered,
    )


def check_coverage(claim: Claim, message: Message) -> None:
    """Raise BadSignature unless exactly the required parts are covered, each once."""
    items = claim.covered.items
    names = [item.value for item in items]
    # A token is a str, too, and not what is wanted.
    if any(item.parameters or type(item.value) is not str for item in items):
        raise BadSignature("a component is no plain string")
    wanted = {*REQUIRED}
    if message.content_type is not None:
        wanted.add("content-type")
    if len(names) != len(set(names)):
        raise BadSignature("a component stands twice")
    if set(names) != wanted:
        odd = sorted(str(name) for name in wanted.symmetric_difference(names))
        raise BadSignature(f"covered must be all and only what is required: {odd}")


def check_mac(claim: Claim, message: Message, secrets: t.Iterable[bytes]) -> bool:
    """Whether one of the secrets made the MAC. All are tried, whatever comes out."""
    base = signature_base(message, claim.covered)
    matches = [
        hmac.compare_digest(make_mac(secret, base), claim.mac) for secret in secrets
    ]
    return any(matches)


def _parse(text: str, name: str) -> dict[str, Item | InnerList]:
    if len(text) > MAX_FIELD:
        raise BadSignature(f"{name} has more than {MAX_FIELD} characters")
    try:
        return parse_dictionary(text)
    except Malformed as error:
        raise BadSignature(f"{name}: {error}") from None


def _is_time(value: Bare | None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value: Bare | None, pattern: re.Pattern[str]) -> bool:
    return type(value) is str and pattern.fullmatch(value) is not None


_PARAMETERS: dict[str, t.Callable[[Bare | None], bool]] = {
    "created": _is_time,
    "nonce": lambda value: _is_text(value, _NONCE),
    "keyid": lambda value: _is_text(value, _KEY_ID),
    # The key decides on the algorithm; a client may only name the one there is.
    "alg": lambda value: value is None or (type(value) is str and value == ALGORITHM),
    "expires": lambda value: value is None or _is_time(value),
}


def _check_parameters(parameters: dict[str, Bare]) -> None:
    unknown = parameters.keys() - _PARAMETERS.keys()
    if unknown:
        raise BadSignature(f"the parameter {min(unknown)!r} is not known here")
    for name, is_right in _PARAMETERS.items():
        if not is_right(parameters.get(name)):
            raise BadSignature(f"the parameter {name!r} is missing or wrong")
