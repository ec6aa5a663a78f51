"""Generated requests: what browsers, scripts and scanners send to an app."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from .rules import SAMPLES, bent, filled

METHODS = ["GET"] * 8 + ["POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"]
ODD_METHODS = ["get", "Post", "PROPFIND", "TRACE", "CONNECT", "", "G E T", "*"]
HOSTS = [
    "localhost", "example.org", "example.org:8080", "www.example.org",
    "api.example.org", "ada.example.org", "7.n.example.org", "EXAMPLE.ORG",
    "other.test", "example.org.", "[::1]:5000", "127.0.0.1:80", "static.example.org",
]  # fmt: skip
# "xn--a" is not here: its URLs raise with Flask and some versions of Python.
ODD_HOSTS = [
    "", "bad host", "a/b", "ex_ample.org", "ü.example.org", "a:b:c", "<x>", "a..b", ".",
    "a:99999", "a:", ":80", "[::1", "xn--bcher-kva", "x" * 64 + ".org", "a" * 300,
]  # fmt: skip
COOKIES = [
    "a=1", "a=1; b=2", "a=\"quoted; value\"", "=x", "novalue", ";;;", "a=1; a=2",
    "session=", "session=x.y.z", "session=eyJhIjoxfQ.Zg.AAAA", "a=\xc3\xbc", "a=b=c",
    "sessionid=1", "xsession=1; session2=3", "own=x", "\x00=1",
]  # fmt: skip
HEADERS = {
    "Accept": [
        "*/*",
        "text/html",
        "application/json",
        "text/html;q=0.5, */*;q=0.1",
        "?",
    ],
    "Accept-Language": ["de, en;q=0.5", "*", ""],
    "User-Agent": ["curl/8", "Mozilla/5.0 (X11)", ""],
    "Referer": ["http://example.org/from?a=1", "not a url"],
    "Origin": ["null", "http://example.org"],
    "X-Forwarded-For": ["198.51.100.1, 192.0.2.1", "garbage"],
    "X-Forwarded-Proto": ["https"],
    "X-Forwarded-Host": ["evil.test"],
    "X-Requested-With": ["XMLHttpRequest"],
    "If-None-Match": ["*", '"x"', 'W/"x"', "garbage"],
    "If-Match": ["*", '"x"'],
    "If-Modified-Since": ["Thu, 01 Jan 2099 00:00:00 GMT", "never"],
    "If-Unmodified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT"],
    "Range": [
        "bytes=0-3",
        "bytes=-5",
        "bytes=9999-",
        "bytes=0-1,3-4",
        "x=1-2",
        "bytes",
    ],
    "If-Range": ['"x"', "Thu, 01 Jan 2099 00:00:00 GMT"],
    "Cache-Control": ["no-cache", "max-age=0"],
    "Authorization": ["Basic YTpi", "Basic !", "Bearer token", "Digest x", ""],
    "Content-Encoding": ["gzip"],
    "Connection": ["close"],
    "Date": ["Thu, 01 Jan 1970 00:00:00 GMT"],
    "Max-Forwards": ["3", "x"],
}
FORM = "application/x-www-form-urlencoded"
CONTENT_TYPES = [
    FORM, "application/json", "application/json; charset=utf-8", "application/hal+json",
    "text/plain", "text/plain; charset=latin-1", "application/octet-stream", "",
    "multipart/form-data", "multipart/form-data; boundary=b", "garbage", "a/b; c",
    f"{FORM}; charset=latin-1", "APPLICATION/JSON",
]  # fmt: skip
BODIES = [
    "", "a=1&b=2", "a=1&a=2&c=%C3%BC&d=%FF", "name=x", "a" * 150, "a=" + "x" * 300,
    "&&=&a", '{"a": 1}', "[1, 2.5, null]", '"text"', "{", '{"a": NaN}', "null", "1",
    "\xff\xfe", '{"a": "\xc3\xbc"}', "\xef\xbb\xbf{}", '{"a":1,"a":2}', "[" * 50,
]  # fmt: skip


def multipart(*parts: str, end: str = "--b--\r\n") -> str:
    return "".join(f"--b\r\n{part}\r\n" for part in parts) + end


def field(name: str, value: str, extra: str = "") -> str:
    disposition = f'Content-Disposition: form-data; name="{name}"{extra}'
    return f"{disposition}\r\n\r\n{value}"


UPLOAD = '; filename="page.txt"\r\nContent-Type: text/plain'
MULTIPARTS = [
    multipart(field("name", "value")),
    multipart(field("name", "v"), field("name", "w"), field("x", "y")),
    multipart(field("upload", "content", UPLOAD), field("name", "n")),
    multipart(field("upload", "x" * 250, UPLOAD)),
    multipart(field("name", "x" * 250)),
    multipart(field("name", "value"), end=""),
    multipart("no header at all"),
    multipart("Content-Disposition: attachment\r\n\r\nx"),
    multipart(field("upload", "", '; filename=""')),
    multipart(field("upload", "x", "; filename*=UTF-8''%C3%BC.txt")),
    multipart(*(field(f"f{number}", "v") for number in range(5))),
    "--b--\r\n",
    "no boundary",
    "",
]

rarely: Any = st.integers(0, 9).map(lambda number: number == 9)


def as_wsgi(path: str) -> str:
    """What a server puts into PATH_INFO: the bytes of the path, each as one letter."""
    return path.encode("utf-8", "surrogatepass").decode("latin-1")


@st.composite
def paths(draw: st.DrawFn, rules: list[str]) -> str:
    path = draw(st.sampled_from(rules).flatmap(filled))
    if draw(rarely):
        path = draw(bent(path))
    kind = draw(st.integers(0, 40))
    if kind == 40:
        path = draw(st.sampled_from(["", "*", "//", "/..", "/%2e%2e/", "x", "/\x00"]))
    elif kind == 39:
        return as_wsgi(path) + "\xff"
    elif kind == 38:
        path = f"/{draw(st.sampled_from(SAMPLES))}"
    elif kind == 37:
        path = quote(path)
    return as_wsgi(path)


queries = st.one_of(
    st.just(""),
    st.just(""),
    st.sampled_from(
        [
            "a=1",
            "a=1&a=2",
            "a=%C3%BC&b=%FF",
            "&&",
            "=",
            "a",
            "a=1;b=2",
            "a=+%20",
            "\xc3\xbc",
        ]
    ),
    st.dictionaries(
        st.sampled_from(["name", "to", "n", "x", "number"]),
        st.sampled_from(["1", "301", "/x", "ü", "http://e.test/?a=b", "a b", ""]),
        max_size=2,
    ).map(lambda d: "&".join(f"{key}={quote(value)}" for key, value in d.items())),
)


@st.composite
def headers(draw: st.DrawFn, names: list[str] | None = None) -> list[list[str]]:
    made = []
    for name in draw(
        st.lists(st.sampled_from(names or list(HEADERS)), max_size=2, unique=True)
    ):
        made.append([name, draw(st.sampled_from(HEADERS[name]))])
    if draw(rarely):
        made.append(["Cookie", draw(st.sampled_from(COOKIES))])
    return made


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    """Body, content type, length: mostly in agreement."""
    kind = draw(st.integers(0, 9))
    if kind < 3:
        mimetype, body = FORM, draw(st.sampled_from(BODIES[:6]))
    elif kind < 5:
        mimetype, body = "application/json", draw(st.sampled_from(BODIES[7:]))
    elif kind < 8:
        mimetype, body = (
            "multipart/form-data; boundary=b",
            draw(st.sampled_from(MULTIPARTS)),
        )
    else:
        mimetype = draw(st.sampled_from(CONTENT_TYPES))
        body = draw(st.sampled_from(BODIES + MULTIPARTS))
    request: dict[str, Any] = {"body": body, "headers": [["Content-Type", mimetype]]}
    length = draw(st.integers(0, 14))
    if length == 14:
        request["length"] = draw(st.sampled_from(["", "x", "-1", "0", "3", "100000"]))
    elif length == 13:
        request["chunked"] = True
    return request


@st.composite
def requests(
    draw: st.DrawFn, rules: list[str], query: st.SearchStrategy[str] = queries
) -> dict[str, Any]:
    method = draw(st.sampled_from(METHODS))
    if draw(st.integers(0, 30)) == 30:
        method = draw(st.sampled_from(ODD_METHODS))
    request = {
        "method": method,
        "path": draw(paths(rules)),
        "query": draw(query),
        "headers": [],
    }
    if method not in {"GET", "HEAD"} or draw(rarely):
        request |= draw(bodies())
    request["headers"] += draw(headers())
    if draw(rarely):
        request["headers"].append(["Host", draw(st.sampled_from(HOSTS))])
    if draw(rarely):
        request["script_name"] = draw(st.sampled_from(["/mount", "/\xc3\xbc", "/a/"]))
    if draw(rarely):
        request["scheme"] = "https"
    if draw(rarely):
        request["headers"] += [["Connection", "Upgrade"], ["Upgrade", "websocket"]]
    if draw(rarely):
        optional = st.sampled_from(["QUERY_STRING", "SCRIPT_NAME", "PATH_INFO"])
        request["without"] = [draw(optional)]
    return request
