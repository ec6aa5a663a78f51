"""ItsDangerous's timed serializer, for one that is used again and again.

It signs and refuses as ItsDangerous does. What depends on the keys alone is worked out
once; a text that the current key has signed takes a short way, and every other text
the general one. `python bench/shortcuts.py` shows the difference.
"""

from __future__ import annotations

import hmac
import typing as t
from binascii import a2b_base64, b2a_base64

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import int_to_bytes, want_bytes
from itsdangerous.signer import HMACAlgorithm

_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_NONE = object()


def _encode(data: bytes) -> bytes:
    return b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL)


def _decode(text: bytes) -> bytes:
    return a2b_base64(text.translate(_FROM_URL) + b"=" * (-len(text) % 4))


class Sha1Algorithm(HMACAlgorithm):
    """HMAC with SHA-1 in one call; for a digest function, `hmac` works in Python."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha1")


class KeptSigner(TimestampSigner):
    """A signer that derives each of its keys once."""

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._derived: dict[str | bytes, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        given = self.secret_keys[-1] if secret_key is None else secret_key
        derived = self._derived.get(given)
        if derived is None:
            derived = super().derive_key(given)
            if given in self.secret_keys:
                self._derived[given] = derived
        return derived

    def get_signature(self, value: str | bytes) -> bytes:
        key = self.derive_key()
        return _encode(self.algorithm.get_signature(key, want_bytes(value)))


class KeptSerializer(URLSafeTimedSerializer):
    """A serializer that keeps the signer of its own salt."""

    default_signer = KeptSigner

    _signer: TimestampSigner | None = None

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        if salt is not None and salt != self.salt:
            return t.cast(TimestampSigner, super().make_signer(salt))
        if self._signer is None:
            self._signer = t.cast(TimestampSigner, super().make_signer(salt))
        return self._signer

    def dumps(self, obj: t.Any, salt: str | bytes | None = None) -> str:
        if salt is not None or not self.is_text_serializer:
            return super().dumps(obj, salt)
        signer = self.make_signer()
        moment = _encode(int_to_bytes(signer.get_timestamp()))
        signed = b"%b.%b" % (self.dump_payload(obj), moment)
        return (b"%b.%b" % (signed, signer.get_signature(signed))).decode()

    def loads(  # type: ignore[override]  # as in ItsDangerous: it takes max_age
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> t.Any:
        if max_age is not None and not return_timestamp and salt is None:
            value = self._load_current(want_bytes(s), max_age)
            if value is not _NONE:
                return value
        return super().loads(s, max_age, return_timestamp, salt)

    def _load_current(self, text: bytes, max_age: int) -> t.Any:
        """The value, if the text is as `dumps` writes it with the current key."""
        signed, _, signature = text.rpartition(b".")
        payload, dot, moment = signed.rpartition(b".")
        signer = self.make_signer()
        if not dot or not hmac.compare_digest(signer.get_signature(signed), signature):
            return _NONE
        try:
            age = signer.get_timestamp() - int.from_bytes(_decode(moment), "big")
            if age < 0 or age > max_age:
                return _NONE
            if payload.startswith(b".") or not self.is_text_serializer:
                return self.load_payload(payload)
            return self.serializer.loads(_decode(payload).decode())
        except Exception:
            # The general way says what is wrong.
            return _NONE
