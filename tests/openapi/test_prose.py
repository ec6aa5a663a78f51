import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolben.openapi.prose import to_html, to_line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (None, ""),
        ("One\ntwo.\n\nThree.", "<p>One\ntwo.</p><p>Three.</p>"),
        ("Is:\n- a\n  b\n- c", "<p>Is:</p><ul><li>a\nb</li><li>c</li></ul>"),
        ("`a<b` **c**", "<p><code>a&lt;b</code> <strong>c</strong></p>"),
        ("[x](https://a.b/)", '<p><a href="https://a.b/" rel="noreferrer">x</a></p>'),
        ("[x](javascript:y)", "<p>[x](javascript:y)</p>"),
        ("```json\n{}\n\n<b>\n```\nend", "<pre><code>{}\n\n&lt;b&gt;\n</code></pre>"
         "<p>end</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
    ],
)  # fmt: skip
def test_the_usual_marks_become_html(text, html):
    assert to_html(text) == html


def test_a_row_of_a_table_has_one_line():
    assert to_line(" a\n\n`b` ") == "a <code>b</code>"


@given(st.text("<>&\"'`*[]()-\n abc:/"))
def test_no_text_gets_a_tag_through(text):
    found = to_html(text)
    for tag in ("p", "ul", "li", "code", "pre", "strong", "a"):
        found = found.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in found.replace('<a href="', "")
