"""What the wheel and the sdist hold."""

import email
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from kolben.cli.blog_source import find_in_checkout

ROOT = Path(__file__).parent.parent
# Runs Kolben from an unpacked wheel: its folder goes before this checkout.
CHECKOUT = "import kolben.cli.main as m; "
START = f"import sys; sys.path.insert(0, sys.argv.pop(1)); {CHECKOUT}"

pytestmark = pytest.mark.slow


def build(kind, folder):
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        kind,
        "-d",
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    with zipfile.ZipFile(build("wheel", tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


def test_the_wheel_has_the_package_its_plugin_and_nothing_else(wheel):
    top = {name.partition("/")[0] for name in wheel.namelist()}
    assert top == {"kolben", "_kolben_pytest.py", "kolben-0.1.0.dist-info"}


def test_the_wheel_has_every_file_of_the_package(wheel):
    package = ROOT / "src" / "kolben"
    wanted = {
        f"kolben/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= set(wheel.namelist())
    assert "kolben/py.typed" in wanted
    licences = "kolben-0.1.0.dist-info/licenses/"
    assert f"{licences}LICENSE.txt" in wheel.namelist()
    # Swagger UI's, which is inside.
    assert f"{licences}src/kolben/openapi/vendor/LICENSE" in wheel.namelist()


def test_the_wheel_has_press_as_data_for_new_blogs(wheel):
    for path, file in find_in_checkout().items():
        packed = wheel.read(f"kolben/cli/new_app/press/{path}.txt")
        assert packed == file.read_bytes(), path


def test_a_blog_from_the_wheel_is_the_one_from_the_checkout(wheel, tmp_path):
    wheel.extractall(tmp_path / "site-packages")
    unpacked = str(tmp_path / "site-packages")
    new = ["new", "my-notes", "--template", "blog"]
    trees = []
    for start in ([START + "m.main()", unpacked], [CHECKOUT + "m.main()"]):
        folder = tmp_path / str(len(trees))
        folder.mkdir()
        command = [sys.executable, "-c", *start, *new]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
        trees.append(
            {
                path.relative_to(folder): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }
        )
    assert trees[0] == trees[1]


def test_extras_are_told_to_installers(wheel):
    text = wheel.read("kolben-0.1.0.dist-info/METADATA").decode()
    metadata = email.message_from_string(text)
    assert set(metadata.get_all("Provides-Extra")) == {
        "all",
        "pages",
        "press",
        "redis",
        "rest",
        "serve",
    }
    required = metadata.get_all("Requires-Dist")
    assert any(each.startswith("msgspec") and "rest" in each for each in required)
    # Without extras: what Kolben's core stands on, and no more.
    core = {
        each.split(">")[0].split("<")[0] for each in required if "extra" not in each
    }
    assert core == {
        "blinker",
        "click",
        "itsdangerous",
        "jinja2",
        "markupsafe",
        "python-dotenv",
        "werkzeug",
    }


def test_the_sdist_can_be_built_from(tmp_path):
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "hatch_build.py", "LICENSE.txt", "README.md"} <= names
    assert "src/kolben/py.typed" in names
    assert {f"src/press/{path}" for path in find_in_checkout()} <= names
