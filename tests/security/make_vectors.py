"""Makes the test vectors for signed requests, which ship with the package.

    python tests/security/make_vectors.py     write them anew

Imports nothing of Kolben: what stands in docs/signatures.md is done here once more, so
that the vectors do not come from the code that they test.
"""

import base64
import hashlib
import hmac
import json
from pathlib import Path

FILE = Path(__file__).parents[2] / "src/kolben/security/api/vectors.json"

NOW = 1_800_000_000
KEYS = {
    "client-1": ["the one secret of client-1, more than 32 bytes"],
    "client-2": [
        "the new secret of client-2, more than 32 bytes",
        "the old secret of client-2, more than 32 bytes",
    ],
    "mobile:v2/dev_ice": ["gr\u00fc\u00df dich, secret of a mobile device, in UTF-8"],
}
NONCE = "bm9uY2Utbm9uY2Utbm9uY2U0"
COVERED = ("@method", "@authority", "@path", "@query", "content-type", "content-digest")
JSON_BODY = b'{"title": "Fl\xc3\xb6te", "tags": ["a", "b"]}'


def b64(data):
    return base64.b64encode(data).decode()


def digest(body):
    return f"sha-256=:{b64(hashlib.sha256(body).digest())}:"


def mac(secret, base):
    return hmac.new(secret.encode(), base.encode(), hashlib.sha256).digest()


class Signed:
    """A request and how it was signed; changed copies make the bad vectors."""

    def __init__(
        self, method="GET", host="api.example.org", target="/v1/posts", **more
    ):
        self.method = method
        self.scheme = "https"
        self.host = host
        self.target = target
        self.prefix = ""
        self.body = b""
        self.content_type = None
        self.content_digest = None
        self.key = "client-1"
        self.secret = None
        self.nonce = NONCE
        self.created = NOW
        self.covered = None
        self.parameters = None
        self.label = "sig1"
        self.authority = None
        self.__dict__.update(more)

    def but(self, **changes):
        return Signed(**{**self.__dict__, **changes})

    def sent_digest(self):
        return self.content_digest or digest(self.body)

    def values(self):
        path, _, query = self.target.partition("?")
        return {
            "@method": self.method,
            "@authority": self.authority or self.host,
            "@path": path,
            "@query": f"?{query}",
            "content-type": self.content_type or "",
            "content-digest": self.sent_digest(),
        }

    def input(self):
        names = self.covered
        if names is None:
            names = [
                f'"{name}"'
                for name in COVERED
                if name != "content-type" or self.content_type
            ]
        parameters = self.parameters
        if parameters is None:
            parameters = (
                f';created={self.created};nonce="{self.nonce}";keyid="{self.key}"'
            )
        return f"({' '.join(names)}){parameters}"

    def base(self):
        values = self.values()
        names = self.input().partition(")")[0].strip("(").split()
        lines = [
            f"{name}: {values.get(name.partition(';')[0].strip(chr(34)), '')}"
            for name in names
        ]
        return "\n".join([*lines, f'"@signature-params": {self.input()}'])

    def mac(self):
        return mac(self.secret or KEYS[self.key][0], self.base())

    def headers(self):
        found = {"Host": self.host}
        if self.content_type:
            found["Content-Type"] = self.content_type
        found["Content-Digest"] = self.sent_digest()
        found["Signature-Input"] = f"{self.label}={self.input()}"
        found["Signature"] = f"{self.label}=:{b64(self.mac())}:"
        return found

    def request(self):
        return {
            "method": self.method,
            "scheme": self.scheme,
            "target": self.target,
            # What a proxy cuts off or a server mounts at: a part of the target.
            "prefix": self.prefix,
            "headers": self.headers(),
            "body": b64(self.body),
        }


# Good -------------------------------------------------------------------------------


def make_good():
    def good(name, signed, url=None, *, now=NOW):
        secrets = KEYS[signed.key]
        found.append(
            {
                "name": name,
                "sign": {
                    "url": url or f"{signed.scheme}://{signed.host}{signed.target}",
                    "method": signed.method,
                    "content_type": signed.content_type,
                    "body": b64(signed.body),
                    "key_id": signed.key,
                    "secret": signed.secret or secrets[0],
                    "created": signed.created,
                    "nonce": signed.nonce,
                },
                "base": signed.base(),
                "request": signed.request(),
                "now": now,
            }
        )

    found = []
    get = Signed()
    post = Signed(
        "POST",
        target="/v1/posts?draft=1&tag=a",
        body=JSON_BODY,
        content_type="application/json",
    )
    good("GET without query", get)
    good("GET with query", get.but(target="/v1/posts?page=2&size=10"))
    good("GET of the root", get.but(target="/"))
    good("GET of a URL without path", get.but(target="/"), "https://api.example.org")
    good("query out of order", get.but(target="/v1/posts?b=2&a=1&b=1"))
    good("query with percent signs", get.but(target="/s?q=%E7%B3%BB%E7%BB%9F+a%20b"))
    good("query without value", get.but(target="/s?flag&x=&=y"))
    good("query with two question marks", get.but(target="/s?a?b=c/d"))
    good("query with semicolons and brackets", get.but(target="/s?a;b=(1)&c=d:e@f"))
    good("path in Chinese", get.but(target="/%E6%A0%87%E7%AD%BE/%E9%83%A8%E7%BD%B2"))
    good("path with a space", get.but(target="/a%20b/c"))
    good("path with signs that need no escape", get.but(target="/a;b=1,2/~x!$&'()*+:@"))
    good("path with a percent sign", get.but(target="/100%25/of%20it"))
    good("path with a slash at its end", get.but(target="/v1/posts/"))
    good("path with two slashes", get.but(target="/v1//posts"))
    good("POST of JSON", post)
    good(
        "POST of a form",
        post.but(
            body=b"a=1&b=%C3%A9", content_type="application/x-www-form-urlencoded"
        ),
    )
    good(
        "POST of a file",
        post.but(
            body=b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"'
            b"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--x--\r\n",
            content_type="multipart/form-data; boundary=x",
        ),
    )
    good("POST without body", post.but(body=b"", content_type=None))
    good("POST with a type and no bytes", post.but(body=b""))
    good("PUT of bytes", post.but(method="PUT", body=bytes(range(256))))
    good("PUT of bytes without a type", post.but(method="PUT", content_type=None))
    good("PATCH", post.but(method="PATCH"))
    good("DELETE", get.but(method="DELETE", target="/v1/posts/7"))
    good("DELETE with a body", post.but(method="DELETE"))
    good("HEAD", get.but(method="HEAD"))
    good("OPTIONS", get.but(method="OPTIONS"))
    good(
        "type with a parameter in quotes",
        post.but(content_type='application/json; profile="a, b"; charset=utf-8'),
    )
    good("http", get.but(scheme="http"))
    good("a port", get.but(host="api.example.org:8443"))
    good("a port that is the default of the other scheme", get.but(host="h.test:80"))
    good(
        "the default port of https, spelled out",
        get.but(host="api.example.org:443", authority="api.example.org"),
    )
    good(
        "the default port of http, spelled out",
        get.but(scheme="http", host="api.example.org:80", authority="api.example.org"),
    )
    good(
        "a host in capitals",
        get.but(host="API.Example.ORG", authority="api.example.org"),
    )
    good("an IPv4 address", get.but(scheme="http", host="127.0.0.1:5000"))
    good("an IPv6 address", get.but(host="[2001:db8::1]"))
    good("an IPv6 address with a port", get.but(host="[2001:db8::1]:8443"))
    good("a host outside of ASCII", get.but(host="xn--flte-6qa.example"))
    good(
        "a URL with a name and password",
        get,
        "https://me:pw@api.example.org/v1/posts",
    )
    good("a URL with a fragment", get, "https://api.example.org/v1/posts#part")
    good("behind a prefix", post.but(target="/blog/v1/posts?x=1", prefix="/blog"))
    good("the new one of two secrets", get.but(key="client-2"))
    good(
        "the old one of two secrets",
        get.but(key="client-2", secret=KEYS["client-2"][1]),
    )
    good("a key id with signs, a secret in UTF-8", get.but(key="mobile:v2/dev_ice"))
    good("the shortest nonce", get.but(nonce="0123456789abcdef"))
    good("the longest nonce", get.but(nonce="0123456789abcdef" * 8))
    good("a nonce with signs", get.but(nonce="!#$%&'()*+,-./:;<=>?@[]^_`{|}~"))
    good("as old as may be", get.but(created=NOW - 300))
    good("as far in the future as may be", get.but(created=NOW + 300))
    return found


# What other clients may do differently: right signatures that ours do not make.
def make_foreign():
    post = Signed(
        "POST",
        target="/v1/posts?draft=1",
        body=JSON_BODY,
        content_type="application/json",
    )
    quoted = [f'"{name}"' for name in COVERED]
    plain = f';created={NOW};keyid="client-1";nonce="{NONCE}"'
    both = f"sha-512=:{b64(hashlib.sha512(JSON_BODY).digest())}:, {digest(JSON_BODY)}"
    cases = {
        "components in another order": post.but(covered=[*reversed(quoted)]),
        "parameters in another order": post.but(parameters=plain),
        "the algorithm named": post.but(parameters=f'{plain};alg="hmac-sha256"'),
        "an end of its own": post.but(parameters=f"{plain};expires={NOW + 5}"),
        "another label": post.but(label="my-sig.2"),
        "two digests": post.but(content_digest=both),
        "percent signs in small letters": post.but(target="/%e6%a0%87?q=%c3%a9"),
        "an escape that is not needed": post.but(target="/v1/%70osts"),
        "an escaped slash": post.but(target="/v1/a%2Fb"),
    }
    return [
        {"name": name, "request": signed.request(), "now": NOW}
        for name, signed in cases.items()
    ]


# Bad --------------------------------------------------------------------------------


def make_bad():
    """`flaw` says where it is found: in the syntax or coverage of the headers, by the
    MAC, by the digest of the body, by age, or by the nonce.
    """
    found = []

    def bad(name, flaw, signed, *, error=1002, now=NOW, before=(), **changes):
        """A right request, of which these parts changed on the way."""
        request = signed.request()
        headers = dict(request["headers"])
        for header, value in changes.pop("headers", {}).items():
            headers.pop(header, None)
            if value is not None:
                headers[header] = value
        if "body" in changes:
            changes["body"] = b64(changes["body"])
        request = {**request, **changes, "headers": headers}
        vector = {"name": name, "flaw": flaw, "error": error, "request": request}
        if before:
            vector["before"] = [each.request() for each in before]
        found.append({**vector, "now": now})

    get = Signed()
    post = Signed(
        "POST",
        target="/v1/posts?draft=1&tag=a%20b",
        body=JSON_BODY,
        content_type="application/json",
    )
    sent = post.headers()
    bad_mac = "mac"

    # Another request than the one that was signed.
    bad("method: PUT for POST", bad_mac, post, method="PUT")
    bad("method: in small letters", bad_mac, post, method="post")
    bad("method: HEAD for GET", bad_mac, get, method="HEAD")
    for name, target in {
        "path: another": "/v1/users?draft=1&tag=a%20b",
        "path: one character more": "/v1/posts1?draft=1&tag=a%20b",
        "path: a slash at its end": "/v1/posts/?draft=1&tag=a%20b",
        "path: two slashes": "/v1//posts?draft=1&tag=a%20b",
        "path: capitals": "/v1/Posts?draft=1&tag=a%20b",
        "path: a dot segment": "/v1/./posts?draft=1&tag=a%20b",
        "path: up and down again": "/v1/x/../posts?draft=1&tag=a%20b",
        "path: an escaped letter": "/v1/%70osts?draft=1&tag=a%20b",
        "path: an escaped slash": "/v1%2Fposts?draft=1&tag=a%20b",
        "path: without its beginning": "/posts?draft=1&tag=a%20b",
        "path: behind another": "/x/v1/posts?draft=1&tag=a%20b",
        "query: another value": "/v1/posts?draft=0&tag=a%20b",
        "query: another name": "/v1/posts?Draft=1&tag=a%20b",
        "query: another order": "/v1/posts?tag=a%20b&draft=1",
        "query: one parameter less": "/v1/posts?draft=1",
        "query: one parameter more": "/v1/posts?draft=1&tag=a%20b&admin=1",
        "query: one parameter twice": "/v1/posts?draft=1&tag=a%20b&draft=1",
        "query: a plus for %20": "/v1/posts?draft=1&tag=a+b",
        "query: an escaped letter": "/v1/posts?dr%61ft=1&tag=a%20b",
        "query: an empty part": "/v1/posts?draft=1&tag=a%20b&",
        "query: gone": "/v1/posts",
    }.items():
        bad(name, bad_mac, post, target=target)
    bad("query: a bare question mark more", bad_mac, get, target="/v1/posts??")
    for name, host in {
        "host: another": "api.example.com",
        "host: a subdomain": "www.api.example.org",
        "host: a dot at its end": "api.example.org.",
        "host: a port": "api.example.org:8443",
        "host: the default port of the other scheme": "api.example.org:80",
    }.items():
        bad(name, bad_mac, post, headers={"Host": host})
    for name, content_type in {
        "type: another": "text/plain",
        "type: a parameter more": "application/json; charset=utf-8",
        "type: capitals": "Application/JSON",
        "type: twice": "application/json, application/json",
    }.items():
        bad(name, bad_mac, post, headers={"Content-Type": content_type})
    other = b'{"title": "Another"}'
    bad(
        "body: another, with its own digest",
        bad_mac,
        post,
        body=other,
        headers={"Content-Digest": digest(other)},
    )
    bad(
        "digest: a second one added",
        bad_mac,
        post,
        headers={"Content-Digest": f"{digest(JSON_BODY)}, sha-512=:AAAA:"},
    )

    # Another body than the digest is of.
    bad("body: one byte changed", "digest", post, body=b"X" + JSON_BODY[1:])
    bad("body: one byte more", "digest", post, body=JSON_BODY + b"\n")
    bad("body: one byte less", "digest", post, body=JSON_BODY[:-1])
    bad("body: gone", "digest", post, body=b"")
    bad("body: one where there was none", "digest", get, body=b"x")
    bad("digest: of nothing", "digest", post.but(content_digest=digest(b"")))
    for name, field in {
        "digest: SHA-512 only": (
            f"sha-512=:{b64(hashlib.sha512(JSON_BODY).digest())}:"
        ),
        "digest: MD5": f"md5=:{b64(hashlib.md5(JSON_BODY).digest())}:",
        "digest: in hexadecimal": f"sha-256={hashlib.sha256(JSON_BODY).hexdigest()}",
        "digest: cut short": (
            f"sha-256=:{b64(hashlib.sha256(JSON_BODY).digest()[:16])}:"
        ),
        "digest: two of one kind": f"{digest(b'')}, {digest(JSON_BODY)}",
        "digest: no bytes": 'sha-256="abc"',
    }.items():
        bad(name, "digest", post.but(content_digest=field))

    # What the headers claim has been changed.
    def changed(old, new):
        text = sent["Signature-Input"]
        assert text.count(old) == 1, old
        return {"Signature-Input": text.replace(old, new)}

    for name, (old, new) in {
        "created: a second later": (f"created={NOW}", f"created={NOW + 1}"),
        "created: a second earlier": (f"created={NOW}", f"created={NOW - 1}"),
        "nonce: one letter changed": (NONCE, NONCE[:-1] + "5"),
        "key: another client's": ('"client-1"', '"client-2"'),
        "key: unknown": ('"client-1"', '"client-3"'),
        "key: capitals": ('"client-1"', '"Client-1"'),
        "parameters: the algorithm added": (
            '"client-1"',
            '"client-1";alg="hmac-sha256"',
        ),
        "parameters: an end added": ('"client-1"', f'"client-1";expires={NOW + 9}'),
        "parameters: another order": (
            f';created={NOW};nonce="{NONCE}"',
            f';nonce="{NONCE}";created={NOW}',
        ),
        "components: another order": (
            '"@method" "@authority"',
            '"@authority" "@method"',
        ),
    }.items():
        bad(name, bad_mac, post, headers=changed(old, new))
    right = post.mac()
    for name, wrong in {
        "MAC: its first bit": bytes([right[0] ^ 128]) + right[1:],
        "MAC: its last bit": right[:-1] + bytes([right[-1] ^ 1]),
        "MAC: zeros": bytes(32),
        "MAC: SHA-256 without a key": hashlib.sha256(post.base().encode()).digest(),
        "MAC: with the secret appended": hashlib.sha256(
            post.base().encode() + KEYS["client-1"][0].encode()
        ).digest(),
        "MAC: with the key id for a secret": mac("client-1", post.base()),
        "MAC: with an empty secret": mac("", post.base()),
        "MAC: with another client's secret": mac(KEYS["client-2"][0], post.base()),
        "MAC: with a secret that was replaced twice": mac("old " * 9, post.base()),
        "MAC: over lines that end in CR LF": mac(
            KEYS["client-1"][0], post.base().replace("\n", "\r\n")
        ),
        "MAC: over a line end too many": mac(KEYS["client-1"][0], post.base() + "\n"),
    }.items():
        bad(name, bad_mac, post, headers={"Signature": f"sig1=:{b64(wrong)}:"})

    # The MAC is right, but does not cover what it must, or covers it oddly.
    quoted = [f'"{name}"' for name in COVERED]
    for left_out in COVERED:
        covered = [name for name in quoted if name != f'"{left_out}"']
        bad(f"not covered: {left_out}", "coverage", post.but(covered=covered))
    bad("covered: nothing", "coverage", post.but(covered=[]))
    bad("covered: @method twice", "coverage", post.but(covered=[*quoted, '"@method"']))
    bad(
        "covered: @scheme as well", "coverage", post.but(covered=[*quoted, '"@scheme"'])
    )
    bad("covered: a header as well", "coverage", post.but(covered=[*quoted, '"host"']))
    bad(
        "covered: @path with a parameter",
        "coverage",
        post.but(covered=[*quoted[:2], '"@path";req', *quoted[3:]]),
    )
    bad(
        "covered: in capitals",
        "coverage",
        post.but(covered=[*quoted[:4], '"Content-Type"', quoted[5]]),
    )
    bad(
        "covered: words without quotation marks",
        "syntax",
        post.but(covered=["@method", *quoted[1:]]),
    )
    bad("covered: a type that is not there", "coverage", get.but(covered=quoted))
    bad(
        "covered: no type, and one was added",
        "coverage",
        get,
        headers={"Content-Type": "application/json"},
    )

    # The MAC is right, but the parameters are not.
    created, nonce, key = f";created={NOW}", f';nonce="{NONCE}"', ';keyid="client-1"'
    for name, parameters in {
        "created: missing": nonce + key,
        "created: a text": f';created="{NOW}"' + nonce + key,
        "created: a fraction": f";created={NOW}.5" + nonce + key,
        "created: below zero": ";created=-5" + nonce + key,
        "created: true": ";created" + nonce + key,
        "created: twice": created + nonce + key + created,
        "created: 16 digits": ";created=1800000000000000" + nonce + key,
        "nonce: missing": created + key,
        "nonce: empty": created + ';nonce=""' + key,
        "nonce: 15 characters": created + ';nonce="0123456789abcde"' + key,
        "nonce: 129 characters": created + f';nonce="{"n" * 129}"' + key,
        "nonce: a number": created + ";nonce=1234567890123" + key,
        "nonce: with a space": created + ';nonce="0123456789 abcdef"' + key,
        "key: missing": created + nonce,
        "key: empty": created + nonce + ';keyid=""',
        "key: twice": created + nonce + key + key,
        "key: a word without quotation marks": created + nonce + ";keyid=client-1",
        "key: 129 characters": created + nonce + f';keyid="{"k" * 129}"',
        "algorithm: none": created + nonce + key + ';alg="none"',
        "algorithm: RSA": created + nonce + key + ';alg="rsa-v1_5-sha256"',
        "algorithm: HMAC-SHA512": created + nonce + key + ';alg="hmac-sha512"',
        "algorithm: empty": created + nonce + key + ';alg=""',
        "parameters: one that is not known": created + nonce + key + ';tag="x"',
        "expires: a text": created + nonce + key + ';expires="never"',
    }.items():
        bad(name, "syntax", post.but(parameters=parameters))

    # The headers are not one signature.
    signature, input_ = sent["Signature"], sent["Signature-Input"]
    encoded = signature.removeprefix("sig1=:").removesuffix(":")
    sha1 = hmac.new(KEYS["client-1"][0].encode(), post.base().encode(), "sha1").digest()
    for name, headers in {
        "Signature: missing": {"Signature": None},
        "Signature: empty": {"Signature": ""},
        "Signature: no bytes": {"Signature": f'sig1="{encoded}"'},
        "Signature: another label": {"Signature": f"sig2=:{encoded}:"},
        "Signature: one that is no base64": {"Signature": "sig1=:*:"},
        "Signature: without padding": {"Signature": f"sig1=:{encoded.rstrip('=')}:"},
        "Signature: bits that mean nothing": {
            "Signature": f"sig1=:{encoded[:-2]}{chr(ord(encoded[-2]) + 1)}=:"
        },
        "Signature: base64 for URLs": {"Signature": f"sig1=:{'_-' * 21}_=:"},
        "Signature: cut to 16 bytes": {"Signature": f"sig1=:{b64(right[:16])}:"},
        "Signature: SHA-1": {"Signature": f"sig1=:{b64(sha1)}:"},
        "Signature: no bytes at all": {"Signature": "sig1=::"},
        "Signature: with a parameter": {"Signature": f"{signature};alg=none"},
        "Signature: twice": {"Signature": f"{signature}, {signature}"},
        "Signature: a comma at its end": {"Signature": f"{signature},"},
        "Signature: something after it": {"Signature": f"{signature} x"},
        "Signature: cut off": {"Signature": signature[:-1]},
        "Signature-Input: missing": {"Signature-Input": None},
        "Signature-Input: empty": {"Signature-Input": ""},
        "Signature-Input: no list": {"Signature-Input": "sig1=1"},
        "Signature-Input: a list that does not end": {
            "Signature-Input": input_.replace(")", "", 1)
        },
        "Signature-Input: twice": {"Signature-Input": f"{input_}, {input_}"},
        "Signature-Input: no space between": {
            "Signature-Input": input_.replace('" "', '""', 1)
        },
        "Signature-Input: a letter outside of ASCII": {
            "Signature-Input": input_.replace("client-1", "client-\u00e9")
        },
        "Signature-Input: 3000 characters": {
            "Signature-Input": input_ + ";created" * 400
        },
        "two signatures": {
            "Signature-Input": f"{input_}, sig2={post.input()}",
            "Signature": f"{signature}, sig2=:{encoded}:",
        },
        "two signatures, one of them forged": {
            "Signature-Input": f"sig0={post.input()}, {input_}",
            "Signature": f"sig0=:{b64(bytes(32))}:, {signature}",
        },
        "Content-Digest: missing": {"Content-Digest": None},
        "Content-Digest: empty": {"Content-Digest": ""},
    }.items():
        bad(name, "syntax", post, headers=headers)
    bad(
        "not signed",
        "syntax",
        post,
        error=1005,
        headers={"Signature": None, "Signature-Input": None},
    )

    # Right in all, but not now, or not for the first time.
    late = {
        "301 seconds old": post.but(created=NOW - 301),
        "301 seconds in the future": post.but(created=NOW + 301),
        "a day old": post.but(created=NOW - 86400),
        "an hour in the future": post.but(created=NOW + 3600),
        "of 1970": post.but(created=0),
        "of the year 31 million": post.but(created=999_999_999_999_999),
        "expired by its own word": post.but(
            parameters=f"{created}{nonce}{key};expires={NOW - 1}"
        ),
    }
    for name, signed in late.items():
        bad(name, "age", signed, error=1003)
    bad("again", "nonce", post, error=1009, before=[post])
    bad(
        "again, 299 seconds later",
        "nonce",
        post,
        error=1009,
        before=[post],
        now=NOW + 299,
    )
    bad("another request with a spent nonce", "nonce", get, error=1009, before=[post])
    bad(
        "a spent nonce with the client's other secret",
        "nonce",
        get.but(key="client-2", secret=KEYS["client-2"][1]),
        error=1009,
        before=[get.but(key="client-2")],
    )
    return found


def make():
    return {
        "about": "Signed requests by docs/signatures.md. Bodies are in base64.",
        "window": 300,
        "keys": KEYS,
        "good": make_good(),
        "foreign": make_foreign(),
        "bad": make_bad(),
    }


def write():
    return json.dumps(make(), indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(write(), "utf-8")
    print({key: len(value) for key, value in make().items() if isinstance(value, list)})
