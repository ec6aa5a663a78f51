"""Samples of the post about environments: files that the tools read."""

import sys
import tomllib

from packaging.requirements import Requirement

from .conftest import CODE

FOLDER = CODE / "environment"


def read(name):
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def test_script_tells_python_and_whether_it_is_an_environment(run, tmp_path):
    done = run(tmp_path, FOLDER / "check_env.py")
    version = ".".join(map(str, sys.version_info[:3]))
    assert done.stdout == (
        f"Python {version} in {sys.prefix}\n"
        f"virtual environment: {sys.prefix != sys.base_prefix}\n"
    )


def test_requirements_name_kolben():
    lines = (FOLDER / "requirements.txt").read_text("utf-8").splitlines()
    assert [Requirement(line).name for line in lines] == ["kolben"]


def test_pipfile_has_one_source_and_kolben():
    pipfile = read("Pipfile")
    (source,) = pipfile["source"]
    assert source["verify_ssl"]
    assert source["url"].startswith("https://")
    assert pipfile["packages"] == {"kolben": "*"}
    assert pipfile["dev-packages"] == {"watchdog": "*"}


def test_project_needs_kolben_and_the_mirror_takes_the_place_of_the_index():
    project = read("pyproject.toml")
    assert [Requirement(each).name for each in project["project"]["dependencies"]] == [
        "kolben"
    ]
    (index,) = project["tool"]["uv"]["index"]
    assert index["default"]
    assert index["url"] == read("Pipfile")["source"][0]["url"]
