"""An app that is ready to go live: it is in the folder deploying."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).with_suffix("")


def check(key: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kolben", "--app", "shop", "check", "--deploy"],
        cwd=FOLDER,
        env={**os.environ, "SHOP_SECRET_KEY": key},
        capture_output=True,
        text=True,
    )


def test_the_app_has_no_findings():
    done = check("4b0f6f3a0f0d4e0f9a1c52f7f0a6d9be")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_key_of_the_example_is_not_served():
    lines = (FOLDER / "shop.env").read_text(encoding="utf-8").splitlines()
    name, _, value = lines[2].partition("=")
    assert name == "SHOP_SECRET_KEY"
    done = check(value)
    assert done.returncode == 1
    assert "secret-key-weak" in done.stdout
