"""The lead seats somebody by hand, for a whole window or a part of it (R1, R28).

The seat stands unconfirmed until its person says yes (promise 5). Rules that a plan would keep are
shown in words where it breaks them, and take an override with a reason, which the event keeps.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import optional, required
from holdfast.people.models import Person
from holdfast.people.queries import person as person_of
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.queries.sign_ups import is_over, said_by, volunteer_of
from holdfast.rotation.queries.windows import days_of, live_seats, served_before
from holdfast.rotation.queries.windows import seat as seat_of
from holdfast.rotation.queries.windows import window as find
from holdfast.rotation.rules.parts import Span
from holdfast.rotation.rules.seating import Beside, Broken, Candidate, broken_rules, part_of
from holdfast.rotation.rules.windows import most_of

FULL = 100


class Claim(NamedTuple):
    """Why somebody is seated on another source's word: the sentence that says so."""

    sentence: str
    source: Seat.Source


class _Asked(NamedTuple):
    """What the lead typed."""

    half: int | None
    starts_on: date | None
    ends_on: date | None
    allocation: int | None
    reason_kind: str
    reason: str


class _Wanted(NamedTuple):
    """The seat that is meant by it."""

    part: Span | None
    allocation: int
    reason_kind: str
    reason: str


def seat_person(
    *,
    window_id: int,
    login: str,
    half: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    allocation: int | None = None,
    reason_kind: str = "",
    reason: str = "",
    override: str = "",
    by: Actor,
    at: datetime,
) -> Seat:
    """A seat for this person: the whole window, a `half` of it (0 or 1), or the days given.

    `allocation` is percent of their working time; empty is what they said they take. A part, or less
    than all their time, needs a reason and its kind: business, team or individual (R28).

    Raises Conflict, with `broken` among its facts, where the seat breaks a rule of planning, unless
    `override` says why it shall be. Somebody deactivated, and a second seat on one day, are refused
    whatever it says.
    """
    if event := repeated(by):
        return seat_of(event.data["seat"])
    require(by, "rotation.edit")
    override = optional(override, field="override")
    with transaction.atomic(durable=True):
        asked = _Asked(half, starts_on, ends_on, allocation, reason_kind, reason)
        seat = _seat(window_id, login, asked, override=override, by=by, at=at)
    return seat_of(seat.pk)


def seat_as_claimed(*, window_id: int, login: str, claim: Claim, by: Actor, at: datetime) -> Seat:
    """The whole window for somebody whom another source names there: they hear which, and what of the
    rules it goes against. Who has a seat in it has it already.

    Raises Conflict for somebody deactivated, with a seat elsewhere on one of its days, and for a
    window that is dropped or over.
    """
    require(by, "rotation.edit")
    with transaction.atomic(durable=True):
        asked = _Asked(None, None, None, None, "", "")
        return _seat(window_id, login, asked, claim=claim, by=by, at=at)


def _seat(
    window_id: int,
    login: str,
    asked: _Asked,
    *,
    override: str = "",
    claim: Claim | None = None,
    by: Actor,
    at: datetime,
) -> Seat:
    # Locked first, read afterwards: two leads cannot both find the last place free.
    if not Window.objects.select_for_update().filter(pk=window_id).values_list("pk").first():
        raise NotFound(f"There is no window {window_id}.")
    window = find(window_id)
    policy = policy_at(window.programme, at)
    _is_open(window, today=local_date(at, policy.zone))
    person = person_of(login)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        raise Conflict(f"{person} is deactivated and cannot be seated.", field="login")
    if claim and (has := [each for each in live_seats(window) if each.person_id == person.pk]):
        return has[0]
    wanted = _wanted(window, person, asked)
    broken = _broken(window, person, wanted, policy)
    if broken and not override and not claim:
        raise Conflict(
            f"Against this seat: {'; '.join(each.words for each in broken)}. Say why it shall be "
            "all the same, or choose somebody else.",
            field="override",
            broken=[{"rule": each.rule.value, "words": each.words} for each in broken],
        )
    seat = Seat.objects.create(
        window=window,
        person=person,
        starts_on=wanted.part and wanted.part[0],
        ends_on=wanted.part and wanted.part[1],
        home_team_id=person.team_id,
        allocation=wanted.allocation,
        reason_kind=wanted.reason_kind,
        reason=wanted.reason,
        position=max((each.position for each in window.seated), default=-1) + 1,
        source=claim.source if claim else Seat.Source.HAND,
        by_id=by.person_id,
        at=at,
    )
    days = seat.days
    record(
        "seat.proposed",
        subject=f"window-{window.pk}",
        by=by,
        at=at,
        tell=[person.pk],
        data={
            "seat": seat.pk,
            "people": {"engineer": person.pk},
            "starts_on": days[0].isoformat(),
            "ends_on": days[1].isoformat(),
            "part": wanted.part is not None,
            "allocation": wanted.allocation,
            "reason_kind": wanted.reason_kind,
            "reason": wanted.reason,
            "broken": [each.words for each in broken],
            "override": override if broken else "",
            "claim": claim.sentence if claim else "",
        },
    )
    return seat


def _is_open(window: Window, *, today: date) -> None:
    if window.dropping_id:
        raise Conflict(f"{window} is dropped; take it up again to seat somebody.")
    if is_over(window, today=today):
        raise Conflict(f"{window} is over; a seat of the past comes with the rotation table.")


def _wanted(window: Window, person: Person, asked: _Asked) -> _Wanted:
    whole = (window.starts_on, window.ends_on)
    part = part_of(
        whole,
        ends_before=days_of(window)[1],
        half=asked.half,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
    )
    reason_kind, reason = asked.reason_kind, optional(asked.reason, field="reason")
    usual = volunteer_of(person).allocation
    allocation = usual if asked.allocation is None else asked.allocation
    if asked.allocation is None and usual < FULL and part is None and not reason:
        reason_kind, reason = "individual", f"They take part with {usual} % of their time."
    if not 1 <= allocation <= FULL:
        raise Invalid("The allocation is from 1 to 100 percent of their time.", field="allocation")
    if part is None and allocation == FULL:
        return _Wanted(None, FULL, "", "")
    if reason_kind not in Seat.ReasonKind.values:
        raise Invalid(
            "A part of a window, or of somebody's time, has a reason: business, team or individual.",
            field="reason_kind",
        )
    reason = required(reason, field="reason", ask="Say why it is not the whole window, full time.")
    return _Wanted(part, allocation, reason_kind, reason)


def _broken(window: Window, person: Person, wanted: _Wanted, policy: Policy) -> list[Broken]:
    whole = days_of(window)
    part = _served(wanted.part, whole, window)
    mine = (
        Seat.objects.filter(person=person, withdrawal=None)
        .select_related("window")
        .order_by("window__starts_on", "pk")
    )
    others = [_served(each.part, days_of(each.window), each.window) for each in mine]
    for other in others:
        if other[0] < part[1] and part[0] < other[1]:
            raise Conflict(
                f"{person} has a seat from {other[0]} already; nobody sits twice on one day.",
                field="login",
            )
    said = said_by(person, [window]).get(window.pk)
    volunteer = volunteer_of(person)
    who = Candidate(
        name=str(person),
        team=person.team_id,
        team_name=str(person.team or ""),
        window=whole,
        part=part,
        said=said.choice if said else None,
        halves=said.halves if said else (),
        takes_halves=volunteer.halves,
        rest_days=policy.rest_days if volunteer.rest_days is None else volunteer.rest_days,
        others=others,
        new=all(other[0] >= whole[0] for other in others),
    )
    there = live_seats(window)
    before = served_before([each.person_id for each in there], window)
    beside = [
        Beside(
            _served(each.part, whole, window),
            each.home_team_id or each.person.team_id,
            new=each.person_id not in before,
        )
        for each in there
    ]
    most = most_of(window.most, wanted=window.wanted, usual=policy.seats_most)
    return broken_rules(
        who,
        beside,
        most=most,
        team_cap=policy.team_cap,
        mentored=window.wanted if policy.mentoring else None,
    )


def _served(part: Span | None, whole: Span, window: Window) -> Span:
    """The days somebody serves, half open: a part that ends with the window ends as it does."""
    if part is None:
        return whole
    return part[0], whole[1] if part[1] == window.ends_on else part[1]
