"""What `import kolben` loads: time is measured in bench/, the list is held here."""

import json
import subprocess
import sys

DEPENDENCIES = "blinker, click, itsdangerous, jinja2, markupsafe, werkzeug"

# Third-party packages that the core may load.
PACKAGES = {"kolben", *DEPENDENCIES.split(", ")}

# Standard modules that Kolben loads and none of its dependencies does: what
# `import flask` loads too.
STANDARD = {
    *("contextvars", "decimal", "difflib", "heapq", "ntpath", "pathlib", "pprint"),
    # By pathlib, from Python 3.13 on.
    *("glob", "grp", "pwd"),
    # By the dependencies too, unless they are the oldest that will do.
    *("platform", "uuid"),
}

# Loaded only when asked for: each costs more than all of Kolben's own modules.
HEAVY = {
    "asyncio",
    "concurrent.futures.process",
    "multiprocessing",
    "sqlite3",
    "tomllib",
    "unittest",
    "xml",
}

SCRIPT = """
import sys
start = set(sys.modules)
import {}
print(__import__("json").dumps(sorted(set(sys.modules) - start)))
"""


def loaded_by(imports: str) -> set[str]:
    output = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(imports)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return set(json.loads(output))


def test_import_loads_only_listed_packages() -> None:
    loaded = loaded_by("kolben")
    tops = {name.partition(".")[0] for name in loaded}
    foreign = tops - sys.stdlib_module_names - PACKAGES
    # C extensions of listed packages register helper names of their own.
    assert not {name for name in foreign if not name.startswith("_")}


def test_import_loads_no_standard_module_beyond_the_dependencies() -> None:
    loaded = loaded_by("kolben") - loaded_by(DEPENDENCIES)
    standard = {
        name
        for name in loaded
        if name.partition(".")[0] in sys.stdlib_module_names
        and not name.startswith("_")
    }
    # Names below a listed one differ from Python to Python.
    unlisted = {
        name
        for name in standard
        if not any(name == each or name.startswith(f"{each}.") for each in STANDARD)
    }
    assert not unlisted, sorted(unlisted)


def test_import_loads_nothing_heavy() -> None:
    assert not loaded_by("kolben") & HEAVY


def test_import_leaves_the_optional_parts_alone() -> None:
    loaded = loaded_by("kolben")
    optional = {"kolben.compat", "kolben.pytest", "kolben.cli.main"}
    assert not loaded & optional
