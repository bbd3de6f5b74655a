"""How many examples a run draws: a few by default, HOLDFAST_PLANNER_EXAMPLES of each where it is set."""

from __future__ import annotations

import os

LONG = int(os.environ.get("HOLDFAST_PLANNER_EXAMPLES") or 0)


def many(few: int) -> int:
    return LONG or few
