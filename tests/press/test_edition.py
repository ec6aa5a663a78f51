"""Each edition is what it would be if it were made from nothing."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from press_site import write_post

from kolben import Kolben
from kolben.pages import FlatPages
from press.posts import Catalogue

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LANGUAGES = ["en", "zh"]
# Two of one address in one language and in another, one of no language, one too high.
FILES = (
    "en/01-a",
    "en/02-A",
    "en/b",
    "en/c",
    "zh/03-a",
    "zh/\uff42",
    "zh/d",
    "fr/e",
    "f",
)
NAMES = ("a", "b", "c", "d", "e", "f", "old", "older")
MOMENTS = (
    "2026-05-31",
    "2026-06-01T02:00:00+08:00",
    "2026-05-31T18:00:00",
    "2026-06-01T01:00:00",
    "2026-06-02",
)
WORDS = ("HTTP", "http", "one", "\uff4f\uff4e\uff45", "中文")

texts = st.builds(
    write_post,
    title=st.sampled_from(["One", "Two"]),
    date=st.sampled_from([*MOMENTS, "never"]),
    tags=st.lists(st.sampled_from(WORDS), max_size=3).map(", ".join).map("[{}]".format),
    until=st.sampled_from(["", *MOMENTS]),
    key=st.sampled_from(["k", "l"]),
    aliases=st.lists(st.sampled_from(["old", "OLD", "older", "b"]), max_size=3)
    .map(", ".join)
    .map("[{}]".format),
    draft=st.sampled_from(["false", "false", "false", "true"]),
)
changes = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(FILES), texts),
        st.tuples(st.sampled_from(FILES), texts),
        st.tuples(st.sampled_from(FILES), st.none()),
        # The clock, which somebody may also put back.
        st.integers(-12, 36).filter(bool),
    ),
    max_size=5,
)


def describe(edition):
    """All that readers can see of an edition."""

    def tell(post):
        return post and (post.page.path, post.title, post.tags, post.page.body)

    def tell_tag(tag):
        return tag and (tag.name, tag.language, tag.languages, [*map(tell, tag.posts)])

    return {
        "posts": {code: [*map(tell, of)] for code, of in edition.posts.items()},
        "by_uri": [(name, tell(post)) for name, post in edition.by_uri.items()],
        "found": [tell(edition.get_post(name)) for name in NAMES],
        "aliases": [tell(edition.get_alias(name)) for name in NAMES],
        "tags": [(name, tell_tag(tag)) for name, tag in edition.tags.items()],
        "tags in": [[*map(tell_tag, edition.get_tags(code))] for code in LANGUAGES],
        "neighbours": [
            [*map(tell, edition.get_neighbours(post))]
            for post in edition.by_uri.values()
        ],
        "translations": [
            [(code, tell(other)) for code, other in found.items()]
            for found in map(edition.get_translations, edition.by_uri.values())
        ],
        "until": edition.until,
    }


def apply_change(folder, clock, change):
    if isinstance(change, int):
        clock[0] += timedelta(hours=change)
        if change > 0:
            return
        # A clock put back is seen with the next change.
        change = "f", f"{uuid4()}"
    name, text = change
    file = folder / "posts" / f"{name}.md"
    if text is None:
        with suppress(FileNotFoundError):
            file.unlink()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


@settings(deadline=None)
@given(rounds=st.lists(changes, min_size=1, max_size=6))
def test_any_edition_after_another_is_as_if_made_from_nothing(rounds):
    with TemporaryDirectory() as name:
        folder, clock = Path(name), [NOW]
        app = Kolben("tests", root_path=name)
        app.config.update(
            FLATPAGES_ROOT=name,
            FLATPAGES_EXTENSION=".md",
            FLATPAGES_AUTO_RELOAD=True,
            FLATPAGES_INDEX=False,
        )
        pages = FlatPages(app)

        def make():
            return Catalogue(pages, LANGUAGES, UTC, lambda: clock[0])

        catalogue, before = make(), None
        for changes in rounds:
            for change in changes:
                apply_change(folder, clock, change)
            edition = catalogue.edition
            assert describe(edition) == describe(make().edition)
            assert changes or before is None or edition is before
            before = edition
