"""What a figure was measured on."""

import gc
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def cpu_model() -> str:
    """The processor's name, or its numbers where the kernel shows no name."""
    fields = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    name = fields.get("model name", "")
    if name and name != "unknown":
        return name
    return " ".join(
        f"{key} {fields[key]}"
        for key in ("vendor_id", "cpu family", "model")
        if key in fields
    )


def make_environ(**more: str) -> dict[str, str]:
    """The environment of a process whose start is measured.

    As on other machines it may keep what it compiles: else every start compiles
    whatever was changed since somebody last did, and only that.
    """
    environ = {**os.environ, **more}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ


def versions(*packages: str) -> str:
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)


def header(*packages: str) -> str:
    """The lines above a table: when, where, with what."""
    now = datetime.now(UTC)
    kernel = platform.release().partition("-")[0]
    collector = "on" if gc.isenabled() else "off"
    return (
        f"Measured {now:%Y-%m-%d %H:%M} UTC on {cpu_model()}, "
        f"{os.cpu_count()} cores, {platform.system()} {kernel}; "
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"garbage collector {collector}; load before {os.getloadavg()[0]:.1f}. "
        f"{versions(*packages)}.\n"
    )
