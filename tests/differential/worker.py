"""A driver in a process of its own: one JSON message a line in, one answer out.

Run as ``python worker.py flask``.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from differential.driver import Driver


def main() -> None:
    driver = Driver(sys.argv[1])
    # An app that prints must not garble the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            answer = driver.handle(json.loads(line))
        except Exception:
            answer = {"failed": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
