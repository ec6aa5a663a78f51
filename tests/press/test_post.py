from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from press.posts import PostError, read_post

DAY = datetime(2026, 1, 2, tzinfo=UTC)


def read(path="posts/en/02-hello-world.md", zone=UTC, **meta):
    full = {"title": "Hello", "date": DAY.date(), **meta}
    kept = {name: value for name, value in full.items() if value is not ...}
    page = SimpleNamespace(path=path.removesuffix(".md"), meta=kept)
    return read_post(page, zone)


def test_language_and_address_come_from_the_path_of_the_file():
    post = read("posts/zh/02-你好世界.md")
    assert (post.language, post.uri) == ("zh", "你好世界")


def test_number_before_the_name_is_only_for_sorting_files():
    assert read("posts/en/1984-a-novel.md").uri == "a-novel"
    assert read("posts/en/3d-printing.md").uri == "3d-printing"


def test_decomposed_file_names_make_composed_addresses():
    assert read("posts/en/cafe\u0301.md").uri == "caf\u00e9"


def test_date_without_time_is_midnight_in_the_zone_of_the_site():
    zone = timezone(timedelta(hours=8))
    assert read(zone=zone).published == DAY - timedelta(hours=8)


def test_time_with_a_zone_keeps_it():
    moment = datetime(2026, 1, 2, 12, tzinfo=timezone(timedelta(hours=-3)))
    assert read(date=moment).published == moment
    assert read(date=moment.replace(tzinfo=None)).published.tzinfo is UTC


def test_changed_date_is_the_first_one_when_none_is_given():
    assert read().updated == DAY
    later = DAY + timedelta(days=3)
    assert read(updated=later).updated == later


def test_titles_that_yaml_takes_for_numbers_are_texts():
    assert read(title=404).title == "404"


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ({"title": ...}, "it has no title: add a line 'title: ...'"),
        ({"title": "  "}, "its title is empty"),
        ({"title": ["a"]}, "write it in quotes"),
        ({"date": ...}, "it has no date: add a line like 'date: 2026-09-01'"),
        ({"date": "yesterday"}, "'yesterday', no date: write it as 2026-09-01"),
        ({"tags": "start"}, r"its tags are 'start': write them as \[one, two\]"),
        ({"tags": ["a/b"]}, "'a/b' in its tags makes no address"),
        ({"aliases": [""]}, "'' in its aliases makes no address"),
        ({"tags": [".."]}, "'..' in its tags makes no address"),
        ({"aliases": ["."]}, "'.' in its aliases makes no address"),
        ({"tags": ["x" * 256]}, "in its tags makes no address"),
        ({"draft": "yes please"}, "its draft is 'yes please': write true or false"),
        ({"titel": "x"}, "its front matter has 'titel', which means nothing here"),
    ],
)
def test_what_cannot_be_published_says_what_to_write(meta, message):
    with pytest.raises(PostError, match=message):
        read(**meta)


def test_post_needs_a_name_that_makes_an_address():
    with pytest.raises(PostError, match="makes no address"):
        read("posts/en/01-.md")
    with pytest.raises(PostError, match="makes no address"):
        read("posts/en/01-...md")
    with pytest.raises(PostError, match="right under its language"):
        read("posts/en/2026/hello.md")


def test_post_is_shown_from_its_date_until_its_end_and_never_as_a_draft():
    second = timedelta(seconds=1)
    post = read(until=DAY + 5 * second)
    assert not post.shown_at(DAY - second)
    assert post.shown_at(DAY)
    assert post.shown_at(DAY + 4 * second)
    assert not post.shown_at(DAY + 5 * second)
    assert not read(draft=True).shown_at(DAY)
