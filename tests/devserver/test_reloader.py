"""Changes as watchdog tells of them."""

import sys
import threading

import pytest
import werkzeug._reloader

pytest.importorskip("watchdog")

from kolben.devserver import reloader


@pytest.fixture
def watch(tmp_path, monkeypatch):
    """Watch a project, with a package of its environment that nobody has imported."""
    environment = tmp_path / "venv"
    installed = environment / "lib" / "python3" / "site-packages"
    (installed / "package").mkdir(parents=True)
    project = tmp_path / "project"
    project.mkdir()
    for name in ("prefix", "exec_prefix", "base_prefix", "base_exec_prefix"):
        monkeypatch.setattr(sys, name, str(environment))
    monkeypatch.setattr(sys, "path", [str(project), str(installed)])
    # Those of the tests themselves.
    monkeypatch.setattr(werkzeug._reloader, "_iter_module_paths", list)
    loops = []

    def start(**options):
        loop = reloader.QuietReloaderLoop(interval=0.01, **options)
        loops.append(loop)
        loop.__enter__()
        return loop

    start.project, start.installed = project, installed
    yield start
    for loop in loops:
        loop.__exit__(None, None, None)


def is_noticed(loop, path):
    path.write_text("changed")
    return loop.should_reload.wait(10)


@pytest.mark.parametrize("name", ["app.py", "below/deeper/views.py"])
def test_a_changed_module_of_the_project_is_noticed(watch, name):
    path = watch.project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert is_noticed(watch(), path)


def test_a_changed_file_that_was_named_is_noticed(watch, tmp_path):
    path = watch.project / ".env"
    path.touch()
    assert is_noticed(watch(extra_files=[str(path)]), path)


def test_only_directories_of_the_project_are_watched(watch):
    assert set(watch().watches) == {str(watch.project)}


def test_the_environment_is_watched_where_a_package_was_imported(watch, monkeypatch):
    module = watch.installed / "package" / "__init__.py"
    module.touch()
    monkeypatch.setattr(
        werkzeug._reloader, "_iter_module_paths", lambda: iter([str(module)])
    )
    loop = watch()
    assert set(loop.watches) == {str(watch.project), str(module.parent)}
    assert is_noticed(loop, module)


def test_files_that_are_read_send_nothing(watch):
    (watch.project / "app.py").touch()
    loop = watch()
    told = []
    end = threading.Event()

    def dispatch(event):
        told.append(event.event_type)
        if event.src_path.endswith("last.txt"):
            end.set()

    loop.event_handler.dispatch = dispatch
    (watch.project / "app.py").read_text()
    list(watch.project.iterdir())
    (watch.project / "last.txt").touch()
    assert end.wait(10)
    assert not {"opened", "closed_no_write"} & set(told)


@pytest.mark.parametrize("path", ["tests/test_a.py", ".git/hooks/a.py"])
def test_excluded_patterns_hold_at_any_depth(watch, path):
    for name in (path, "app.py"):
        (watch.project / name).parent.mkdir(parents=True, exist_ok=True)
        (watch.project / name).touch()
    handler = watch(exclude_patterns=["*/tests/*"]).event_handler
    assert handler.is_ignored(str(watch.project / path))
    assert not handler.is_ignored(str(watch.project / "app.py"))


def test_werkzeug_takes_it_in_place_of_its_own(monkeypatch):
    own = werkzeug._reloader.WatchdogReloaderLoop
    stat = werkzeug._reloader.StatReloaderLoop
    loops = {"auto": own, "watchdog": own, "stat": stat}
    monkeypatch.setattr(werkzeug._reloader, "reloader_loops", loops)
    reloader.install()
    quiet = reloader.QuietReloaderLoop
    assert loops == {"auto": quiet, "watchdog": quiet, "stat": stat}
    # Without watchdog.
    loops["auto"] = stat
    reloader.install()
    assert loops["auto"] is stat
