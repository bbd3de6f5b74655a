"""When silence closes what was asked to be closed (R60): pure arithmetic over working hours."""

from __future__ import annotations

from datetime import datetime

from holdfast.kernel.working_time import Allowance, WorkingHours, deadline


def silence_closes(
    *, reminders_left: int, wait: Allowance, hours: WorkingHours, at: datetime
) -> datetime:
    """When nobody's answer closes it: after every reminder that is still to come, and one more
    wait, each in the working time of who is asked."""
    for _ in range(max(reminders_left, 0) + 1):
        at = deadline(at, wait, hours)
    return at
