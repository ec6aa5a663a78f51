"""The index: what it saves, and what becomes of it when something is wrong."""

import datetime
import os
import sqlite3
import subprocess
import sys
import threading

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben.pages import cache_folder, files, index, metadata
from kolben.pages.files import Stamp
from kolben.pages.index import Entry, Index


def titles(pages):
    return {page.path: page.meta.get("title") for page in pages}


@pytest.fixture
def settled(monkeypatch):
    """As if the clock had gone on since the files were written."""
    monkeypatch.setattr(files, "_FINE", -3_600_000_000_000)


@pytest.fixture
def ten(settled, write):
    for number in range(10):
        write(f"{number}.md", f"---\ntitle: {number}\n---\nbody")


def test_a_warm_start_reads_no_file(ten, make_pages, reads):
    cold = titles(make_pages())
    assert len(reads) == 10
    reads.clear()
    assert titles(make_pages()) == cold
    assert reads == []


def test_of_starts_at_the_same_time_one_reads_the_files(
    ten, make_pages, reads, monkeypatch
):
    second_is_there = threading.Event()
    found = {}
    hold, read_file = Index.hold, files.read_file

    def record_hold(self):
        if threading.current_thread() is second:
            second_is_there.set()
        return hold(self)

    def wait_for_the_second(*args):
        if second.ident is None:
            second.start()
        assert second_is_there.wait(20)
        return read_file(*args)

    def start(name, pages):
        found[name] = titles(pages)

    second = threading.Thread(target=start, args=("second", make_pages()))
    monkeypatch.setattr(Index, "hold", record_hold)
    monkeypatch.setattr(files, "read_file", wait_for_the_second)
    start("first", make_pages())
    second.join()
    assert found["first"] == found["second"] == {str(n): n for n in range(10)}
    assert len(reads) == 10


def test_who_dies_while_others_wait_does_not_stop_them(
    ten, root, tmp_path, make_pages, reads
):
    path = tmp_path / "pages.index"
    program = (
        "import sys\n"
        "from kolben.pages.index import Index\n"
        "with Index(sys.argv[1], 'any').hold():\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        holder.kill()
    assert len(titles(make_pages(INDEX=str(path)))) == 10
    assert len(reads) == 10
    assert len(titles(make_pages(INDEX=str(path)))) == 10
    assert len(reads) == 10


def test_nobody_waits_for_ever(ten, tmp_path, make_pages, reads, monkeypatch, caplog):
    monkeypatch.setattr(index, "_SECONDS", 0.01)
    path = str(tmp_path / "pages.index")
    with Index(path, "another").hold():
        assert len(titles(make_pages(INDEX=path))) == 10
    assert len(reads) == 10
    assert "is not used: database is locked" in caplog.text


def test_a_changed_file_is_read_alone(ten, write, make_pages, reads):
    pages = make_pages(AUTO_RELOAD=True)
    titles(pages)
    reads.clear()
    write("3.md", "---\ntitle: new\n---\n")
    assert titles(pages)["3"] == "new"
    assert reads == ["3.md"]
    reads.clear()
    assert titles(make_pages())["3"] == "new"
    assert reads == []


def test_added_renamed_and_removed_files_while_nobody_looked(
    ten, root, write, make_pages, reads
):
    titles(make_pages())
    reads.clear()
    write("new.md", "title: new\n\n")
    (root / "1.md").rename(root / "one.md")
    (root / "2.md").unlink()
    found = titles(make_pages())
    assert found["new"] == "new"
    assert found["one"] == 1
    assert "1" not in found
    assert "2" not in found
    assert sorted(reads) == ["new.md", "one.md"]


@pytest.mark.parametrize("setting", ["ENCODING", "LEGACY_META_PARSER"])
def test_other_settings_have_another_index(setting, ten, make_pages, reads):
    titles(make_pages())
    reads.clear()
    list(make_pages(**{setting: {"ENCODING": "latin-1"}.get(setting, True)}))
    assert len(reads) == 10


def test_a_change_within_the_step_of_the_clock_is_seen(root, make_pages):
    path = root / "a.md"
    path.write_text("title: one\n\n")
    status = path.stat()
    pages = make_pages(AUTO_RELOAD=True)
    assert pages.get("a")["title"] == "one"
    path.write_text("title: two\n\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert pages.get("a")["title"] == "two"


def test_a_stamp_is_settled_when_the_clock_has_gone_on():
    fine, coarse = 1_000_000_001, 1_000_000_000
    stamp = Stamp(fine, fine, 1, 1)
    assert not stamp.is_settled(fine)
    assert not stamp.is_settled(fine + 50_000_000)
    assert stamp.is_settled(fine + 200_000_000)
    assert not Stamp(coarse, fine, 1, 1).is_settled(fine + 200_000_000)
    assert Stamp(coarse, fine, 1, 1).is_settled(fine + 3_000_000_000)
    assert not Stamp(0, fine, 1, 1).is_settled(fine)


def test_an_unsettled_file_is_read_again_but_changes_nothing(root, make_pages, reads):
    (root / "a.md").write_text("title: one\n\n")
    pages = make_pages(AUTO_RELOAD=True)
    page, generation = pages.get("a"), pages.generation
    assert pages.get("a") is page
    assert pages.generation == generation
    assert len(reads) > 1


def test_a_file_that_is_being_written_is_saved_once_it_rests(
    ten, write, make_pages, monkeypatch
):
    saved = []
    save = Index.save
    monkeypatch.setattr(
        Index,
        "save",
        lambda self, *args: saved.append([*args[0]]) or save(self, *args),
    )
    pages = make_pages(AUTO_RELOAD=True)
    titles(pages)
    saved.clear()
    with monkeypatch.context() as writing:
        writing.setattr(files, "_FINE", 3_600_000_000_000)
        write("3.md", "---\ntitle: new\n---\n")
        assert titles(pages)["3"] == titles(pages)["3"] == "new"
        assert saved == []
    assert titles(pages)["3"] == titles(pages)["3"] == "new"
    assert saved == [["3.md"]]


def test_the_default_is_a_file_in_the_cache_for_this_user_only(ten, cache, make_pages):
    titles(make_pages())
    (path,) = (cache / "kolben" / "pages").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_false_is_no_index(ten, cache, make_pages, reads):
    titles(make_pages(INDEX=False))
    titles(make_pages(INDEX=False))
    assert len(reads) == 20
    assert not cache.exists()


def test_a_path_is_taken_from_the_instance_folder(ten, root, make_pages, reads):
    titles(make_pages(INDEX="mine/pages.index"))
    assert (root.parent / "instance/mine/pages.index").is_file()
    reads.clear()
    titles(make_pages(INDEX="mine/pages.index"))
    assert reads == []


def test_a_folder_that_others_may_write_is_not_used(ten, cache, make_pages):
    (cache / "kolben" / "pages").mkdir(parents=True)
    (cache / "kolben" / "pages").chmod(0o777)
    assert len(titles(make_pages())) == 10
    assert not list((cache / "kolben" / "pages").iterdir())


def test_a_place_that_cannot_be_written_is_one_log_line(
    ten, tmp_path, make_pages, caplog
):
    (tmp_path / "file").write_text("")
    pages = make_pages(INDEX=str(tmp_path / "file" / "x"), AUTO_RELOAD=True)
    assert len(titles(pages)) == len(titles(pages)) == 10
    assert caplog.text.count("FLATPAGES_INDEX") == 1


DAMAGES = {
    "empty": lambda data: b"",
    "no database": lambda data: b"x" * 5000,
    "cut": lambda data: data[: len(data) // 2],
    "holes": lambda data: data[:4096] + b"\0" * (len(data) - 4096),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_anew(damage, ten, tmp_path, make_pages, reads):
    path = tmp_path / "index"
    titles(make_pages(INDEX=str(path)))
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert len(titles(make_pages(INDEX=str(path)))) == 10
    reads.clear()
    assert len(titles(make_pages(INDEX=str(path)))) == 10
    assert reads == []


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 99",
        "UPDATE about SET origin = 'another'",
        "DROP TABLE files",
        "UPDATE files SET lines = 'three'",
        "UPDATE files SET meta = 5",
        "CREATE TABLE more (x)",
    ],
)
def test_another_version_origin_or_form_is_made_anew(
    statement, ten, tmp_path, make_pages, reads
):
    path = tmp_path / "index"
    wanted = titles(make_pages(INDEX=str(path)))
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    assert titles(make_pages(INDEX=str(path))) == wanted
    reads.clear()
    assert titles(make_pages(INDEX=str(path))) == wanted
    assert reads == []


def test_metadata_that_make_no_sense_are_read_from_the_file(ten, tmp_path, make_pages):
    path = tmp_path / "index"
    wanted = titles(make_pages(INDEX=str(path)))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE files SET meta = ?", (b"jnonsense",))
    connection.commit()
    connection.close()
    assert titles(make_pages(INDEX=str(path))) == wanted


def test_rows_of_files_that_are_gone_go_too(ten, root, tmp_path, make_pages):
    path = tmp_path / "index"
    titles(make_pages(INDEX=str(path)))
    for file in root.iterdir():
        file.unlink()
    titles(make_pages(INDEX=str(path)))
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM files").fetchone() == (0,)
    connection.close()


def test_the_number_of_indexes_is_bounded(tmp_path):
    for number in range(cache_folder.MOST + 5):
        path = tmp_path / f"{number}.sqlite"
        path.write_text("")
        os.utime(path, (number, number))
    cache_folder.drop_oldest(tmp_path)
    left = {int(path.stem) for path in tmp_path.iterdir()}
    assert left == set(range(6, cache_folder.MOST + 5))


def test_threads_see_whole_states_only(root, write, make_pages):
    write("a.md", "title: 0\n\n")
    write("b.md", "title: 0\n\n")
    pages = make_pages(AUTO_RELOAD=False)
    pages.get("a")
    (opened,) = pages._opened.values()
    wrong = []
    stop = threading.Event()

    def look():
        while not stop.is_set():
            state = opened.collection.snapshot
            if {page.path for page in state.pages.values()} != {"a", "b"}:
                wrong.append(state)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for each in readers:
        each.start()
    for number in range(30):
        for name in ("a.md", "b.md"):
            spare = root / "spare"
            spare.write_text(f"title: {number}\n\n")
            spare.replace(root / name)
        opened.collection.look()
    stop.set()
    for each in readers:
        each.join()
    assert not wrong


PROGRAM = """
import sys
from kolben import Kolben
from kolben.pages import FlatPages
app = Kolben("pages_site", root_path=sys.argv[1])
app.config.update(FLATPAGES_EXTENSION=".md", FLATPAGES_INDEX=sys.argv[2])
sys.stdin.readline()
print(sum(page["title"] for page in FlatPages(app)))
"""


@pytest.mark.slow
def test_processes_that_start_together_share_one_index(
    settled, write, root, tmp_path, make_pages, reads
):
    for number in range(300):
        write(f"{number}.md", f"---\ntitle: {number}\n---\nbody")
    path = str(tmp_path / "index")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(root.parent), path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for each in workers:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in workers:
        output, errors = each.communicate()
        assert (output, errors) == (f"{sum(range(300))}\n", "")
    assert len(titles(make_pages(INDEX=path))) == 300
    assert reads == []


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.binary(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(datetime.UTC)),
    st.datetimes(
        timezones=st.integers(-12 * 60, 12 * 60).map(
            lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes))
        )
    ),
)
keys = st.one_of(st.text("aé中\0", max_size=5), st.integers(), st.dates(), st.none())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(keys, inner, max_size=4),
        st.sets(st.integers() | st.text("ab", max_size=3), max_size=4),
    ),
    max_leaves=10,
)


def is_same(one, two):
    if type(one) is not type(two):
        return False
    if isinstance(one, dict):
        return list(one) == list(two) and all(is_same(one[k], two[k]) for k in one)
    if isinstance(one, list | tuple):
        return len(one) == len(two) and all(map(is_same, one, two))
    if isinstance(one, datetime.datetime):
        return one == two and one.utcoffset() == two.utcoffset()
    return one == two


@settings(deadline=None)
@given(st.dictionaries(keys, values, max_size=5))
def test_metadata_come_back_from_the_index_as_yaml_gave_them(meta):
    source = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)
    parsed = yaml.safe_load(source) or {}
    assert is_same(metadata.unpack(metadata.pack(parsed, source), "a.md"), parsed)


def test_parts_in_two_places_and_loops_come_back_as_they_were():
    source = "a: &x [1]\nb: *x\nc: &c [*c]\n"
    meta = metadata.unpack(metadata.pack(yaml.safe_load(source), source), "a.md")
    assert meta["a"] is meta["b"]
    assert meta["c"][0] is meta["c"]


def test_entries_come_back_as_they_went(tmp_path):
    entry = Entry(Stamp(1, 2, 3, 2**63 - 1), True, b"digest", 3, b"jmeta")
    names = {"a.md": entry, "中/文.md": entry, os.fsdecode(b"\xff.md"): entry}
    Index(str(tmp_path / "x"), "here").save(names, ())
    assert Index(str(tmp_path / "x"), "here").load() == names
    assert Index(str(tmp_path / "x"), "there").load() == {}
    assert index.VERSION == 1
