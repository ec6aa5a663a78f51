import tomllib
from datetime import datetime
from importlib.resources import files

import pytest

from press.languages import LanguageError, load_language


def test_every_language_has_the_same_texts_with_the_same_places():
    def get_shape(text):
        forms = text.values() if isinstance(text, dict) else [text]
        return sorted(
            {
                part[1:]
                for form in forms
                for part in form.split("}")
                if "{" in part
                for part in [part[part.index("{") :]]
            }
        )

    found = {
        entry.name: tomllib.loads(entry.read_text("utf-8"))["texts"]
        for entry in files("press.languages").iterdir()
        if entry.name.endswith(".toml")
    }
    assert len(found) >= 2
    first, *others = (
        {name: get_shape(text) for name, text in texts.items()}
        for texts in found.values()
    )
    for other in others:
        assert other == first


def test_dates_are_written_as_in_the_language():
    day = datetime(2026, 11, 1)
    assert load_language("en").format_date(day) == "1 November 2026"
    assert load_language("zh").format_date(day) == "2026 年 11 月 1 日"


def test_numbers_choose_the_form_of_a_text():
    english, chinese = load_language("en"), load_language("zh")
    assert [english("count", n=n) for n in (0, 1, 2)] == [
        "0 posts",
        "1 post",
        "2 posts",
    ]
    assert chinese("count", n=1) == "1 篇文章"


def test_missing_text_says_which_file_lacks_it():
    with pytest.raises(LanguageError, match=r"en\.toml has no text 'nonsense'"):
        load_language("en")("nonsense")


@pytest.mark.parametrize("code", ["fr", "../en", "", "en.toml"])
def test_unknown_language_says_which_there_are(code):
    with pytest.raises(LanguageError, match="only for en, zh"):
        load_language(code)
