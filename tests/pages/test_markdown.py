"""Markdown: what it renders, and what nobody gets through it."""
# ruff: noqa: RUF001 - the punctuation is Chinese

import pickle
import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from kolben.pages import Markdown, Page
from kolben.pages.links import SCHEMES
from kolben.pages.sanitizer import ALLOWED

render = Markdown()
# What an HTML parser adds around a fragment's elements by itself.
IMPLIED = {"html", "head", "body"}


def check(html):
    """Only what is allowed, no id twice, as a browser's parser sees it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(f"<!doctype html><title>t</title>{html}")
    errors = [error for error in parser.errors if "eof" not in str(error)]
    assert not errors, errors
    ids = []
    for element in tree.iter():
        assert isinstance(element.tag, str), "a comment"
        if element.tag in IMPLIED | {"title"}:
            assert not element.attrib
            continue
        assert set(element.attrib) <= ALLOWED[element.tag], (
            element.tag,
            element.attrib,
        )
        ids += [element.attrib["id"]] if "id" in element.attrib else []
        for name in ("href", "src"):
            url = element.attrib.get(name, "")
            # As browsers do before they look at the scheme.
            url = re.sub(r"[\t\n\r]", "", url).strip("".join(map(chr, range(33))))
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", url)
            assert scheme is None or scheme[1].lower() in SCHEMES, url
    assert len(ids) == len(set(ids)), ids


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "*a* **b** ~~c~~ `d`",
            "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>",
        ),
        ("~5 and ~6", "<p>~5 and ~6</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("<b>x</b> & y", "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>"),
        ("a <!-- note --> b", "<p>a  b</p>"),
        ("a\n\n<!-- note\n\n*of* lines -->\n\nb", "<p>a</p>\n<p>b</p>"),
        ("<!-- never closed", "<p>&lt;!-- never closed</p>"),
        ("`<!-- code -->`", "<p><code>&lt;!-- code --&gt;</code></p>"),
        ("![a](b.png)", '<p><img src="b.png" alt="a" loading="lazy"></p>'),
        ("3. x", '<ol start="3">\n<li>x</li>\n</ol>'),
    ],
)
def test_text(text, html):
    assert render(text).strip() == html


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://a.example/b_c.", "https://a.example/b_c"),
        ("(https://a.example/x_(y))", "https://a.example/x_(y)"),
        ("见https://a.example/b，然后", "https://a.example/b"),
        ("**https://a.example**", "https://a.example"),
        ("<https://a.example/>", "https://a.example/"),
        ("[x](mailto:a@b.example)", "mailto:a@b.example"),
        ("[x](/here?a=b#c)", "/here?a=b#c"),
    ],
)
def test_links(text, url):
    assert f'href="{url}"' in render(text)


@pytest.mark.parametrize(
    "text", ["xhttp://a", "http://", "ftp://a.example", "`http://a`"]
)
def test_what_is_no_link(text):
    assert "<a" not in render(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**注意：**内容", "<strong>注意：</strong>内容"),
        ("他说**“你好”**了", "他说<strong>“你好”</strong>了"),
        ("这是**重点**。", "这是<strong>重点</strong>。"),
        ("用**`code`**吧", "用<strong><code>code</code></strong>吧"),
        ("~~旧。~~新", "<s>旧。</s>新"),
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n第二行", "第一行，第二行"),
        ("**第一行**\n第二行", "<strong>第一行</strong>第二行"),
        ("第一行\nEnglish", "第一行\nEnglish"),
        ("한국어\n두번째", "한국어\n두번째"),
    ],
)
def test_chinese(text, html):
    assert render(text).strip() == f"<p>{html}</p>"


def test_headings_have_readable_ids_of_their_own():
    html = render("# 你好，世界\n## A *b*!\n## A b\n## A b 2\n## A b\n## ???\n## fn1\n")
    assert [heading.id for heading in html.toc] == [
        "你好-世界",
        "a-b",
        "a-b-2",
        "a-b-2-2",
        "a-b-3",
        "section",
        "section-fn1",
    ]
    assert html.toc[0] == (1, "你好-世界", "你好，世界")
    assert '<h2 id="a-b">A <em>b</em>!</h2>' in html
    check(html)


def test_toc_is_placed_where_it_stands_alone():
    html = render("[TOC]\n\n## A & b\n### C\n## D\n\ntext [TOC]\n")
    assert html.startswith('<nav class="toc">')
    assert '<a href="#a-b">A &amp; b</a><ul>' in html
    assert html.count("<nav") == 1
    check(html)


@pytest.mark.parametrize("levels", ["132", "3123", "2242", "654321"])
def test_toc_of_any_order_of_levels_is_valid(levels):
    text = "".join(f"\n{'#' * int(level)} x\n" for level in levels)
    check(render(f"[TOC]\n{text}"))


def test_footnotes_of_several_pages_do_not_clash():
    pages = [
        Page(path, "", "a[^1] b[^1]\n\n[^1]: note", render, "")
        for path in ("x/一", "y")
    ]
    html = "".join(render(page.body, None, page) for page in pages)
    assert 'id="fn-y-1"' in html
    check(html)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example/b_(c)).", "https://a.example/b_(c)"),
        ("https://a.example/b))", "https://a.example/b"),
        ("https://a.example/(b", "https://a.example/(b"),
        ("https://a.example/?,)!", "https://a.example/"),
    ],
)
def test_bare_link_ends_before_the_punctuation_around_it(text, address):
    assert f'<a href="{address}">{address}</a>{text[len(address) :]}</p>' in render(
        text
    )


def test_code_has_classes_language_and_file_name():
    html = render('```python {file=hello.py}\nprint("<hi>")\n```')
    assert "<figcaption>hello.py</figcaption>" in html
    assert '<code class="language-python"><span class="hl-nb">print</span>' in html
    assert "&lt;hi&gt;" in html
    assert "style=" not in html


@pytest.mark.parametrize("language", ["", "nonsense", "中文", "python3.99"])
def test_code_of_an_unknown_language_is_plain(language):
    html = render(f"```{language}\n<b> & x\n```")
    assert "&lt;b&gt; &amp; x\n</code>" in html
    check(html)


def test_code_that_takes_too_long_is_plain_and_so_is_what_follows(monkeypatch):
    times = iter(range(0, 10_000, 5))
    monkeypatch.setattr("kolben.pages.code.thread_time", lambda: next(times))
    html = render("```python\nif x: pass\n```\n" * 2)
    assert html.count("if x: pass") == 2
    check(html)
    # The time is that of one text.
    monkeypatch.setattr("kolben.pages.code.thread_time", lambda: 7.0)
    assert render("```python\nif x: pass\n```").count("<span") == 4


def test_code_made_to_be_slow_ends():
    for language, text in (("java", "\n" * 60_000), ("make", "(" * 60_000)):
        check(render(f"```{language}\n{text}\n```\n"))


def test_tables_and_task_lists():
    html = render("| a | b |\n|--:|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n")
    assert '<th class="align-right">a</th>' in html
    assert html.count("<input") == 2
    assert html.count(" checked=") == 1
    check(html)


def test_html_is_text_and_templates_print_it_as_it_is():
    html = render("# A\n")
    assert isinstance(html, str)
    assert Markup.escape(html) == html
    copy = pickle.loads(pickle.dumps(html))
    assert (copy, copy.toc) == (html, html.toc)


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](<java\0script:alert(1)>)",
    "[x](java&#x73;cript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](y)',
    '![x](y" onerror="alert(1))',
    '![x](y "t\\" onload=\\"alert(1)")',
    "[x][r]\n\n[r]: javascript:alert(1)",
    '[x][r]\n\n[r]: /y "\\"><script>alert(1)</script>"',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '<https://a.example/"onmouseover="alert(1)>',
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/'><script>alert(1)</script>",
    '[^"><script>alert(1)</script>]: x\n\ny[^"><script>alert(1)</script>]',
    "y[^a]\n\n[^a]: <script>alert(1)</script> [x](javascript:alert(1))",
    '# "><script>alert(1)</script>',
    '# a" onclick="alert(1)\n\n[TOC]',
    "# <b>x</b> [y](javascript:alert(1)) ![z](q)\n\n[TOC]",
    '```x" onclick="alert(1)\ny\n```',
    '```python {file="><script>alert(1)</script>"}\nx\n```',
    "```python {file='\"><script>alert(1)</script>'}\nx\n```",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "    </code></pre><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!-- a --><script>alert(1)</script><!-- b -->",
    "| <script> |\n|---|\n| [x](javascript:alert(1)) |",
    "- [x] <input onfocus=alert(1) autofocus>",
    "[a [b](https://c.example)](https://d.example)",
    "[a[^1]](https://d.example)\n\n[^1]: x",
    "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_come_to_nothing(text):
    html = render(text)
    check(html)
    assert "<script" not in html


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        ">" * 20_000 + "x",
        "*a " * 10_000,
        "_" * 20_000 + "a" + "_" * 20_000,
        "`" * 20_000,
        "- " * 5_000 + "x",
        "<!--" * 10_000,
        "http://" * 5_000,
        "![" * 5_000 + "](x)" * 100,
        "a" * 200_000,
        "https://a" + ")" * 300_000,
        "https://b" + "." * 300_000,
        "://" * 50_000,
        "``` {" + "file=a " * 50_000,
        '``` {file="' + "a" * 300_000,
    ],
    ids=lambda text: text[:12],
)
def test_endless_repetition_ends(text):
    check(render(text))


MARKS = [*"[]()!*_~`#<>&\"'\\|:-=^{} \n\t", "a", "b", "中", "。", "\0"]
STARTS = ["\n\n", "    ", "```", "~~~", "# ", "- ", "1. ", "> ", "- [x] ", "|-|-|"]
PARTS = ["[^1]", "[^1]: ", "[TOC]", "<!--", "-->", "http://", "](", "{file="]
BAD = ["javascript:", "](javascript:", "<script>", "&#106;", "&colon;"]
pieces = st.sampled_from(MARKS + STARTS + PARTS + BAD)


@settings(deadline=None, max_examples=200)
@given(st.lists(pieces, max_size=25).map("".join) | st.text(max_size=60))
def test_nothing_but_the_allowed_elements_comes_out(text):
    check(render(text))
