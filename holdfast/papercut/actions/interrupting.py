"""The clock notes since when a paper cut rests for a customer's issue, and when it goes on (R64).

Whether it rests is always read off the escalations; this keeps how long, for estimate against actual.
Nobody is told: whoever holds the escalation knows, and the board shows it to the others.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.papercut.actions.ground import record_cut, take
from holdfast.papercut.models import Interruption, InterruptionEnd, PickUp
from holdfast.papercut.queries.pauses import pauses


def note_interruptions(at: datetime) -> int:
    """The sweep: every standing pick-up that rests and was going on, or the other way about."""
    standing = list(PickUp.objects.filter(end=None).select_related("person"))
    if not standing:
        return 0
    resting = pauses(standing, at=at)
    noted = set(
        Interruption.objects.filter(pick_up__in=standing, end=None).values_list(
            "pick_up", flat=True
        )
    )
    turned = [each.pk for each in standing if (each.pk in resting) != (each.pk in noted)]
    return one_by_one(_note, turned, at)


def _note(number: int, at: datetime) -> int:
    found = PickUp.objects.select_related("person", "cut").get(pk=number)
    with transaction.atomic(durable=True):
        cut = take(found.cut.ref)
        if not PickUp.objects.filter(pk=number, end=None).exists():
            return 0
        need = pauses([found], at=at).get(number)
        running = Interruption.objects.filter(pick_up=found, end=None).first()
        people = {"engineer": found.person_id}
        if need and running is None:
            reason = need.words(str(found.person), ZoneInfo(found.person.zone or "UTC"))[:300]
            Interruption.objects.create(pick_up=found, escalation_id=need.pk, reason=reason, at=at)
            record_cut("paper_cut.paused", cut, by=CLOCK, at=at, people=people, reason=reason)
            return 1
        if running and need is None:
            InterruptionEnd.objects.create(interruption=running, at=at)
            record_cut("paper_cut.resumed", cut, by=CLOCK, at=at, people=people)
            return 1
    return 0


def end_interruption(pick_up: PickUp, *, at: datetime) -> None:
    """Inside what ends the pick-up."""
    for running in Interruption.objects.filter(pick_up=pick_up, end=None):
        InterruptionEnd.objects.create(interruption=running, at=max(at, running.at))
