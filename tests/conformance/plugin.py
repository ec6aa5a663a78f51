"""Loaded into pytest by run.py: Flask's tests, on Kolben.

With CONFORMANCE_TARGET=flask it leaves Flask itself in place, to learn which tests
fail on Flask too. The outcome of every test goes to the file CONFORMANCE_REPORT.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

OUTCOMES: dict[str, str] = {}
ON_KOLBEN = os.environ["CONFORMANCE_TARGET"] == "kolben"

if ON_KOLBEN:
    # Here, before pytest collects: the tests' own conftest imports flask.
    import kolben.compat

    kolben.compat.install()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        # A test that passes and then fails in its teardown has failed.
        OUTCOMES[report.nodeid] = "failed"
    elif report.skipped:
        OUTCOMES[report.nodeid] = "skipped"
    elif report.when == "call":
        OUTCOMES.setdefault(report.nodeid, "passed")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        OUTCOMES[report.nodeid] = "failed"


def pytest_sessionfinish(session: pytest.Session) -> None:
    Path(os.environ["CONFORMANCE_REPORT"]).write_text(json.dumps(OUTCOMES))
    strangers = _modules_of_flask_itself()
    if ON_KOLBEN and strangers:
        pytest.exit(
            f"Flask itself was loaded beside Kolben: {', '.join(strangers)}",
            returncode=3,
        )
    if not ON_KOLBEN and not strangers:
        pytest.exit("the comparison run did not load Flask", returncode=3)


def _modules_of_flask_itself() -> list[str]:
    from kolben.compat.facade import Facade

    return [
        name
        for name, module in sys.modules.items()
        if name.partition(".")[0] == "flask" and not isinstance(module, Facade)
    ]
