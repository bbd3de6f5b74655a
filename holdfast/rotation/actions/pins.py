"""Pins: a lead's word that every plan from now on keeps to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import required
from holdfast.people.queries import person as person_of
from holdfast.people.rules.permission import require
from holdfast.rotation.models import Pin, Seat, SignUp, Unpin, Window
from holdfast.rotation.queries.plan import pin as find
from holdfast.rotation.queries.windows import window as window_of
from holdfast.rotation.rules.planning.words import day


def pin(
    *,
    person: str,
    window: int | None,
    half: int | None = None,
    seated: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> Pin:
    """Every plan must seat this person (a login) in the window, or must not (`seated`); `half` is 0, 1
    or None for the whole window.

    Nobody is pinned to a seat they did not sign up for, or out of one they confirmed. The same pin
    again is a repeat.
    """
    if event := repeated(by):
        return find(event.data["pin"])
    reason = required(reason, field="reason", ask="Say why; whoever reads the plan will ask.")
    if window is None:
        raise Invalid("Choose a window.", field="window")
    if half not in {None, 0, 1}:
        raise Invalid("A half is 0, the first, or 1, the second.", field="half")
    who, where = person_of(person), window_of(window)
    with transaction.atomic(durable=True):
        Window.objects.select_for_update().get(pk=where.pk)  # two pins at once: one after the other
        require(by, "rotation.plan")
        standing = Pin.objects.filter(person=who, window=where, unpin=None).first()
        if standing:
            if (standing.half, standing.seated) == (half, seated):
                return find(standing.pk)
            word = "in" if standing.seated else "out of"
            raise Conflict(
                f"{who} is pinned {word} the window of {day(where.starts_on)}; unpin that first."
            )
        if seated:
            _must_have_signed_up(who.pk, str(who), where, half)
        elif Seat.objects.filter(
            person=who, window=where, withdrawal=None, confirmation__isnull=False
        ).exists():
            raise Conflict(f"{who}'s seat there is confirmed; withdraw it, with the reason.")
        made = Pin.objects.create(
            person=who,
            window=where,
            half=half,
            seated=seated,
            reason=reason,
            by_id=by.person_id,
            at=at,
        )
        _record("pin.set", made, by, at)
    return made


def unpin(*, pin_id: int, by: Actor, at: datetime) -> Pin:
    """The pin counts no more; it stays on record. Taking it out twice changes nothing."""
    found = find(pin_id)
    with transaction.atomic(durable=True):
        Pin.objects.select_for_update().get(pk=pin_id)
        require(by, "rotation.plan")
        _, new = Unpin.objects.get_or_create(pin=found, defaults={"by_id": by.person_id, "at": at})
        if new:
            _record("pin.taken_out", found, by, at)
    return find(pin_id)


def _must_have_signed_up(person: int, name: str, window: Window, half: int | None) -> None:
    said = SignUp.objects.filter(person=person, window=window).order_by("-pk").first()
    halves = {0, 1} if half is None else {half}
    if said and said.pk <= (window.said_before or 0):
        said = None  # it was said about other days
    if said is None or not said.choice or not halves <= set(said.halves):
        raise Conflict(
            f"{name} has not signed up for that part of the window of {day(window.starts_on)}; "
            "nobody is seated without their own word. Ask them."
        )


def _record(kind: str, pin: Pin, by: Actor, at: datetime) -> None:
    record(
        kind,
        subject=f"window-{pin.window_id}",
        by=by,
        at=at,
        data={
            "pin": pin.pk,
            "people": {"engineer": pin.person_id},
            "half": pin.half,
            "seated": pin.seated,
            "reason": pin.reason,
        },
    )
