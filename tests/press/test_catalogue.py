import logging
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest
from press_site import write_post

from kolben import Kolben
from kolben.pages import FlatPages
from press.posts import Catalogue

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make(tmp_path, clock):
    apps = []

    def make(files):
        write(tmp_path, files)
        app = Kolben("tests", root_path=str(tmp_path))
        app.config.update(
            FLATPAGES_ROOT=str(tmp_path),
            FLATPAGES_EXTENSION=".md",
            FLATPAGES_AUTO_RELOAD=True,
            FLATPAGES_INDEX=False,
        )
        apps.append(app)  # the pages do not keep it alive
        return Catalogue(FlatPages(app), ["en", "zh"], UTC, clock)

    return make


def write(folder, files):
    for path, text in files.items():
        place = folder / "posts" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")


def titles(posts):
    return [post.title for post in posts]


def test_posts_are_in_their_language_newest_first(make):
    edition = make(
        {
            "en/a.md": write_post("Old", "2026-01-01"),
            "en/b.md": write_post("New", "2026-01-03"),
            "zh/c.md": write_post("中", "2026-01-02"),
        }
    ).edition
    assert titles(edition.posts["en"]) == ["New", "Old"]
    assert titles(edition.posts["zh"]) == ["中"]


def test_posts_of_one_date_are_in_the_order_of_their_files(make):
    files = {f"en/{n}.md": write_post(n) for n in "cab"}
    assert titles(make(files).edition.posts["en"]) == ["a", "b", "c"]


def test_edition_stays_the_same_until_a_file_changes(make, tmp_path):
    catalogue = make({"en/a.md": write_post("One")})
    edition = catalogue.edition
    assert catalogue.edition is edition
    write(tmp_path, {"en/b.md": write_post("Two", "2026-02-01")})
    assert titles(catalogue.edition.posts["en"]) == ["Two", "One"]
    assert catalogue.edition.number == edition.number + 1
    os.unlink(tmp_path / "posts/en/a.md")
    assert titles(catalogue.edition.posts["en"]) == ["Two"]
    assert titles(edition.posts["en"]) == ["One"]


def test_while_one_thread_makes_an_edition_the_others_have_the_one_before(
    make,
):
    catalogue = make({"en/a.md": write_post(until=(NOW + HOUR).isoformat())})
    before = catalogue.edition
    seen = []

    class Slow(Clock):
        def __call__(self):
            # The maker asks for the time once it has the lock; so do the others before.
            if threading.current_thread() is threading.main_thread() and looks:
                thread = threading.Thread(target=lambda: seen.append(catalogue.edition))
                thread.start()
                thread.join()
            looks.append(None)
            return NOW + 2 * HOUR

    looks = []
    catalogue._now = Slow()
    after = catalogue.edition
    assert seen == [before]
    assert after.number == before.number + 1


def test_only_changed_files_are_read_as_posts_again(make, tmp_path):
    catalogue = make({"en/a.md": write_post("One"), "en/b.md": write_post("Two")})
    before = catalogue.edition.by_uri
    write(tmp_path, {"en/b.md": write_post("Two, longer than before")})
    after = catalogue.edition.by_uri
    assert after["a"] is before["a"]
    assert after["b"] is not before["b"]


def test_post_appears_at_its_time_without_any_change_of_a_file(make, clock):
    catalogue = make(
        {
            "en/a.md": write_post("Now"),
            "en/b.md": write_post("Later", (NOW + HOUR).isoformat()),
        }
    )
    assert titles(catalogue.edition.posts["en"]) == ["Now"]
    clock.now += timedelta(minutes=59)
    assert titles(catalogue.edition.posts["en"]) == ["Now"]
    clock.now += timedelta(minutes=1)
    assert titles(catalogue.edition.posts["en"]) == ["Later", "Now"]


def test_post_disappears_at_its_end(make, clock):
    end = (NOW + HOUR).isoformat()
    catalogue = make({"en/a.md": write_post("Offer", until=end)})
    assert catalogue.edition.get_post("a") is not None
    clock.now += HOUR
    edition = catalogue.edition
    assert edition.get_post("a") is None
    assert edition.get_tag("one") is None


def test_draft_is_nowhere(make):
    edition = make({"en/a.md": write_post(draft="true", aliases="[old]")}).edition
    assert edition.posts["en"] == ()
    assert edition.get_post("a") is None
    assert edition.get_alias("old") is None
    assert edition.tags == {}


def test_tags_are_found_in_any_case_and_width_and_written_as_the_newest_does(make):
    edition = make(
        {
            "en/a.md": write_post(date="2026-01-01", tags="[http, HTTP]"),
            "en/b.md": write_post(date="2026-01-02", tags="[HTTP]"),
        }
    ).edition
    assert edition.get_tag("http").name == "HTTP"
    assert edition.get_tag("\uff48\uff54\uff54\uff50") is edition.get_tag("HTTP")
    assert len(edition.get_tag("http").posts) == 2
    assert edition.get_tag("https") is None


def test_tags_of_a_language_are_those_its_posts_have_the_often_used_ones_first(make):
    edition = make(
        {
            "en/a.md": write_post(tags="[rare, often]"),
            "en/b.md": write_post(tags="[often, both]"),
            "zh/c.md": write_post(tags="[中文, both]"),
            "zh/d.md": write_post(tags="[both]"),
        }
    ).edition
    assert [tag.name for tag in edition.get_tags("en")] == ["both", "often", "rare"]
    assert [tag.name for tag in edition.get_tags("zh")] == ["both", "中文"]
    assert edition.get_tags("fr") == ()


def test_neighbours_are_of_the_same_language(make):
    edition = make(
        {
            "en/a.md": write_post("A", "2026-01-01"),
            "zh/b.md": write_post("B", "2026-01-02"),
            "en/c.md": write_post("C", "2026-01-03"),
        }
    ).edition
    older, newer = edition.get_neighbours(edition.get_post("c"))
    assert (older.title, newer) == ("A", None)
    assert edition.get_neighbours(edition.get_post("b")) == (None, None)


def test_translations_share_a_key(make):
    edition = make(
        {
            "en/hello.md": write_post("Hello", key="hello"),
            "zh/你好.md": write_post("你好", key="hello"),
        }
    ).edition
    found = edition.get_translations(edition.get_post("hello"))
    assert {code: post.title for code, post in found.items()} == {
        "en": "Hello",
        "zh": "你好",
    }


def test_bad_post_is_left_out_and_the_log_says_which_and_why(make, caplog):
    with caplog.at_level(logging.ERROR):
        edition = make(
            {
                "en/good.md": write_post("Good"),
                "en/bad.md": "---\ntitle: Bad\n---\n",
                "fr/a.md": write_post(),
                "lost.md": write_post(),
            }
        ).edition
    assert titles(edition.posts["en"]) == ["Good"]
    text = caplog.text
    assert "The post 'posts/en/bad' is not published: it has no date" in text
    assert "'fr' is no language of this site, which has en, zh" in text
    assert "'posts/lost' is not published: it must be in the folder" in text


def test_second_post_of_an_address_is_left_out_and_the_first_stays(make, caplog):
    edition = make(
        {
            "en/01-same.md": write_post("First", "2026-01-02"),
            "zh/02-same.md": write_post("Second", "2026-01-01"),
        }
    ).edition
    assert edition.get_post("same").title == "First"
    assert edition.posts["zh"] == ()
    assert "'posts/zh/02-same' is not published: 'posts/en/01-same' has" in caplog.text


def test_post_that_will_disappear_is_no_rival_of_itself(make, clock, caplog):
    until = (NOW + 3 * HOUR).isoformat()
    catalogue = make(
        {
            "en/a.md": write_post("Offer", until=until),
            "en/b.md": write_post("Later", (NOW + HOUR).isoformat()),
        }
    )
    before = catalogue.edition
    clock.now += HOUR
    assert catalogue.edition is not before
    assert caplog.text == ""
