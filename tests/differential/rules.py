"""Generated rule sets, and paths that nearly fit them."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st
from werkzeug.routing import (
    BaseConverter,
    Rule,
    UnicodeConverter,
    ValidationError,
)


class EvenConverter(BaseConverter):
    """Refuses after its pattern has matched."""

    regex = r"\d+"

    def to_python(self, value: str) -> int:
        if int(value) % 2:
            raise ValidationError
        return int(value)


class TwoWords(BaseConverter):
    """Reaches over a slash."""

    regex = r"[a-z]+/[a-z]+"


class Shouted(UnicodeConverter):
    """The default converter under another name and with other values."""

    weight = 60

    def to_python(self, value: str) -> str:
        return value.upper()


CONVERTERS: dict[str, type[BaseConverter]] = {
    "even": EvenConverter,
    "two": TwoWords,
    "loud": Shouted,
}

UUID = "12345678-1234-5678-1234-567812345678"
#: Converter as written → values that fit it, or nearly do.
VARIABLES: dict[str, list[str]] = {
    "": ["a", "b", "12", "ü", "a b", "%2F", UUID],
    "string:": ["a", "x-y", "1.5"],
    "int:": ["1", "12", "007", "-1", "+1", "1.0", "٣", "²", "9" * 30],
    "float:": ["1.5", "0.0", "1.", ".5", "-1.5", "1e3", "٣.٣", "12"],
    "uuid:": [UUID, UUID.upper(), UUID[:-1], UUID.replace("-", "")],
    "path:": ["a", "a/b", "a/b/c.txt", "a//b", "1", "ü/ü", "a/"],
    "any(a,b,'c d'):": ["a", "b", "c d", "c"],
    "string(length=2):": ["ab", "a", "abc", "12"],
    "string(minlength=2,maxlength=3):": ["ab", "abcd", "a"],
    "int(signed=True):": ["-1", "1", "--1"],
    "int(fixed_digits=2):": ["01", "1", "12"],
    "int(min=2,max=20):": ["1", "2", "20", "21"],
    "float(signed=True):": ["-1.5", "1.5"],
    "even:": ["2", "3", "12"],
    "two:": ["a/b", "a", "a/b/c"],
    "loud:": ["a", "ab"],
}
SAMPLES = sorted({value for values in VARIABLES.values() for value in values})
PLAIN = ["", "string:", "int:", "float:", "uuid:"]
LITERALS = ["a", "b", "c", "12", "1.5", "a.b", "ü", "50%", "x-y", "it's", "~", "a b"]
METHODS = ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PROPFIND"]

literals = st.sampled_from(LITERALS)
plain_variables = st.sampled_from(PLAIN)
all_variables = st.sampled_from(list(VARIABLES))


def name_variables(text: str) -> str:
    """Give each ``<...:?>`` of a rule a name of its own."""
    numbers = iter(range(100))
    return re.sub(r"\?>", lambda _: f"v{next(numbers)}>", text)


plain_segments = st.one_of(literals, literals, plain_variables.map("<{}?>".format))
mixed_segments = st.one_of(
    st.tuples(literals, all_variables).map(lambda p: f"{p[0]}<{p[1]}?>"),
    st.tuples(literals, all_variables).map(lambda p: f"<{p[1]}?>{p[0]}"),
    st.tuples(all_variables, st.sampled_from("-._"), all_variables).map(
        lambda p: f"<{p[0]}?>{p[1]}<{p[2]}?>"
    ),
)
segments = st.one_of(
    plain_segments,
    plain_segments,
    plain_segments,
    all_variables.map("<{}?>".format),
    mixed_segments,
    st.just(""),
)


@st.composite
def rule_texts(draw: st.DrawFn, of: Any = segments, longest: int = 4) -> str:
    parts = draw(st.lists(of, max_size=longest))
    end = draw(st.sampled_from(["", "", "/"]))
    return name_variables("/" + "/".join(parts) + end)


rarely: Any = st.integers(0, 11).map(lambda number: number == 11)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    text = draw(rule_texts())
    options: dict[str, Any] = {
        "methods": draw(
            st.one_of(
                st.just(["GET"]),
                st.just(["GET", "POST"]),
                st.lists(st.sampled_from(METHODS), min_size=1, max_size=3),
                st.none(),
            )
        )
    }
    if draw(rarely):
        options["strict_slashes"] = draw(st.booleans())
    if draw(rarely):
        options["merge_slashes"] = draw(st.booleans())
    if draw(rarely):
        names = st.sampled_from(["v0", "v1", "extra"])
        values = st.sampled_from([1, 12, "a", None])
        options["defaults"] = draw(st.dictionaries(names, values, max_size=2))
    if draw(rarely):
        options["subdomain"] = draw(st.sampled_from(["", "sub", "<sub>", "<int:sub>"]))
    if draw(rarely):
        options["websocket"] = True
        options["methods"] = draw(st.sampled_from([None, ["GET"]]))
    if draw(rarely):
        options["build_only"] = True
    if draw(rarely):
        options["alias"] = True
    if draw(rarely):
        options["redirect_to"] = draw(st.sampled_from(["a", "/b/c"]))
    return Rule(text, endpoint=draw(st.sampled_from("wxyz")), **options)


@st.composite
def filled(draw: st.DrawFn, text: str) -> str:
    """A path for a rule's text, its variables filled with likely values."""

    def value(match: re.Match[str]) -> str:
        return draw(st.sampled_from(VARIABLES.get(match[1] or "", SAMPLES)))

    return re.sub(r"<([^<>]*:)?\w+>", value, text)


@st.composite
def bent(draw: st.DrawFn, path: str) -> str:
    """A path changed a little, or not at all."""
    parts = path.split("/")
    where = draw(st.integers(1, max(1, len(parts) - 1)))
    samples = st.sampled_from(
        [value for values in VARIABLES.values() for value in values]
    )
    kind = draw(
        st.sampled_from(
            ["none", "none", "none", "slash", "bare", "double", "drop", "add", "other",
             "newline", "dot", "merge"]
        )
    )  # fmt: skip
    match kind:
        case "slash":
            return path + "/"
        case "bare":
            return path.rstrip("/")
        case "double":
            return "/".join([*parts[:where], "", *parts[where:]])
        case "drop":
            return "/".join([*parts[:where], *parts[where + 1 :]])
        case "add":
            return "/".join([*parts[:where], draw(samples), *parts[where:]])
        case "other":
            return "/".join([*parts[:where], draw(samples), *parts[where + 1 :]])
        case "newline":
            return path + draw(st.sampled_from(["\n", "\n/", "%", "\0", "\r"]))
        case "dot":
            return "/".join([*parts[:where], "..", *parts[where:]])
        case "merge":
            return re.sub("/{2,}", "/", path)
        case _:
            return path


def paths_for(texts: list[str]) -> st.SearchStrategy[str]:
    near = st.sampled_from(texts).flatmap(filled).flatmap(bent)
    return st.one_of(
        near, near, near, st.text(max_size=6).map("/{}".format), st.just("")
    )
