"""The posts that the site comes with: what they say of themselves, and their code."""

import datetime
import importlib.util
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "src" / "press" / "content"
CODE = CONTENT / "code"
LANGUAGES = ("en", "zh")
# The same tag in both languages; a post's tags are translations of each other.
TAGS = {
    "start": "入门",
    "http": "HTTP 协议",
    "config": "配置",
    "data": "数据",
    "routing": "路由",
    "templates": "模板",
    "structure": "结构",
    "security": "安全",
    "deployment": "部署",
}
# A block of these languages shows a file; others may be what a command prints.
OF_FILES = {"python", "html+jinja", "jinja", "toml", "ini"}

FENCE = re.compile(
    r"^(?P<indent> *)(?P<marks>`{3,})(?P<info>[^`\n]*)\n(?P<code>.*?)^ *(?P=marks)$",
    re.MULTILINE | re.DOTALL,
)
INFO = re.compile(
    r"(?P<language>\S+)(?: \{file=(?P<file>[^}#\s]+)(?:#(?P<region>[^}\s]+))?\})?"
)
LINK = re.compile(
    r"\]\((?P<target>[^)\s]+)\)|^\[[^^\]]+\]: (?P<named>\S+)", re.MULTILINE
)
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
HAN = re.compile(r"[\u3400-\u9fff]")
# Han and the punctuation that goes with it.
WIDE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"


def load_embed():
    path = ROOT / "docs" / "embed.py"
    spec = importlib.util.spec_from_file_location("docs_embed", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


embed = load_embed()


@dataclass
class Block:
    language: str
    file: str | None
    region: str | None
    code: str


@dataclass
class Article:
    """A post as its file has it."""

    path: Path
    meta: dict
    body: str

    @property
    def language(self):
        return self.path.parent.name

    @property
    def number(self):
        return self.path.name.partition("-")[0]

    @property
    def uri(self):
        return self.path.stem.partition("-")[2]

    @property
    def blocks(self):
        found = []
        for match in FENCE.finditer(self.body):
            info = INFO.fullmatch(match["info"].strip())
            assert info, f"{self.path.name}: a fence with the info {match['info']!r}"
            code = re.sub(rf"^{match['indent']}", "", match["code"], flags=re.MULTILINE)
            found.append(Block(info["language"], info["file"], info["region"], code))
        return found

    @property
    def prose(self):
        """The body without blocks of code."""
        return FENCE.sub("", self.body)

    @property
    def plain(self):
        """The prose without code in the line either."""
        return CODE_SPAN.sub("", self.prose)

    @property
    def links(self):
        return [m["target"] or m["named"] for m in LINK.finditer(self.plain)]


def read(path):
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    return Article(path, yaml.safe_load(front), body)


ARTICLES = [
    read(path)
    for language in LANGUAGES
    for path in sorted((CONTENT / "posts" / language).glob("*.md"))
]
BY_URI = {article.uri: article for article in ARTICLES}
PAIRS = [
    pytest.param(en, zh, id=en.meta["key"])
    for en in ARTICLES
    for zh in ARTICLES
    if en.language == "en" and zh.language == "zh" and en.meta["key"] == zh.meta["key"]
]

each_article = pytest.mark.parametrize(
    "article", ARTICLES, ids=lambda each: f"{each.language}-{each.path.stem}"
)
each_chinese = pytest.mark.parametrize(
    "article",
    [article for article in ARTICLES if article.language == "zh"],
    ids=lambda each: each.path.stem,
)
each_pair = pytest.mark.parametrize(("en", "zh"), PAIRS)


# What a post says of itself ----------------------------------------------------------


@each_article
def test_front_matter_is_complete(article):
    meta = article.meta
    required = {"title", "date", "tags", "summary", "key"}
    assert required <= meta.keys() <= required | {"draft", "aliases", "updated"}
    assert type(meta["date"]) is datetime.date
    assert all(type(meta[name]) is str for name in ("title", "summary", "key"))
    assert re.fullmatch(r"[a-z0-9-]+", meta["key"])
    assert 20 < len(meta["summary"]) <= 200
    known = TAGS.keys() if article.language == "en" else TAGS.values()
    assert meta["tags"]
    assert set(meta["tags"]) <= set(known)


def test_every_post_is_there_in_both_languages():
    keys = {name: [] for name in LANGUAGES}
    for article in ARTICLES:
        keys[article.language].append(article.meta["key"])
    assert keys["en"] == keys["zh"], "same keys, in the same order"
    assert len(set(keys["en"])) == len(keys["en"])
    assert len(BY_URI) == len(ARTICLES), "an address belongs to one post"


@each_pair
def test_translations_agree_on_date_number_and_tags(en, zh):
    assert en.number == zh.number
    assert en.meta["date"] == zh.meta["date"]
    assert [TAGS[tag] for tag in en.meta["tags"]] == zh.meta["tags"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_posts_are_dated_in_the_order_of_their_numbers(language):
    own = [article for article in ARTICLES if article.language == language]
    assert [int(article.number) for article in own] == [*range(1, len(own) + 1)]
    dates = [article.meta["date"] for article in own]
    assert dates == sorted(set(dates))


# Code --------------------------------------------------------------------------------


@each_article
def test_code_in_a_post_is_its_file(article):
    for block in article.blocks:
        if block.file is None:
            assert block.language not in OF_FILES, f"from no file: {block.code}"
            continue
        path = (CODE / block.file).relative_to(ROOT).as_posix()
        assert block.code == embed.find_code(path, block.region), path


@each_pair
def test_translations_show_the_same_blocks(en, zh):
    """Only a plain text that is no file, such as a drawing, may have other words."""
    for ours, theirs in zip(zh.blocks, en.blocks, strict=True):
        if ours.language == "text" and ours.file is None:
            assert (theirs.language, theirs.file) == ("text", None)
        else:
            assert ours == theirs


def test_every_sample_is_shown_in_a_post():
    shown = {block.file for article in ARTICLES for block in article.blocks}
    for path in sorted(CODE.rglob("*.py")):
        assert not path.stat().st_size or path.relative_to(CODE).as_posix() in shown


# Text --------------------------------------------------------------------------------


@each_article
def test_text_is_in_the_language_of_its_folder(article):
    words = article.meta["title"] + article.meta["summary"] + article.plain
    if article.language == "zh":
        assert HAN.search(article.meta["title"] + article.meta["summary"])
        assert len(HAN.findall(words)) > 400
    else:
        # The address of a link may be Chinese, the words may not.
        assert not HAN.search(re.sub(r"\]\([^)]*\)", "]", words))


@each_article
def test_there_is_no_raw_html(article):
    text = re.sub(r"<https?://[^>\s]+>", "", article.plain)
    assert not re.search(r"<[a-zA-Z/!?]", text)


@each_article
def test_sections_start_at_the_second_level(article):
    levels = find_levels(article)
    assert levels
    assert levels[0] == 2
    assert min(levels) == 2
    assert all(b - a <= 1 for a, b in pairwise(levels))


@each_pair
def test_translations_have_the_same_sections(en, zh):
    assert find_levels(zh) == find_levels(en)


def find_levels(article):
    marks = re.findall(r"^(#+) ", article.prose, re.MULTILINE)
    return [len(each) for each in marks]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(f"{HAN.pattern}[A-Za-z0-9]", id="no space before Latin"),
        pytest.param(f"[A-Za-z0-9]{HAN.pattern}", id="no space after Latin"),
        pytest.param(f"{HAN.pattern}[,;:!?(]", id="narrow punctuation"),
        # A browser shows a line's end as a space, which Chinese does not have.
        pytest.param(f"{WIDE}\n *{WIDE}", id="a wrapped line"),
    ],
)
@each_chinese
def test_chinese_is_set_as_chinese(article, wrong):
    text = re.sub(r"\]\([^)\s]+\)|<https?:[^>]+>", "]", article.prose)
    text = CODE_SPAN.sub("x", text)  # code counts as a word, an address as none
    assert not re.findall(f".{{,9}}{wrong}.{{,9}}", text)


# Links -------------------------------------------------------------------------------


@each_article
def test_links_within_the_site_lead_somewhere(article):
    for target in article.links:
        if target.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            continue
        path, _, anchor = target.partition("#")
        match path.split("/"):
            case [""]:
                found = article
            case ["", "page", uri, ""]:
                found = BY_URI.get(uri)
                assert found, target
                assert found.language == article.language, target
            case ["", "list", tag, ""]:
                known = TAGS.keys() if article.language == "en" else TAGS.values()
                assert tag in known, target
                found = None
            case _:
                pytest.fail(f"{target} is neither a page nor a list of this site")
        assert not anchor or (found and anchor in find_anchors(found)), target


def find_anchors(article):
    pages = pytest.importorskip("kolben.pages")
    return {heading.id for heading in pages.Markdown()(article.body).toc}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_post_leads_to_the_next(language):
    own = [article for article in ARTICLES if article.language == language]
    for article, after in pairwise(own):
        assert f"/page/{after.uri}/" in article.links
