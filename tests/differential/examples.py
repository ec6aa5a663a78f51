"""How many examples a property gets.

By default the same few each time. ``KOLBEN_EXAMPLES=20 pytest tests/differential``
looks at twenty times as many, other ones at each run.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

FACTOR = int(os.environ.get("KOLBEN_EXAMPLES", "1"))


def examples(count: int) -> Callable[[Any], Any]:
    """Settings of a property that is worth ``count`` examples in an ordinary run."""
    return settings(
        max_examples=count * FACTOR,
        derandomize=FACTOR == 1,
        database=None,
        deadline=None,
        # Explaining a failure costs more runs than finding it.
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
        print_blob=FACTOR > 1,
    )
