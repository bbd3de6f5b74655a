"""When being at capacity ends by itself: pure."""

from __future__ import annotations

from datetime import date, datetime

from holdfast.kernel.period import local_date


def is_over(until: date | None, *, zone: str, at: datetime) -> bool:
    """Has the last day of it passed, where they are? Without one it lasts until they say so."""
    return until is not None and until < local_date(at, zone)
