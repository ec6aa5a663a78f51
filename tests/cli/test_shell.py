import code
import sys

import pytest


@pytest.fixture
def shell(project, monkeypatch):
    """Run `kolben shell`; gives the banner and the names it would have."""
    seen = {}

    def interact(banner, local):
        seen.update(local, banner=banner)

    monkeypatch.setattr(code, "interact", interact)
    monkeypatch.setattr(sys, "__interactivehook__", lambda: seen.update(hook=True))
    project.write(
        app="""
        from kolben import Kolben
        app = Kolben("site")

        @app.shell_context_processor
        def names():
            return {"answer": 42}
        """
    )

    def run(**env):
        result = project.kolben("shell", env=env)
        assert result.exit_code == 0, result.output
        return seen

    return run


def test_it_has_the_app_and_what_the_app_gives(shell):
    seen = shell()
    assert seen["app"].name == "site"
    assert seen["answer"] == 42
    assert "App: site" in seen["banner"]
    assert seen["hook"] is True


def test_it_runs_the_startup_file(shell, project):
    (project.path / "startup").write_text("from_startup = 1\nanswer = 0\n")
    seen = shell(PYTHONSTARTUP="startup")
    assert seen["from_startup"] == 1
    # The app's own names count more.
    assert seen["answer"] == 42


def test_it_works_without_readline(shell, monkeypatch):
    monkeypatch.setitem(sys.modules, "readline", None)
    assert shell()["answer"] == 42


def test_it_works_without_an_interactive_hook(shell, monkeypatch):
    monkeypatch.delattr(sys, "__interactivehook__")
    assert shell()["answer"] == 42
