"""Show what a session cookie says. No key is needed for that."""

import base64
import json
import sys
import zlib


def peek(cookie: str) -> dict:
    payload = cookie.lstrip(".").partition(".")[0]
    data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    if cookie.startswith("."):  # long sessions are compressed
        data = zlib.decompress(data)
    return json.loads(data)


if __name__ == "__main__":
    print(peek(sys.argv[1]))
