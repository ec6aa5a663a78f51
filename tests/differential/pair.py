"""One app on both frameworks: Flask in a worker process, Kolben here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .answers import Answer, Jar, read_answer
from .driver import Driver, Message

WORKER = Path(__file__).with_name("worker.py")


class Worker:
    """The far end of `worker.py`."""

    def __init__(self, framework: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER), framework],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def handle(self, message: Message) -> Message:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        answer: Message = json.loads(self.process.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Pair:
    """Sends every message to both sides and compares the answers."""

    def __init__(self) -> None:
        self.flask = Worker("flask")
        self.kolben = Driver("kolben")
        self.jars = Jar(), Jar()
        self.rules: list[str] = []
        self.steps: list[Message] = []

    def create(self, app: str, **options: Any) -> None:
        message = {"do": "create", "app": app, "options": options}
        self.steps = [message]
        self.forget_cookies()
        wanted = self.flask.handle(message)
        found = self.kolben.handle(message)
        assert sorted(found["rules"]) == sorted(wanted["rules"])
        self.rules = wanted["rules"]

    def forget_cookies(self) -> None:
        self.jars = Jar(), Jar()

    def late(self, name: str) -> None:
        message = {"do": "late", "name": name}
        self.steps.append(message)
        self.flask.handle(message)
        self.kolben.handle(message)

    def request(self, swap_cookies: bool = False, **request: Any) -> Answer:
        """Make a request on both sides, each with the cookies it has set so far.

        With ``swap_cookies`` each gets those that the other one has set.
        """
        self.steps.append({"do": "request", "request": request})
        cookies = [jar.headers() for jar in self.jars]
        if swap_cookies:
            cookies.reverse()
        answers = []
        for side, jar, sent in zip(
            (self.flask, self.kolben), self.jars, cookies, strict=True
        ):
            with_cookies = {**request, "headers": [*request.get("headers", []), *sent]}
            answer = side.handle({"do": "request", "request": with_cookies})
            jar.keep(answer["headers"])
            answers.append(read_answer(answer))
        wanted, found = answers
        assert found == wanted, "\n".join(
            [*map(str, self.steps), *tell_difference(wanted, found)]
        )
        return wanted

    def close(self) -> None:
        self.kolben.close()
        self.flask.close()


def tell_difference(wanted: Answer, found: Answer) -> list[str]:
    """The fields that differ, for a person to read."""
    lines = []
    for name, flask in vars(wanted).items():
        kolben = getattr(found, name)
        if flask != kolben:
            lines += [f"{name}: Flask {flask}", f"{name}: Kolben {kolben}"]
    return lines
