"""Coming home from a seat: the engineer's note, and sending the report to the home team (R24)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from holdfast.credit.models import Return, ReturnNote
from holdfast.credit.presenting.returns import return_as_data, return_as_markdown
from holdfast.credit.queries.returns import (
    end_of,
    home_team_people,
    note_of,
    reminder_key,
    report_of,
    seat_of,
    to_remind,
)
from holdfast.journal.actions import record, repeated
from holdfast.journal.queries import by_key
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict
from holdfast.kernel.text import optional
from holdfast.people.models import Programme
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Seat


def write_return(*, seat_id: int, note: str, by: Actor, at: datetime) -> Seat:
    """The engineer's own words on it; the last stand. The same again changes nothing. Raises Conflict
    once it is sent."""
    if repeated(by):
        return seat_of(seat_id)
    seat = _mine(seat_id, by)
    text = optional(note, field="note")
    with transaction.atomic(durable=True):
        _open(seat)
        if text != note_of(seat):
            ReturnNote.objects.create(seat=seat, text=text, by_id=by.person, at=at)
            record(
                "return.noted",
                subject=f"seat-{seat.pk}",
                by=by,
                at=at,
                data={"people": {"engineer": seat.person_id}, "seat": seat.pk},
            )
    return seat


def send_return(*, seat_id: int, note: str | None = None, by: Actor, at: datetime) -> Return:
    """Kept as it is now, and told to the manager and the team; `note` replaces the one that stands.
    Raises Conflict before the seat is over, and where there is nobody to send it to. Twice is once."""
    seat = _mine(seat_id, by)
    if repeated(by):
        return Return.objects.get(seat=seat)
    with transaction.atomic(durable=True):
        Seat.objects.select_for_update().filter(pk=seat.pk).first()
        sent = Return.objects.filter(seat=seat).first()
        if sent:
            return sent
        if note is not None and optional(note, field="note") != note_of(seat):
            ReturnNote.objects.create(
                seat=seat, text=optional(note, field="note"), by_id=by.person, at=at
            )
        found = report_of(seat, at=at)
        people = home_team_people(seat)
        if not found.over:
            raise Conflict(f"The seat runs until {seat.days[1]}; send the report when it is over.")
        if not people:
            raise Conflict(
                "Nobody here is of the home team; ask a lead to name a manager or a team for "
                f"{seat.person}."
            )
        data = return_as_data(found, base=settings.BASE_URL)
        data["sent_at"] = at.isoformat()
        sent = Return.objects.create(
            seat=seat, data=data, markdown=return_as_markdown(data), by_id=by.person, at=at
        )
        record(
            "return.sent",
            subject=f"seat-{seat.pk}",
            by=by,
            at=at,
            tell=[each.pk for each in people],
            data={
                "people": {"engineer": seat.person_id},
                "seat": seat.pk,
                "starts_on": data["starts_on"],
                "ends_on": data["ends_on"],
                "led": len(data["led"]),
                "learned": len(data["learnings"]),
                "note": data["note"] or "",
            },
        )
    return sent


def remind_of_returns(at: datetime) -> int:
    """Sweep: whose seat has ended is asked once for the report at home."""
    due = [pk for programme in Programme.objects.all() for pk in to_remind(programme, at)]
    return one_by_one(_remind, due, at)


def _remind(seat_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        # Locked first: another ticker may be at it.
        Seat.objects.select_for_update().filter(pk=seat_id).first()
        seat, key = seat_of(seat_id), reminder_key(seat_id)
        if by_key(key):
            return 0
        record(
            "return.due",
            subject=f"seat-{seat.pk}",
            by=CLOCK,
            at=at,
            key=key,
            tell=[seat.person_id],
            data={
                "people": {"engineer": seat.person_id},
                "seat": seat.pk,
                "starts_on": seat.days[0].isoformat(),
                "ends_on": seat.days[1].isoformat(),
                "until": end_of(seat).isoformat(),
            },
        )
    return 1


def _mine(seat_id: int, by: Actor) -> Seat:
    seat = seat_of(seat_id)
    require(
        by,
        "return.write",
        mine=seat.person_id == by.person_id,
        instead=f"It is {seat.person}'s to write and to send.",
    )
    return seat


def _open(seat: Seat) -> None:
    Seat.objects.select_for_update().filter(pk=seat.pk).first()
    if Return.objects.filter(seat=seat).exists():
        raise Conflict("It was sent; what was sent stands.")
