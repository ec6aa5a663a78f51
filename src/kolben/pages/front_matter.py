"""Front matter: the YAML at the top of a page's text.

Where it ends is decided as Flask-FlatPages 0.9 decides: the text is read as YAML
tokens until a line `---` or `...`, or until it is no YAML any more. Most pages stand
between two lines `---`, and for these the answer is found without reading tokens.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any, NamedTuple

import yaml

from ..errors import KolbenError

try:
    from yaml import CSafeLoader as _FastLoader
except ImportError:  # PyYAML was built without libyaml.
    from yaml import SafeLoader as _FastLoader  # type: ignore[assignment]  # a stand-in

_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_STARTS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.DocumentStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.KeyToken,
)
# libyaml composes by recursion in C, which a deep nesting would crash.
_MAX_DEPTH = 200
_INDENTS = re.compile(rf"^[ \-?:]{{{_MAX_DEPTH}}}", re.MULTILINE)
_STOPS = (yaml.DocumentStartToken, yaml.DocumentEndToken)


class PageError(KolbenError, ValueError):
    """The file of a page cannot be used: see `file` and `line` (from 1, or None)."""

    def __init__(self, problem: str, file: str, line: int | None = None) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {problem}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problem, self.file, self.line)


class FrontMatterError(PageError, yaml.YAMLError):
    """The metadata of a page are not YAML, or not a mapping."""


class FrontMatter(NamedTuple):
    """The metadata, the number of lines they take, and their text."""

    meta: dict[Any, Any]
    lines: int
    text: str


def decode(data: bytes, encoding: str, file: str) -> str:
    """The text of a file's bytes, its lines ending in `\\n`.

    Raises PageError when the bytes are not in `encoding`.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = (
            f"this is not {encoding}: {error.reason} at byte {error.start}. Save the"
            " file in that encoding, or name its own in FLATPAGES_ENCODING."
        )
        raise PageError(problem, file, line) from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def read(text: str, file: str, legacy: bool = False) -> FrontMatter:
    """Take the metadata off a page's text.

    With `legacy` they end at the first empty line. Raises FrontMatterError for
    metadata that cannot be parsed; `file` is its name in the message.
    """
    if not legacy and text.startswith("---\n"):
        end = _END.search(text, 4)
        if end is not None:
            source = text[: end.end()]
            try:
                meta = _load(source, file)
            except (yaml.YAMLError, ValueError, RecursionError):
                pass  # The line may stand within a quoted text. Tokens will tell.
            else:
                return FrontMatter(meta, source.count("\n") + 1, source)
    count = count_lines(text, legacy)
    if not count and text.startswith("---\n"):
        # There is a character in it that YAML does not have.
        count = text.count("\n") + 1
    source = "\n".join(text.split("\n", count)[:count])
    if legacy:
        source = source.rstrip("\n")
    return FrontMatter(parse(source, file), count, source)


def find_body(text: str, lines: int, legacy: bool = False) -> str:
    """What follows the first `lines` lines of a page's text."""
    start = 0
    for _ in range(lines):
        end = text.find("\n", start)
        if end < 0:
            return ""
        start = end + 1
    return text[start:] if legacy else text[start:].lstrip("\n")


def choose_loader(source: str) -> type[Any]:
    """The quickest loader that gives for `source` what `yaml.safe_load` gives.

    libyaml goes other ways at tabs and directives, and does not know what an app
    has taught SafeLoader.
    """
    if is_customized() or "\t" in source or "\n%" in source:
        return yaml.SafeLoader
    deep = source.count("[") + source.count("{") > _MAX_DEPTH or _INDENTS.search(source)
    return yaml.SafeLoader if deep else _FastLoader


def is_customized() -> bool:
    """Whether somebody added constructors or resolvers to `yaml.SafeLoader`."""
    return any(name.startswith("yaml_") for name in vars(yaml.SafeLoader))


def parse(source: str, file: str) -> dict[Any, Any]:
    """The mapping that the text of the metadata stands for."""
    if not source.strip():
        return {}
    try:
        return _load(source, file)
    except FrontMatterError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError):
        # The Python loader decides, and says where.
        return _load_slowly(source, file)


def count_lines(text: str, legacy: bool = False) -> int:
    """How many lines of the text its metadata take."""
    lines = text.split("\n")
    return find_empty(lines, 0) + 1 if legacy else _count_yaml_lines(text, lines)


def find_empty(lines: list[str], start: int) -> int:
    """The number of the first empty line from `start` on, or of the last line."""
    for number in range(start, len(lines)):
        if not lines[number].strip():
            return number
    return len(lines) - 1


def _count_yaml_lines(text: str, lines: list[str]) -> int:
    """Lines up to a `---` or `...`, or up to what is no YAML, going by its tokens."""
    loader = choose_loader(text)(text)
    folded = None
    token = None
    try:
        loader.get_token()
        token = loader.get_token()
    except (yaml.YAMLError, UnicodeError):
        pass
    if not isinstance(token, _STARTS):
        loader.dispose()
        return 0
    try:
        if isinstance(token, yaml.DocumentStartToken):
            token = loader.get_token()
        while token is not None and not isinstance(token, _STOPS):
            token = loader.get_token()
            if folded is None and _is_folded(token):
                folded = token
    except (yaml.YAMLError, UnicodeError):
        pass  # Here the body has begun, which is no YAML.
    finally:
        loader.dispose()
    if token is not None:
        return int(token.end_mark.line) + 1
    if folded is None:
        return len(lines)
    return find_empty(lines, folded.start_mark.line)


def _is_folded(token: Any) -> bool:
    return (
        isinstance(token, yaml.ScalarToken)
        and not getattr(token, "style", None)
        and "\n" in token.value
    )


def _load(source: str, file: str) -> dict[Any, Any]:
    meta: dict[Any, Any] = {}
    for document in yaml.load_all(source, choose_loader(source)):
        _add(document, meta, file)
    return meta


def _add(document: Any, meta: dict[Any, Any], file: str) -> None:
    if document is None:
        return
    if not isinstance(document, dict):
        problem = (
            "the metadata must be a mapping such as 'title: Hello', but this is a"
            f" {type(document).__name__}. A text that has no metadata begins with"
            " an empty pair of lines '---'."
        )
        raise FrontMatterError(problem, file, 1)
    meta.update(document)


class _TracingLoader(yaml.SafeLoader):
    """Knows which piece it was making when a value turned out to be wrong."""

    line: int | None = None

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Hashable:
        if node.start_mark is not None:
            self.line = node.start_mark.line + 1
        made: Hashable = super().construct_object(node, deep)
        return made


def _load_slowly(source: str, file: str) -> dict[Any, Any]:
    loader: _TracingLoader | None = None
    meta: dict[Any, Any] = {}
    try:
        loader = _TracingLoader(source)
        while loader.check_data():  # type: ignore[no-untyped-call]  # the stubs' gap
            _add(loader.get_data(), meta, file)
    except FrontMatterError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        problem = " ".join(filter(None, (error.context, error.problem)))
        raise FrontMatterError(f"bad YAML: {problem}", file, line) from error
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        problem = f"bad YAML: {error.reason}: {error.character!r}"
        raise FrontMatterError(problem, file, line) from error
    except RecursionError as error:
        raise FrontMatterError("the YAML is nested too deeply", file) from error
    except (yaml.YAMLError, ValueError) as error:
        line = None if loader is None else loader.line
        raise FrontMatterError(f"bad YAML: {error}", file, line) from error
    finally:
        if loader is not None:
            loader.dispose()
    return meta


def legacy_parser(content: str) -> tuple[str, str]:
    """Metadata and body of a text whose metadata end at the first empty line."""
    return _split(content, True)


def libyaml_parser(content: str, path: str) -> tuple[str, str]:  # noqa: ARG001 - Flask-FlatPages' signature
    """Metadata and body of the text of the page `path`."""
    return _split(content, False)


def _split(content: str, legacy: bool) -> tuple[str, str]:
    count = count_lines(content, legacy)
    source = "\n".join(content.split("\n", count)[:count])
    source = source.rstrip("\n") if legacy else source
    return source, find_body(content, count, legacy)
