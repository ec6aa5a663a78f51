"""A driver in a process of its own: one JSON message a line in, one answer out.

Run as ``python worker.py flask``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from differential.driver import Driver, answer_safely


def main() -> None:
    driver = Driver(sys.argv[1])
    # An app that prints must not garble the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answer = answer_safely(driver, json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
