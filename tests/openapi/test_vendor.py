"""The files of others are those that their README names."""

import hashlib
import re
from pathlib import Path

import kolben.openapi
from kolben.openapi.assets import FILES

VENDOR = Path(kolben.openapi.__file__).parent / "vendor"
README = (VENDOR / "README.md").read_text("utf-8")
SUMS = dict(re.findall(r"\| `([\w.-]+)` \| .* \| `([0-9a-f]{64})` \|", README))


def test_the_files_have_the_sums_of_the_readme():
    assert set(SUMS) == {name for name, folder in FILES.items() if folder == "vendor"}
    for name, wanted in SUMS.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == wanted


def test_there_is_nothing_else_but_the_licences():
    licences = {"LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"}
    names = {path.name for path in VENDOR.iterdir()}
    assert names == {*SUMS, *licences, "README.md"}
    assert "Apache License" in (VENDOR / "LICENSE").read_text("utf-8")


def test_the_bundle_is_the_version_of_the_readme():
    (version,) = re.findall(r"version \*\*(5\.\d+\.\d+)\*\*", README)
    assert version.encode() in (VENDOR / "swagger-ui-bundle.js").read_bytes()
