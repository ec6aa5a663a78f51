import pytest
from press_site import SITE

from press.site import SiteError, load_site


def load(tmp_path, text, url=None):
    (tmp_path / "site.toml").write_text(text, "utf-8")
    return load_site(tmp_path, url)


def test_first_language_has_addresses_without_prefix(tmp_path):
    site = load(tmp_path, SITE)
    assert site.codes == ("en", "zh")
    assert [site.get_prefix(code) for code in site.codes] == ["", "/zh"]


def test_environment_goes_before_the_file_and_slashes_at_the_end_go(tmp_path):
    text = SITE.replace("[words.en]", 'url = "https://one.example"\n[words.en]', 1)
    assert load(tmp_path, text).url == "https://one.example"
    assert load(tmp_path, text, "https://two.example/blog/").url == (
        "https://two.example/blog"
    )
    assert load(tmp_path, SITE).url is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('author = "Ada"', "author = 1", r"Expected `str`, got `int` - at `\$.author`"),
        ('author = "Ada"', "", "missing required field `author`"),
        ('author = "Ada"', 'autor = "Ada"', "autor|author"),
        ("[words.zh]", "[words.fr]", r"'zh' has no words: add \[words.zh\]"),
        ('["en", "zh"]', "[]", "languages is empty"),
        ('["en", "zh"]', '["en", "xx"]', r"add \[words.xx\]"),
        ("posts_per_page = 2", "posts_per_page = 0", "must be 1 or more"),
        (
            "posts_per_page = 2",
            'timezone = "Mars/Olympus"',
            "there is no time zone 'Mars/Olympus'",
        ),
        ("posts_per_page = 2", 'url = "example.org"', "'example.org' is no address"),
        ('author = "Ada"', "author =", "site.toml"),
    ],
)
def test_what_cannot_be_used_says_where_and_what_to_write(tmp_path, old, new, message):
    with pytest.raises(SiteError, match=message):
        load(tmp_path, SITE.replace(old, new))


def test_language_without_words_of_the_site_is_told(tmp_path):
    text = SITE.replace('["en", "zh"]', '["fr"]').replace("words.en", "words.fr")
    with pytest.raises(SiteError, match="no words for the language 'fr', only for en"):
        load(tmp_path, text)


def test_folder_without_a_site_says_what_to_set(tmp_path):
    with pytest.raises(SiteError, match=r"Set PRESS_CONTENT to the folder"):
        load_site(tmp_path / "nowhere")
