"""Copies code from files into the pages, so that what is read is what is run.

A page says where a fenced block comes from in a comment on the line before it:

    <!-- code: docs/code/routing.py#variables -->

Without `#variables` it is the whole file; with it, the lines between
`# region: variables` and `# endregion` of that file. Pages may not hold Python that
has no such comment.

Between `<!-- figures: First column -->` and `<!-- /figures -->` stand those columns of
bench/RESULTS.md's table of requests in one process that COLUMNS names. Between
`<!-- results: name -->` and `<!-- /results -->` stands the section `name` of that file.

    python docs/embed.py           say which pages differ from the files
    python docs/embed.py --write   bring them up to date
"""

import re
import sys
import textwrap
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    *sorted(DOCS.glob("*.md")),
    *sorted(DOCS.glob("zh/*.md")),
]

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


FIGURES = re.compile(
    r"(?P<start><!-- figures: (?P<title>[^\n]+) -->\n).*?(?P<end><!-- /figures -->)",
    re.DOTALL,
)
SECTION = re.compile(
    r"(?P<start><!-- results: (?P<name>\w+) -->\n).*?(?P<end><!-- /results -->)",
    re.DOTALL,
)
RECORDED = re.compile(r"<!-- inprocess -->\n(.*?)<!-- /inprocess -->", re.DOTALL)
# Column in bench/RESULTS.md → its name in the pages.
COLUMNS = {
    "kolben": "Kolben",
    "flask": "Flask",
    "falcon": "Falcon",
    "bottle": "Bottle",
    "django": "Django",
    "of Flask": "of Flask",
}
# Row in bench/RESULTS.md → its name in README.md and README.zh-CN.md.
ROWS = {
    "plain text": ("plain text", "纯文本"),
    "JSON dict": ("a dict as JSON", "字典转 JSON"),
    "path params": ("`/user/<username>/post/<int:post_id>`",) * 2,
    "args + jsonify": ("`request.args` and `jsonify`", "`request.args` 与 `jsonify`"),
    "session read": ("session, read", "读取会话"),
    "session write": ("session, written", "写入会话"),
    "template": ("template, a table of 20 rows", "20 行表格的模板"),
    "static file": ("static file", "静态文件"),
    "404": ("404", "404"),
    "1,000 routes, middle": ("the middle one of 1,000 routes", "1000 条路由的正中一条"),
    "5+5 hooks": ("5 + 5 hooks on nested blueprints", "嵌套蓝图上的 5 + 5 个钩子"),
}
CHINESE = "请求"


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


def make_figures(title: str) -> str | None:
    """The table of figures, None while none are recorded."""
    results = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
    recorded = RECORDED.search(results)
    lines = re.findall(r"^\|(.+)\|$", recorded[1] if recorded else "", re.MULTILINE)
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    if not rows:
        return None
    places = [rows[0].index(name) for name in COLUMNS if name in rows[0]]
    head = [title, *(COLUMNS[rows[0][place]] for place in places)]
    if title == CHINESE:
        head[-1] = "相当于 Flask 的"
    body = [
        # A peer's cell ends in its ratio to Kolben, in brackets.
        [
            ROWS[row[0]][title == CHINESE],
            *(row[place].partition(" (")[0] for place in places),
        ]
        for row in rows[2:]
        if row[0] in ROWS
    ]
    rule = ["---", *("---:" for _ in places)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, rule, *body])


def find_results(name: str) -> str:
    """What bench/RESULTS.md has recorded under that name."""
    results = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", results, re.DOTALL)
    if found is None:
        raise EmbedError(f"bench/RESULTS.md has no section {name!r}")
    return found[1]


def embed(page: str) -> str:
    """The page with every marked block as its file has it now."""

    def fill_figures(match: re.Match[str]) -> str:
        figures = make_figures(match["title"])
        return match[0] if figures is None else match["start"] + figures + match["end"]

    def fill(match: re.Match[str]) -> str:
        code = find_code(match["path"], match["region"])
        head = match[0].partition("```")[0]
        return f"{head}```{match['language']}\n{code}```"

    def fill_section(match: re.Match[str]) -> str:
        return match["start"] + find_results(match["name"]) + match["end"]

    return SECTION.sub(fill_section, FIGURES.sub(fill_figures, BLOCK.sub(fill, page)))


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
