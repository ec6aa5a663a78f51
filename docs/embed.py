"""Copies code from files into the pages, so that what is read is what is run.

A page says where a fenced block comes from in a comment on the line before it:

    <!-- code: docs/code/routing.py#variables -->

Without `#variables` it is the whole file; with it, the lines between
`# region: variables` and `# endregion` of that file. Pages may not hold Python that
has no such comment.

    python docs/embed.py           say which pages differ from the files
    python docs/embed.py --write   bring them up to date
"""

import re
import sys
import textwrap
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(DOCS.glob("*.md"))]

BLOCK = re.compile(
    r"^<!-- code: (?P<path>[^#\s]+)(?:#(?P<region>\S+))? -->\n"
    r"```(?P<language>\w+)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
REGION = re.compile(
    r"^[ \t]*(?:#|//|\{#|<!--) region: (?P<name>\S+)[^\n]*\n(?P<code>.*?)"
    r"^[ \t]*(?:#|//|\{#|<!--) endregion",
    re.MULTILINE | re.DOTALL,
)


class EmbedError(Exception):
    """A page asks for code that is not there."""


def find_code(path: str, region: str | None) -> str:
    """The text that belongs into a block."""
    file = ROOT / path
    if not file.is_file():
        raise EmbedError(f"no such file: {path}")
    text = file.read_text(encoding="utf-8")
    if region is None:
        return text
    for match in REGION.finditer(text):
        if match["name"] == region:
            return textwrap.dedent(match["code"]).strip("\n") + "\n"
    raise EmbedError(f"{path} has no region {region!r}")


def embed(page: str) -> str:
    """The page with every marked block as its file has it now."""

    def fill(match: re.Match[str]) -> str:
        code = find_code(match["path"], match["region"])
        head = match[0].partition("```")[0]
        return f"{head}```{match['language']}\n{code}```"

    return BLOCK.sub(fill, page)


def unmarked(page: str) -> list[str]:
    """First lines of the Python blocks that no comment ties to a file."""
    rest = BLOCK.sub("", page)
    blocks = re.findall(r"^```(?:python|py)\n(.*?)^```$", rest, re.M | re.DOTALL)
    return [block.partition("\n")[0] for block in blocks]


def main() -> None:
    stale = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        try:
            fresh = embed(text)
        except EmbedError as error:
            sys.exit(f"{page.relative_to(ROOT)}: {error}")
        if fresh != text:
            stale.append(str(page.relative_to(ROOT)))
            if "--write" in sys.argv:
                page.write_text(fresh, encoding="utf-8")
    if stale and "--write" not in sys.argv:
        sys.exit("run docs/embed.py --write for: " + ", ".join(stale))


if __name__ == "__main__":
    main()
