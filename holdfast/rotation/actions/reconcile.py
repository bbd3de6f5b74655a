"""A difference between sheet, table, seats and Slack group is settled: one click each way (R37)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.people.models import Programme
from holdfast.people.rules.permission import require
from holdfast.rotation.actions.seating import Claim, seat_as_claimed
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.models import Seat, Settlement
from holdfast.rotation.queries.reconcile import reconciled
from holdfast.rotation.rules.reconcile import Difference, Does, Take

_WHY = {
    Take.TABLE: "The rotation table does not name them.",
    Take.SHEET: "They did not sign up for it.",
}


def settle(*, programme: Programme, key: str, take: str, by: Actor, at: datetime) -> str:
    """Take a source's word for a difference, or keep ours; what was done, in a sentence.

    A source's word changes the seat by the same actions as anybody's click on it. Ours changes nothing
    and is written down: the same difference does not come again until a source says something else.
    Raises Conflict where the sources say something else by now.
    """
    require(by, "rotation.edit")
    found = reconciled(programme, at=at)
    difference = found.difference(key)
    if difference is None:
        raise Conflict("This difference is not there any more; look at the page again.")
    way = next((each for each in difference.ways if each.take == take), None)
    if way is None:
        offered = ", ".join(each.take for each in difference.ways)
        raise Invalid(f"“{take[:20]}” is no way out of this one; say {offered}.", field="take")
    match way.does:
        case Does.NOTHING:
            return _keep(programme, difference, by, at)
        case Does.SEAT:
            return _seat(difference, by, at)
        case Does.CONFIRM:
            confirm_seat(seat_id=_seat_of(difference), by=by, at=at)
            return "The seat is confirmed."
        case Does.WITHDRAW:
            withdraw_seat(
                seat_id=_seat_of(difference),
                reason="They said no in the sheet."
                if difference.kind == "said-no"
                else _WHY[way.take],
                by=by,
                at=at,
            )
            return "The seat is withdrawn, with the reason."


def _keep(programme: Programme, difference: Difference, by: Actor, at: datetime) -> str:
    with transaction.atomic(durable=True):
        _, new = Settlement.objects.get_or_create(
            programme=programme,
            key=difference.key,
            defaults={
                "kind": difference.kind,
                "sentence": difference.sentence,
                "window_id": difference.window,
                "by_id": by.person_id,
                "at": at,
            },
        )
        if new:
            record(
                "difference.settled",
                subject=f"window-{difference.window}"
                if difference.window
                else f"programme-{programme.pk}",
                by=by,
                at=at,
                data={"kind": difference.kind, "sentence": difference.sentence},
            )
    return "Kept as it is. Take the table out and put it where the old one is kept."


def _seat(difference: Difference, by: Actor, at: datetime) -> str:
    """A whole seat, unconfirmed: the word of a table or sheet is a claim until its person says so."""
    number = difference.window
    assert number is not None, "only what is about a window that stands offers this"
    source = Seat.Source.TABLE if difference.kind == "only-in-table" else Seat.Source.HAND
    claim = Claim(difference.sentence, source)
    seat = seat_as_claimed(window_id=number, login=difference.login, claim=claim, by=by, at=at)
    return f"{seat.person} has the seat, unconfirmed until they say yes."


def _seat_of(difference: Difference) -> int:
    assert difference.seat is not None, "only what is about a seat that stands offers this"
    return difference.seat
