"""One app on both frameworks: Flask in a worker process, Kolben here.

A third side is Kolben with its general path only, in a process too: what the
compiled path leaves out nobody may notice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .answers import Answer, Jar, read_answer
from .driver import Driver, Message, answer_safely

WORKER = Path(__file__).with_name("worker.py")


class Worker:
    """The far end of `worker.py`."""

    def __init__(self, framework: str, **env: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER), framework],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | env,
        )

    def send(self, message: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def receive(self) -> Message:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the worker ended with {self.process.wait()}"
        answer: Message = json.loads(line)
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Here:
    """A driver with the face of a worker."""

    def __init__(self, framework: str) -> None:
        self.driver = Driver(framework)
        self.answer: Message = {}

    def send(self, message: Message) -> None:
        self.answer = answer_safely(self.driver, message)

    def receive(self) -> Message:
        return self.answer

    def close(self) -> None:
        self.driver.close()


class Pair:
    """Sends every message to all sides and compares their answers."""

    def __init__(self) -> None:
        # The one in this process comes last: the others work meanwhile.
        self.sides: dict[str, Worker | Here] = {
            "Flask": Worker("flask"),
            "Kolben's general path": Worker("kolben", KOLBEN_GENERAL="1"),
            "Kolben": Here("kolben"),
        }
        self.jars: dict[str, Jar] = {}
        self.rules: list[str] = []
        self.steps: list[Message] = []
        self.forget_cookies()

    def create(self, app: str, **options: Any) -> None:
        self.steps.clear()
        self.forget_cookies()
        message = {"do": "create", "app": app, "options": options}
        answers = self._tell(dict.fromkeys(self.sides, message), message)
        rules = [answer["rules"] for answer in answers.values()]
        assert all(sorted(each) == sorted(rules[0]) for each in rules)
        self.rules = rules[0]

    def late(self, name: str) -> None:
        message = {"do": "late", "name": name}
        self._tell(dict.fromkeys(self.sides, message), message)

    def forget_cookies(self) -> None:
        self.jars = {name: Jar() for name in self.sides}

    def request(self, swap_cookies: bool = False, **request: Any) -> Answer:
        """Make a request on all sides, each with the cookies it has set so far.

        With ``swap_cookies`` each gets those that another one has set.
        """
        names = list(self.sides)
        givers = names[1:] + names[:1] if swap_cookies else names
        messages = {}
        for name, giver in zip(names, givers, strict=True):
            cookies = self.jars[giver].headers()
            headers = [*request.get("headers", []), *cookies]
            messages[name] = {
                "do": "request",
                "request": {**request, "headers": headers},
            }
        raw = self._tell(messages, {"do": "request", "request": request})
        for name, answer in raw.items():
            self.jars[name].keep(answer["headers"])
        answers = {name: read_answer(answer) for name, answer in raw.items()}
        wanted = answers["Flask"]
        for name, found in answers.items():
            assert found == wanted, "\n".join(
                [*map(str, self.steps), *tell_difference(wanted, name, found)]
            )
        return wanted

    def _tell(self, messages: dict[str, Message], step: Message) -> dict[str, Message]:
        self.steps.append(step)
        for name, side in self.sides.items():
            side.send(messages[name])
        answers = {name: side.receive() for name, side in self.sides.items()}
        for name, answer in answers.items():
            assert "failed" not in answer, f"{name}: {answer['failed']}"
        return answers

    def close(self) -> None:
        for side in self.sides.values():
            side.close()


def tell_difference(wanted: Answer, name: str, found: Answer) -> list[str]:
    """The fields that differ, for a person to read."""
    lines = []
    for field, flask in vars(wanted).items():
        other = getattr(found, field)
        if flask != other:
            lines += [f"{field}: Flask: {flask}", f"{field}: {name}: {other}"]
    return lines
