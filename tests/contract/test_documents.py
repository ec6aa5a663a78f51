"""Swagger documents and exports for Postman are those that Flask-RESTX writes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
COUNT = "300"
SECONDS = 60
#: Where ours is meant to be another, with the reason.
KNOWN = {
    # There the document of an Api on a nested blueprint cannot be made.
    "on_a_nested_blueprint",
    # RESTPLUS_MASK_HEADER of old apps counts here.
    "masks_by_the_old_name",
    # There the second model named gets the name of the first.
    "models_named_twice",
}

pytestmark = pytest.mark.slow


def start(python: Path, *arguments: str) -> subprocess.Popen[str]:
    """The cases, with sets in the same order each time."""
    return subprocess.Popen(
        [str(python), *arguments, str(FOLDER / "document_cases.py"), COUNT],
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_documents_are_those_of_flask_restx(python: Path) -> None:
    on_own = (str(FOLDER / "on_own.py"), "flask_restx")
    with start(python) as theirs, start(python, *on_own) as ours:
        wanted = theirs.communicate(timeout=SECONDS)[0].splitlines()
        given = ours.communicate(timeout=SECONDS)[0].splitlines()
    assert (theirs.returncode, ours.returncode) == (0, 0)
    compared, exported, different = 0, 0, []
    for theirs_line, ours_line in zip(wanted, given, strict=True):
        (name, document), (_, own) = json.loads(theirs_line), json.loads(ours_line)
        if name.startswith("generated") and document[0] != 200:
            # What it fails at may work here.
            continue
        compared += 1
        collections = normalize(document.pop()), normalize(own.pop())
        if name not in KNOWN and isinstance(collections[0], dict):
            exported += 1
            if collections[0] != collections[1]:
                different.append(f"{name}, for Postman\n{theirs_line}\n{ours_line}")
        if name not in KNOWN and normalize(document) != normalize(own):
            different.append(f"{name}\n{theirs_line}\n{ours_line}")
    assert not different, "\n\n".join(different[:3])
    assert compared > 0.85 * len(wanted)
    # There it needs a description of each namespace.
    assert exported > 50


def normalize(value: Any) -> Any:
    """The document without what means nothing, or is ours to word."""
    if isinstance(value, list):
        return [normalize(each) for each in value]
    if not isinstance(value, dict):
        return value
    value = {key: normalize(each) for key, each in value.items()}
    # Of a collection for Postman: there methods and queries are in the order of sets.
    for name in ("order", "requests", "folders"):
        value.get(name, []).sort(key=lambda it: it if isinstance(it, str) else it["id"])
    if isinstance(value.get("url"), str) and "?" in value["url"]:
        path, _, query = value["url"].partition("?")
        value["url"] = [path, *sorted(query.split("&"))]
    value.pop("timestamp", None)
    value.pop("time", None)
    if isinstance(value.get("parameters"), list):
        # There some are in the order of a set.
        value["parameters"].sort(key=lambda each: (each["name"], each["in"]))
    for name in ("MaskError", "ParseError"):
        value.get("responses", {}).get(name, {}).pop("description", None)
    return value
