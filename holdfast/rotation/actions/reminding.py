"""What the rotation says by the clock: who has not answered is asked, open seats are announced, seats
nobody confirmed are asked about (R10, R29).

A tick reads the few windows that are near; each thing said is an event under a key of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q

from holdfast.journal.actions import record
from holdfast.journal.queries import by_key, used
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.period import local_date
from holdfast.people.models import Person, Programme
from holdfast.people.queries import leads, policy_at
from holdfast.people.rules.policy import weeks
from holdfast.rotation.models import Seat, SignUp, Window
from holdfast.rotation.queries.sign_ups import (
    Answers,
    current,
    planned_windows,
    pool,
    unanswered,
)
from holdfast.rotation.queries.windows import live_seats, missing
from holdfast.rotation.queries.windows import window as find
from holdfast.rotation.rules.reminding import announcement, may_ask

LEAD_LATER = timedelta(days=7)


def ask_for_sign_ups(at: datetime) -> int:
    """Sweep: engineers who have not answered for the windows that are being planned are asked, once
    they are open and then as often as the policy says, three times at most. Returns how many windows
    were asked about."""
    return one_by_one(_ask, Programme.objects.values_list("pk", flat=True), at)


def _ask(programme_id: int, at: datetime) -> int:
    programme = Programme.objects.get(pk=programme_id)
    if not _due(programme, at):
        return 0
    with transaction.atomic(durable=True):
        # Another ticker may have been first; it holds this until its windows say so.
        programme = Programme.objects.select_for_update().get(pk=programme_id)
        due = _due(programme, at)
        planned = planned_windows(programme, at=at)
        said = current(programme, planned)
        asked_before = [window for window in planned if window.times_asked]
        people = [person for person in pool() if not _wants_none(person, asked_before, said)]
        lacking: dict[tuple[Window, ...], list[int]] = defaultdict(list)
        for person, windows in unanswered(due, said, people).items():
            lacking[tuple(windows)].append(person)
        for about, numbers in lacking.items():
            _ask_about(about, numbers, at=at)
        for window in due:
            window.times_asked = (window.times_asked or 0) + 1
            window.asked_at = at
            window.save(update_fields=["times_asked", "asked_at"])
        return len(due)


def _due(programme: Programme, at: datetime) -> list[Window]:
    every = policy_at(programme, at).sign_up_reminder_days
    return [
        window
        for window in planned_windows(programme, at=at)
        if may_ask(window.times_asked, window.asked_at, at=at, every_days=every)
    ]


def _wants_none(person: Person, asked: Sequence[Window], said: Answers) -> bool:
    """They said no to all they were asked about so far; a new window is no reason to ask again."""
    words = [said.get((person.pk, window.pk)) for window in asked]
    return bool(words) and all(word and word.choice == SignUp.Choice.NO for word in words)


def _ask_about(windows: Sequence[Window], people: Sequence[int], *, at: datetime) -> None:
    # Which windows are due is decided under a lock; the key says the same to whoever goes round it.
    about = "; ".join(f"{window.pk}, {window}" for window in windows)
    record(
        "sign_up.asked",
        subject="sign-ups",
        by=CLOCK,
        at=at,
        key=f"sign-up-asked:{at.isoformat()}:{sha256(about.encode()).hexdigest()[:40]}",
        tell=people,
        data={
            "windows": [window.pk for window in windows],
            "dates": [_days(window) for window in windows],
            "again": all(window.times_asked for window in windows),
        },
    )


def announce_open_seats(at: datetime) -> int:
    """Sweep: while a window lacks people it is announced so many weeks before it starts, to every
    engineer who has not said no to it, and the leads. Returns how many were."""
    due: dict[str, int] = {}
    for programme in Programme.objects.all():
        policy = policy_at(programme, at)
        today, ahead = local_date(at, policy.zone), weeks(policy.announce_weeks)
        near = programme.windows.filter(
            dropping=None,
            starts_on__gt=today,
            starts_on__lte=today + timedelta(weeks=max(ahead, default=0)),
        )
        for number, starts_on in near.values_list("pk", "starts_on"):
            week = announcement(starts_on, ahead, today=today)
            due[f"open-seat:{number}:{week}:{starts_on}"] = number
    said = used(due)
    return one_by_one(_announce, [pk for key, pk in due.items() if key not in said], at)


def _announce(window_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        # Locked first: another ticker says it once only, and nobody is seated or drops it meanwhile.
        Window.objects.select_for_update().get(pk=window_id)
        window = find(window_id)
        policy = policy_at(window.programme, at)
        today = local_date(at, policy.zone)
        week = announcement(window.starts_on, weeks(policy.announce_weeks), today=today)
        key = f"open-seat:{window.pk}:{week}:{window.starts_on}"
        if window.dropping_id or not missing(window) or by_key(key):
            return 0
        said = current(window.programme, [window])
        no = {person for (person, _), word in said.items() if word.choice == SignUp.Choice.NO}
        seated = {seat.person_id for seat in live_seats(window)}
        asked = {person.pk for person in pool()} - no - seated
        record(
            "window.announced",
            subject=f"window-{window.pk}",
            by=CLOCK,
            at=at,
            key=key,
            tell=asked | set(leads()),
            data={
                "starts_on": window.starts_on.isoformat(),
                "ends_on": window.ends_on.isoformat(),
                "missing": missing(window),
                "wanted": window.wanted,
                "weeks": -(-(window.starts_on - today).days // 7),
                "nobody_wants": not {person for person, _ in said} - no,
            },
        )
    return 1


def ask_to_confirm(at: datetime) -> int:
    """Sweep: a seat nobody confirmed is asked about so many days before it starts: its person, and a
    week later the leads too. Returns how many were asked about."""
    due: list[int] = []
    for programme in Programme.objects.all():
        policy = policy_at(programme, at)
        today = local_date(at, policy.zone)
        until = today + timedelta(days=policy.confirm_days)
        due += Seat.objects.filter(
            Q(starts_on=None, window__starts_on__lte=until)
            | Q(starts_on__lte=until, ends_on__gte=today),
            window__programme=programme,
            window__ends_on__gte=today,
            confirmation=None,
            withdrawal=None,
        ).values_list("pk", flat=True)
    return one_by_one(_ask_to_confirm, due, at)


def _ask_to_confirm(seat_id: int, at: datetime) -> int:
    seat = Seat.objects.select_related("window__programme", "person").get(pk=seat_id)
    today = local_date(at, policy_at(seat.window.programme, at).zone)
    first = by_key(f"seat-unconfirmed:{seat.pk}:1")
    if first is None:
        # Whoever got it just now was asked by the mail about it; one that runs is asked about there.
        young = at - seat.at < timedelta(days=1)
        return 0 if young or seat.days[0] < today else _unconfirmed(seat, 1, today, at=at)
    if first.at + LEAD_LATER > at or by_key(f"seat-unconfirmed:{seat.pk}:2"):
        return 0
    return _unconfirmed(seat, 2, today, at=at)


def _unconfirmed(seat: Seat, time: int, today: date, *, at: datetime) -> int:
    # Somebody who is gone cannot answer.
    asked = [seat.person_id] if seat.person.is_active else []
    tell = [*asked, *leads()] if time > 1 or not asked else asked
    starts_on, ends_on = seat.days
    key = f"seat-unconfirmed:{seat.pk}:{time}"
    data: dict[str, Any] = {
        "seat": seat.pk,
        "people": {"engineer": seat.person_id},
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "days": (starts_on - today).days,
        "again": time > 1,
    }
    with transaction.atomic(durable=True):
        Seat.objects.select_for_update().get(pk=seat.pk)
        standing = Seat.objects.filter(pk=seat.pk, confirmation=None, withdrawal=None)
        if not standing.exists() or by_key(key):
            return 0
        record(
            "seat.unconfirmed",
            subject=f"window-{seat.window_id}",
            by=CLOCK,
            at=at,
            key=key,
            tell=tell,
            data=data,
        )
    return 1


def _days(window: Window) -> str:
    return f"{window.starts_on:%a %-d %b %Y} to {window.ends_on:%a %-d %b %Y}"
