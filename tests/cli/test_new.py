import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kolben.cli.blog_source import find_in_checkout


def list_files(folder):
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }


APP = {
    ".env.example",
    ".flaskenv",
    ".gitignore",
    "README.md",
    "blog/__init__.py",
    "blog/pages.py",
    "blog/settings.py",
    "blog/static/style.css",
    "blog/templates/base.html",
    "blog/templates/pages/index.html",
    "blog/templates/pages/not_found.html",
    "instance/config.py",
    "pytest.ini",
    "tests/conftest.py",
    "tests/test_pages.py",
}
PIP = {"requirements.txt", "requirements-dev.txt"}


@pytest.mark.parametrize(
    ("environment", "own", "start"),
    [
        ("venv", PIP, "python3 -m venv .venv"),
        ("virtualenv", PIP, "virtualenv .venv"),
        ("virtualenvwrapper", PIP, "mkvirtualenv -a . blog"),
        ("pipenv", {"Pipfile"}, "pipenv install --dev"),
        ("uv", {"pyproject.toml"}, "uv sync"),
    ],
)
def test_each_environment_has_its_files(project, environment, own, start):
    result = project.kolben("new", "blog", "--env", environment)
    assert result.exit_code == 0, result.output
    folder = project.path / "blog"
    assert list_files(folder) == APP | own
    assert start in (folder / "README.md").read_text()
    for name in list_files(folder):
        text = (folder / name).read_text()
        assert not re.search(
            r"APPNAME|PREFIX|NEW_SECRET|EXTRA|TITLE|RUN |[A-Z]_NOTE", text
        )


def test_environments_name_what_the_app_needs(project):
    for environment in ("venv", "pipenv", "uv"):
        project.kolben("new", environment, "--env", environment, "--name", "shop")
    requirements = (project.path / "venv" / "requirements.txt").read_text()
    assert requirements == "kolben[serve]\n"
    pipfile = tomllib.loads((project.path / "pipenv" / "Pipfile").read_text())
    assert pipfile["packages"] == {"kolben": {"version": "*", "extras": ["serve"]}}
    pyproject = tomllib.loads((project.path / "uv" / "pyproject.toml").read_text())
    assert pyproject["project"]["dependencies"] == ["kolben[serve]"]


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [("--env", "pipnv", "pipenv"), ("--template", "blgo", "blog")],
)
def test_a_choice_that_is_not_there_is_told_the_nearest(project, option, value, hint):
    result = project.kolben("new", "shop", option, value)
    assert result.exit_code == 2
    assert f"Did you mean '{hint}'?" in result.output.replace("\n", " ")
    assert not (project.path / "shop").exists()


def test_the_secret_is_new_each_time_and_for_its_owner_alone(project):
    configs = []
    for name in ("one", "two"):
        project.kolben("new", name)
        configs.append(project.path / name / "instance" / "config.py")
    first, second = (path.read_text() for path in configs)
    assert first != second
    assert len(first.split('"')[1]) == 64
    if os.name == "posix":
        assert configs[0].stat().st_mode & 0o777 == 0o600
    assert "instance/" in (project.path / "one" / ".gitignore").read_text()


@pytest.mark.parametrize(
    ("directory", "package"),
    [("my-blog", "my_blog"), ("My Blog", "my_blog"), ("sites/v2.0x/blog", "blog")],
)
def test_the_package_is_named_after_the_directory(project, directory, package):
    assert project.kolben("new", directory).exit_code == 0
    assert (project.path / directory / package / "__init__.py").is_file()


def test_the_package_can_have_a_name_of_its_own(project):
    assert project.kolben("new", "2nd try", "--name", "blog").exit_code == 0
    assert (project.path / "2nd try" / "blog" / "pages.py").is_file()


@pytest.mark.parametrize(
    ("directory", "message"),
    [
        ("2nd", "must begin with a letter"),
        ("_x", "must begin with a letter"),
        ("kölben", "must begin with a letter"),
        ("a+b", "only letters, digits and underscores"),
        ("class", "word of Python"),
        ("match", "word of Python"),
        ("json", "one would hide the other"),
        ("flask", "one would hide the other"),
        ("tests", "one would hide the other"),
    ],
)
def test_a_name_that_cannot_be_imported_is_refused(project, directory, message):
    result = project.kolben("new", directory)
    assert result.exit_code == 2
    assert message in result.output.replace("\n", " ")
    assert "--name" in result.output
    assert not (project.path / directory).exists()


def test_a_used_directory_is_left_alone(project):
    (project.path / "blog").mkdir()
    (project.path / "blog" / "mine").write_text("x")
    result = project.kolben("new", "blog")
    assert result.exit_code == 1
    assert "'mine' is in it" in result.output
    assert list_files(project.path / "blog") == {"mine"}


@pytest.mark.parametrize("entry", [None, ".git", ".venv", "venv"])
def test_an_empty_directory_repository_or_environment_is_filled(project, entry):
    (project.path / "blog").mkdir()
    if entry:
        (project.path / "blog" / entry).mkdir()
    assert project.kolben("new", "blog").exit_code == 0


def test_files_of_a_tool_stay_and_it_is_said_what_they_must_name(project):
    (project.path / "blog").mkdir()
    for name in ("Pipfile", "Pipfile.lock"):
        (project.path / "blog" / name).write_text("mine")
    result = project.kolben("new", "blog", "--env", "pipenv")
    assert "Left Pipfile as it was: it must name kolben[serve]" in result.output
    assert (project.path / "blog" / "Pipfile").read_text() == "mine"
    assert "15 files" in result.output
    assert list_files(project.path / "blog") == APP | {"Pipfile", "Pipfile.lock"}


@pytest.mark.slow
@pytest.mark.parametrize("environment", ["venv", "pipenv", "uv"])
def test_the_new_apps_own_tests_pass(project, environment):
    project.kolben("new", "blog", "--env", environment)
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=project.path / "blog",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout
    assert "6 passed" in result.stdout


@pytest.mark.slow
def test_the_new_app_is_fit_for_production(project):
    project.kolben("new", "blog")
    result = subprocess.run(
        [sys.executable, "-m", "kolben", "check", "--deploy"],
        cwd=project.path / "blog",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.stdout == "Errors: 0. Warnings: 0.\n", result.stderr


PRESS = Path(__file__).parent.parent.parent / "src" / "press"


def make_blog(project, *options):
    result = project.kolben("new", "my-notes", "--template", "blog", *options)
    assert result.exit_code == 0, result.output
    return project.path / "my-notes"


def test_a_blogs_code_is_that_of_press(project):
    package = make_blog(project, "--name", "notes") / "notes"
    own = {"content/site.toml", "content/pages", "content/posts"}
    copied = [
        name for name in list_files(package) if not name.startswith(tuple(sorted(own)))
    ]
    assert {"__init__.py", "factory.py", "front/views.py", "static/site.css"} <= {
        *copied
    }
    for name in copied:
        assert (package / name).read_bytes() == (PRESS / name).read_bytes(), name


def test_a_blog_has_all_of_press_that_the_list_names_and_no_posts_of_its(project):
    package = make_blog(project, "--name", "notes") / "notes"
    assert set(find_in_checkout()) <= list_files(package)
    posts = {name for name in list_files(package) if name.startswith("content/posts")}
    assert {name.split("/")[2] for name in posts} == {"en", "zh"}
    assert not any((PRESS / name).exists() for name in posts)


def test_a_blog_has_the_name_of_its_folder_and_asks_for_press(project):
    folder = make_blog(project)
    site = tomllib.loads((folder / "my_notes/content/site.toml").read_text("utf-8"))
    assert site["words"]["en"]["name"] == "My Notes"
    assert (folder / "requirements.txt").read_text() == "kolben[press]\n"


def test_a_title_may_have_quotes(project):
    result = project.kolben("new", 'a "b" c', "--template", "blog", "--name", "notes")
    assert result.exit_code == 0
    site = project.path / 'a "b" c' / "notes" / "content" / "site.toml"
    assert tomllib.loads(site.read_text("utf-8"))["words"]["en"]["name"] == 'A "b" C'


@pytest.mark.slow
def test_a_new_blogs_own_tests_pass(project):
    folder = make_blog(project)
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout
    assert " passed" in result.stdout


@pytest.mark.slow
def test_a_new_blog_is_fit_for_production(project):
    folder = make_blog(project)
    result = subprocess.run(
        [sys.executable, "-m", "kolben", "check", "--deploy"],
        cwd=folder,
        env={
            **os.environ,
            "PRESS_URL": "https://example.org",
            "PRESS_SECRET_KEY": "a long random text for this test",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.stdout == "Errors: 0. Warnings: 0.\n", result.stderr
