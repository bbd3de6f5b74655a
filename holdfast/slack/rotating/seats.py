"""The seats somebody has now and ahead, as they read them."""

from __future__ import annotations

from datetime import datetime

from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.models import Seat, Swap
from holdfast.rotation.queries import is_confirmed, live_seats, windows
from holdfast.slack.rotating.words import days, today
from holdfast.slack.text import moment, said

FULL = 100


def of(person: Person, *, at: datetime) -> list[Seat]:
    """Their seats that are not over, soonest first, each with its window and who is in it."""
    day = today(at)
    return sorted(
        (
            seat
            for window in windows(default_programme(), since=day)
            for seat in live_seats(window)
            if seat.person_id == person.pk and seat.days[1] >= day
        ),
        key=lambda seat: seat.days,
    )


def in_words(seat: Seat, standing: Swap | None = None) -> str:
    """Its days, who is beside them, whether it is confirmed, and to whom it is offered."""
    first, last = seat.days
    beside = [
        str(each.person)
        for each in live_seats(seat.window)
        if each.person_id != seat.person_id and each.days[0] < last and first < each.days[1]
    ]
    lines = [f"*{days(seat.days)}*{', confirmed' if is_confirmed(seat) else ', not confirmed yet'}"]
    if seat.allocation != FULL:
        lines.append(f"With {seat.allocation} % of your time.")
    lines.append(
        f"Beside you: {said(', '.join(sorted(set(beside))), most=500)}."
        if beside
        else "Nobody else has a seat in it yet."
    )
    if standing:
        whom = said(str(standing.to), most=200) if standing.to else "all who could"
        some = "" if standing.days == seat.days else f" {days(standing.days)} of it"
        lines.append(
            f"You offer{some or ' it'} to {whom}, until {moment(standing.expires_at)}; until it is "
            "taken you stay on."
        )
    return "\n".join(lines)
