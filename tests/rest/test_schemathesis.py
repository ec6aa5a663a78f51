"""Documents tried out: schemathesis asks for what they promise, and for what they
rule out, in process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from schemathesis.engine import from_schema

from kolben import Kolben
from press import create_app


class Report:
    """What a run came to."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.operations: set[str] = set()
        self.failures: set[str] = set()


def uncompressed(app: Kolben) -> Callable[..., Any]:
    """In process, schemathesis asks for compressed answers and cannot read them."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return app(environ, start_response)

    return answer


def try_out(app: Kolben, path: str, examples: int) -> Report:
    """Run all of schemathesis's phases against the document at ``path``."""
    schema = schemathesis.openapi.from_wsgi(path, uncompressed(app))
    schema.config.seed = 1
    schema.config.generation.max_examples = examples
    report = Report()
    for event in from_schema(schema).execute():
        kind = type(event).__name__
        if kind in {"NonFatalError", "FatalError"}:
            report.failures.add(
                f"{kind}: {event.info if hasattr(event, 'info') else event.exception!r}"
            )
        if kind != "ScenarioFinished":
            continue
        recorder = event.recorder
        for interaction in recorder.interactions.values():
            if interaction.response is not None:
                report.statuses[interaction.response.status_code] += 1
        for case in recorder.cases.values():
            report.operations.add(case.value.operation.label)
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    case = recorder.cases[case_id].value
                    line = f"{case.method} {case.formatted_path}"
                    report.failures.add(f"{line}: {failure.title}: {failure.message}")
    return report


@pytest.mark.slow
def test_press_does_what_its_document_says() -> None:
    app = create_app({"FLATPAGES_AUTO_RELOAD": False, "FLATPAGES_INDEX": False})
    report = try_out(app, "/api/v1/openapi.json", 12)
    assert not report.failures, "\n".join(sorted(report.failures))
    assert max(report.statuses) < 500
    assert len(report.operations) == 5
    assert report.statuses[200] > 50


@pytest.mark.slow
def test_example_does_what_its_document_says(example: Any) -> None:
    app = example.create_app()
    report = try_out(app, "/api/openapi.json", 10)
    assert not report.failures, "\n".join(sorted(report.failures))
    assert max(report.statuses) < 500
    assert len(report.operations) == 8
    assert {200, 201, 204} <= set(report.statuses)
