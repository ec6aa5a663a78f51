"""Watch: looks in the background; no test here waits."""

import gc
import os
import threading

import pytest

from kolben.pages import files
from kolben.pages.watch import Watch


class Subject:
    """Looks as long as it is told what becomes of a look."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.looks = 0

    def look(self, tolerant=False):
        assert tolerant
        self.looks += 1
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome


def run(subject, times=()):
    """The pauses between the looks, until the subject has no more outcomes."""
    pauses = []
    clock = iter(times or [0.0] * 100)

    def wait(event, seconds):
        pauses.append(seconds)
        return not subject.outcomes

    watch = Watch(subject, lambda: next(clock), wait)
    watch.start()
    watch.thread.join()
    return pauses


def test_it_takes_one_hundredth_of_the_time():
    pauses = run(Subject("same", "same", "same"), [0, 0.5, 60, 60.001, 70, 70.02])
    assert pauses == [1.0, 50.0, 1.0, pytest.approx(2.0)]


def test_a_failing_look_is_logged_once_per_kind_and_tried_again(caplog):
    subject = Subject(
        OSError(5, "disk"),
        OSError(5, "disk"),
        ValueError("twice"),
        "same",
        OSError(5, "x"),
    )
    run(subject)
    assert subject.looks == 5
    assert len(caplog.records) == 3


def test_a_watch_has_one_daemon_thread():
    release, subject = threading.Event(), Subject("same")
    watch = Watch(subject, wait=lambda event, seconds: release.wait())
    watch.start()
    thread = watch.thread
    watch.start()
    assert watch.thread is thread
    assert thread.daemon
    release.set()
    thread.join()


def test_it_ends_with_what_it_looks_at():
    subject = Subject()
    watch = Watch(subject)
    watch.start()
    thread = watch.thread
    del subject
    gc.collect()
    thread.join()


def test_a_stopped_watch_does_not_start_again():
    subject = Subject()
    watch = Watch(subject)
    watch.stop()
    watch.start()
    assert watch.thread is None


def test_in_watch_mode_a_request_does_not_look(write, make_pages, monkeypatch):
    started = []
    monkeypatch.setattr(Watch, "start", lambda self: started.append(self))
    write("a.md")
    pages = make_pages(AUTO_RELOAD="watch")
    pages.get("a")
    write("b.md")
    assert pages.get("b") is None
    assert started
    started[0]._look()
    assert pages.get("b") is not None


def test_a_warm_start_in_watch_mode_has_the_pages_before_any_look_at_the_files(
    write, make_pages, monkeypatch
):
    started = []
    monkeypatch.setattr(Watch, "start", lambda self: started.append(self))
    write("changed.md", "---\ntitle: Before\n---\n")
    write("removed.md")
    list(make_pages())
    write("changed.md", "---\ntitle: Afterwards\n---\n", old=False)
    write("added.md")
    (write("removed.md")).unlink()

    listed = []
    real = files.list_files
    monkeypatch.setattr(
        files, "list_files", lambda *args: listed.append(None) or real(*args)
    )
    pages = make_pages(AUTO_RELOAD="watch")
    assert {page.path: page["title"] for page in pages} == {
        "changed": "Before",
        "removed": "A",
    }
    assert not listed
    before = pages.generation
    started[0]._look()
    assert {page.path: page["title"] for page in pages} == {
        "added": "A",
        "changed": "Afterwards",
    }
    assert pages.generation > before


def test_a_start_in_any_other_mode_looks_at_the_files_first(write, make_pages):
    write("a.md", "---\ntitle: Before\n---\n")
    list(make_pages())
    write("a.md", "---\ntitle: Afterwards\n---\n", old=False)
    for mode in (False, True, "if debug"):
        assert make_pages(AUTO_RELOAD=mode).get("a")["title"] == "Afterwards"


def test_a_start_without_the_folder_does_not_serve_the_pages_of_before(
    root, write, make_pages
):
    write("a.md")
    list(make_pages())
    root.rename(root.with_name("away"))
    with pytest.raises(OSError, match="pages"):
        list(make_pages(AUTO_RELOAD="watch"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_gets_a_thread_and_locks_of_its_own(write, make_pages):
    write("a.md")
    pages = make_pages(AUTO_RELOAD="watch")
    pages.get("a")
    pages.get("a")
    (opened,) = pages._opened.values()
    assert opened.watch.thread is not None
    with opened.collection._lock, pages._lock:
        child = os.fork()
        if child == 0:
            fresh = opened.watch.thread is None
            opened.collection.look()
            pages.get("a")
            os._exit(0 if fresh and opened.watch.thread is not None else 1)
    _, status = os.waitpid(child, 0)
    opened.watch.stop()
    assert status == 0


def test_pages_that_were_there_outlast_their_folder(root, write, make_pages):
    write("a.md")
    pages = make_pages()
    pages.get("a")
    (opened,) = pages._opened.values()
    root.rename(root.with_name("away"))
    with pytest.raises(OSError, match="pages"):
        opened.collection.look(tolerant=True)
    assert pages.get("a") is not None
