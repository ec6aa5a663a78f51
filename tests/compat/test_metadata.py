from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import kolben

WITHOUT_FLASK = """
import importlib.metadata as metadata, json, sys
try:
    metadata.version("flask")
except metadata.PackageNotFoundError:
    before = None
import kolben.compat
kolben.compat.install()
dist = metadata.distribution("Flask")
print(json.dumps({
    "before": before,
    "version": metadata.version("flask"),
    "name": dist.metadata["Name"],
    "requires": dist.requires,
    "files": dist.files,
    "listed": sum(d.metadata["Name"] == "Flask" for d in metadata.distributions()),
    "package": metadata.packages_distributions().get("flask"),
    "elsewhere": len(list(metadata.distributions(name="flask", path=["/nowhere"]))),
    "entry points": len(metadata.entry_points(group="flask.commands")),
    "module": __import__("flask").Flask.__name__,
}))
"""


@pytest.fixture
def site_without_flask(tmp_path: Path) -> Path:
    """A folder with everything installed but Flask, and what adds commands to it."""
    without = ("flask", "apiflask", "__editable__", "_kolben")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.lower().startswith(without):
            (tmp_path / entry.name).symlink_to(entry)
    return tmp_path


@pytest.mark.slow
def test_a_process_without_flask_has_its_metadata(site_without_flask: Path) -> None:
    source = Path(kolben.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-S", "-c", WITHOUT_FLASK],
        env={"PYTHONPATH": f"{source}:{site_without_flask}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "before": None,
        "version": "3.1.3",
        "name": "Flask",
        "requires": None,
        "files": None,
        "listed": 1,
        "package": ["Flask"],
        "elsewhere": 0,
        "entry points": 0,
        "module": "Kolben",
    }


@pytest.mark.usefixtures("compat")
def test_an_installed_flask_answers_for_itself() -> None:
    found = list(importlib.metadata.distributions(name="flask"))
    assert len(found) == 1
    assert isinstance(found[0], importlib.metadata.PathDistribution)


@pytest.mark.usefixtures("compat")
def test_other_distributions_are_left_alone() -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("no-such-distribution")
    assert importlib.metadata.version("werkzeug")
