"""Duty passes from those who were on to those who are: written down once, on the day it does."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from holdfast.journal.actions import record
from holdfast.journal.queries import used
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.period import instant, local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.queries.who import people_on

# A worker that was down over a boundary says it a day late; older news is none.
_LATE = 1  # days


def pass_duty(at: datetime) -> int:
    """Sweep: at the handover hour of a day on which who has duty is not who had it the day before, that
    is an event, which places that show the rotation tell. Nobody is told: each knows from their seat."""
    return one_by_one(_pass, Programme.objects.values_list("pk", flat=True), at)


def _pass(programme_id: int, at: datetime) -> int:
    programme = Programme.objects.get(pk=programme_id)
    today = local_date(at, policy_at(programme, at).zone)
    days = [today - timedelta(days=back) for back in range(_LATE, -1, -1)]
    turns = [day for day in days if _turns(programme, day)]
    said = used(_key(programme, day) for day in turns)
    return sum(_say(programme, day, at) for day in turns if _key(programme, day) not in said)


def _key(programme: Programme, day: date) -> str:
    return f"duty-passed:{programme.pk}:{day}"


def _turns(programme: Programme, day: date) -> bool:
    """Whether a window, or a seat that is a part of one, begins or ended there."""
    turn = Q(starts_on=day) | Q(ends_on__in=[day, day - timedelta(days=1)])
    windows = Window.objects.filter(turn, programme=programme, dropping=None)
    seats = Seat.objects.filter(turn, window__programme=programme, withdrawal=None)
    return windows.exists() or seats.exists()


def _say(programme: Programme, day: date, at: datetime) -> int:
    policy = policy_at(programme, at)
    passes_at = instant(day, time(policy.handover_hour), policy.zone)
    if at < passes_at:
        return 0
    before = people_on(programme, policy, at=passes_at - timedelta(days=1))
    after = people_on(programme, policy, at=passes_at)
    if before == after:
        return 0
    begun = Window.objects.filter(programme=programme, dropping=None, starts_on=day).first()
    over = Window.objects.filter(
        programme=programme, dropping=None, ends_on__in=[day, day - timedelta(days=1)]
    )
    ended = over.order_by("-ends_on").exclude(pk=begun.pk if begun else 0).first()
    with transaction.atomic(durable=True):
        record(
            "duty.passed",
            subject=f"window-{begun.pk}" if begun else f"programme-{programme.pk}",
            by=CLOCK,
            at=at,
            key=_key(programme, day),
            data={
                "programme": programme.pk,
                "goes": sorted(set(before) - set(after)),
                "comes": sorted(set(after) - set(before)),
                "on": after,
                "ended": ended.pk if ended else None,
            },
        )
    return 1
