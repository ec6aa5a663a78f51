"""The facts are numbered 1 to 52, and each has a test."""

from __future__ import annotations

import ast
import re
from pathlib import Path


def test_each_fact_has_a_test():
    numbers = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.parse(path.read_text()).body:
            match = re.match(r"test_f(\d\d)_", getattr(node, "name", ""))
            if match:
                numbers.add(int(match[1]))
    assert numbers == set(range(1, 53))
