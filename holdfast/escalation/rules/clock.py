"""When things are due (R44, R48, R59): pure arithmetic over policy and working hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from holdfast.kernel.period import instant, local_date
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.working_time import HORIZON_DAYS, WorkingHours, deadline
from holdfast.people.rules.policy import Policy

LONGEST_PAUSE_DAYS = 60
FURTHEST_STEP_DAYS = 366  # beyond, it is a typing error in the year


def acknowledge_by(*, severity: int, policy: Policy, hours: WorkingHours, at: datetime) -> datetime:
    """Until when an escalation may wait for an owner, in the raiser's working hours."""
    return deadline(at, policy.acknowledge[severity], hours)


def update_by(*, severity: int, policy: Policy, hours: WorkingHours, at: datetime) -> datetime:
    """When the next update is due, in the DRI's working hours."""
    return deadline(at, policy.update[severity], hours)


def next_alarm(*, rung: int, policy: Policy, hours: WorkingHours, at: datetime) -> datetime:
    """After an alarm has rung (`rung` of them by now): the grace first, then again and again.

    An open escalation always has a next alarm, so that nothing goes quiet (promise 7).
    """
    return deadline(at, policy.grace if rung <= 1 else policy.repeat, hours)


def chosen_update(
    wanted: datetime, *, latest: datetime, may_stretch: bool, severity: int, at: datetime
) -> datetime:
    """The due time somebody asks for instead of the cadence's: earlier at will, not later.

    Raises Invalid for the past, for later than the cadence without the right to stretch it, and for
    what is longer than any pause: nothing goes quiet by a due time that never comes.
    """
    if wanted <= at:
        raise Invalid(
            "The next update cannot be due in the past; give a later time or leave it out.",
            field="next_update_at",
        )
    if wanted > latest and not may_stretch:
        raise Invalid(
            f"sev{severity} needs its next update by {latest:%a %Y-%m-%d %H:%M} UTC; give an "
            "earlier time or leave it out.",
            field="next_update_at",
        )
    if wanted > max(latest, at + timedelta(days=LONGEST_PAUSE_DAYS)):
        raise Invalid(
            f"The next update is due within {LONGEST_PAUSE_DAYS} days; give an earlier time, or ask "
            "to close it and reopen it then.",
            field="next_update_at",
        )
    return wanted


def step_date(wanted: date | None, *, due: datetime, zone: str, at: datetime) -> date:
    """The day of the next step: as wanted, or the local day on which the next update is due."""
    if wanted is None:
        return local_date(due, zone)
    if wanted < local_date(at, zone):
        raise Invalid(
            f"The next step cannot be due on {wanted}, which is past; give today or later.",
            field="next_step_on",
        )
    if wanted > local_date(due, zone) + timedelta(days=FURTHEST_STEP_DAYS):
        raise Invalid(
            f"{wanted} lies more than a year ahead; check the year.", field="next_step_on"
        )
    return wanted


def resumes(wanted: date, *, hours: WorkingHours, at: datetime) -> datetime:
    """When a pause until that day ends: as work starts on it, or on the next working day after it.

    Raises Invalid for a day that is not ahead, or too far ahead to still be a pause.
    """
    today = local_date(at, hours.zone)
    if wanted <= today:
        raise Invalid(
            f"It cannot resume on {wanted}, which is not ahead; give tomorrow or later.",
            field="resumes_on",
        )
    if (wanted - today).days > LONGEST_PAUSE_DAYS:
        raise Invalid(
            f"A pause ends within {LONGEST_PAUSE_DAYS} days; give an earlier day, or ask to close "
            "it and reopen it then.",
            field="resumes_on",
        )
    for ahead in range(HORIZON_DAYS):
        if period := hours.on(wanted + timedelta(days=ahead)):
            return period.starts_at
    return instant(wanted, hours.starts, hours.zone)


def step_is_overdue(due_on: date, *, zone: str, at: datetime) -> bool:
    """Is the day of the next step over, where its owner is?"""
    return due_on < local_date(at, zone)
