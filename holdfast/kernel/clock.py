"""The process clock. Only edges and the worker's loop read it, once per request or tick.

Everything below takes `at=`; import-linter refuses this module there.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present instant in UTC, moved by HOLDFAST_CLOCK_OFFSET seconds where that is allowed.

    Settings refuse an offset without HOLDFAST_ALLOW_CLOCK_OFFSET=1 at start.
    """
    offset = os.environ.get("HOLDFAST_CLOCK_OFFSET")
    moment = datetime.now(UTC)
    return moment + timedelta(seconds=float(offset)) if offset else moment
