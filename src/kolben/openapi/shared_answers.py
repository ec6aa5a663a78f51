"""Errors that several operations answer alike: told once, and referred to."""

from __future__ import annotations

import typing as t

from .operation import JSON

PREFIX = "#/components/responses/"


def share_answers(paths: JSON, shared: JSON) -> None:
    """Move errors which more than one operation of ``paths`` has to ``shared``.

    Those without content and headers stay: a reference says no less than they do.
    """
    found: dict[str, list[tuple[JSON, str]]] = {}
    for item in paths.values():
        for operation in item.values():
            answers = operation["responses"]
            for status, answer in answers.items():
                if status[:1] in "45" and ("content" in answer or "headers" in answer):
                    found.setdefault(f"{status} {answer}", []).append((answers, status))
    for places in sorted(found.values(), key=lambda it: it[0][1]):
        if len(places) == 1:
            continue
        first, status = places[0]
        # Not by the status's name: the next version of Python may have another.
        name = find_name(f"Error{status}", shared)
        answer = shared[name] = first[status]
        for answers, _ in places:
            # What is written alike may still be different objects of somebody's.
            if answers[status] == answer:
                answers[status] = {"$ref": PREFIX + name}


def find_name(wanted: str, taken: t.Container[str]) -> str:
    """The name, with a number behind it if it is taken."""
    name, number = wanted, 2
    while name in taken:
        name = f"{wanted}_{number}"
        number += 1
    return name


def spell_out_answers(document: JSON) -> JSON:
    """The document with shared answers wherever it refers to them."""
    components = document.get("components") or {}
    shared = components.get("responses")
    if not shared:
        return document
    paths = {
        path: {
            method: _spell_out(operation, shared) for method, operation in item.items()
        }
        for path, item in (document.get("paths") or {}).items()
    }
    rest = {name: each for name, each in components.items() if name != "responses"}
    whole = {**document, "paths": paths, "components": rest}
    if not rest:
        del whole["components"]
    return whole


def _spell_out(operation: t.Any, shared: JSON) -> t.Any:
    # Beside the operations an item has parameters, and more.
    if not isinstance(operation, dict) or "responses" not in operation:
        return operation
    answers = {
        status: shared.get(answer["$ref"].removeprefix(PREFIX), answer)
        if "$ref" in answer
        else answer
        for status, answer in operation["responses"].items()
    }
    return {**operation, "responses": answers}
