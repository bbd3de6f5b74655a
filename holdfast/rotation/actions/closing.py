"""Windows that are over are closed, and who served in them is credited, each half once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import required
from holdfast.people.models import Programme
from holdfast.people.queries import leads, person, policy_at
from holdfast.people.rules.permission import require
from holdfast.rotation.models import (
    Confirmation,
    Seat,
    ServedHalf,
    Strike,
    Window,
    WindowClosing,
    Withdrawal,
)
from holdfast.rotation.queries import window as find_window
from holdfast.rotation.queries.service import (
    last_closing,
    last_words,
    served_half,
    strike_of,
    to_close,
    to_close_again,
    worth,
)
from holdfast.rotation.queries.windows import days_of
from holdfast.rotation.rules.parts import half_of
from holdfast.rotation.rules.service import Credit

# Who served in a window that ended lately hears of it; a history that comes in tells nobody.
NEWS = timedelta(days=14)


def close_windows(at: datetime, *, limit: int = 200) -> int:
    """Sweep: closes what is over, whoever typed it in and however long ago; closes again what was
    changed since, so that a correction of the past is counted too."""
    done = 0
    for programme in Programme.objects.all():
        today = local_date(at, policy_at(programme, at).zone)
        for found in (to_close(programme, today), to_close_again(programme, today)):
            done += one_by_one(_close, list(found.values_list("pk", flat=True)[:limit]), at)
    return done


def _close(window_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        # Locked first, read afterwards: another ticker may be at it.
        Window.objects.select_for_update().filter(pk=window_id).first()
        window = Window.objects.select_related("programme").get(pk=window_id)
        today = local_date(at, policy_at(window.programme, at).zone)
        kinds = (to_close(window.programme, today), to_close_again(window.programme, today))
        if not any(found.filter(pk=window_id).exists() for found in kinds):
            return 0
        before, over = last_closing(window), window.ends_on < today
        closing = WindowClosing.objects.create(
            window=window,
            number=before.number + 1 if before else 1,
            starts_on=window.starts_on,
            ends_on=window.ends_on,
            until=days_of(window)[1],
            seats=Seat.objects.filter(window=window).count(),
            withdrawn=Withdrawal.objects.filter(seat__window=window).count(),
            reopened=not over,
            at=at,
        )
        news = over and window.ends_on >= today - NEWS
        _settle(closing, worth(window) if over else [], at=at, news=news)
    return 1


def _settle(closing: WindowClosing, halves: list[Credit], *, at: datetime, news: bool) -> None:
    """Bring what stands in line with what the window is worth. A lead's word holds against it."""
    window = closing.window
    known = last_words(window)
    due = {(each.half, each.person): each for each in halves}
    confirmed = set(
        Confirmation.objects.filter(seat__in=[each.seat for each in halves]).values_list(
            "seat", flat=True
        )
    )
    struck, credited = [], []
    for key, row in known.items():
        if strike_of(row) or row.by_id is not None or _says(row, due.get(key)):
            continue
        reason = f"{window} was changed after it was closed; this half is not served like that."
        Strike.objects.create(served=row, reason=reason, at=at)
        struck.append(row.person_id)
    for key, each in due.items():
        last = known.get(key)
        if last and (_by_hand(last) or (not strike_of(last) and _says(last, each))):
            continue
        ServedHalf.objects.create(
            window=window,
            half=each.half,
            person_id=each.person,
            number=last.number + 1 if last else 1,
            seat_id=each.seat,
            starts_on=each.starts_on,
            until=each.until,
            days=each.days,
            confirmed=each.seat in confirmed,
            at=at,
        )
        credited.append(each.person)
    record(
        "window.closed" if closing.number == 1 else "window.closed_again",
        subject=f"window-{window.pk}",
        by=CLOCK,
        at=at,
        key=f"window-closed:{window.pk}:{closing.number}",
        tell={*credited, *struck} if news else (),
        data={
            "people": {f"credited_{number}": each for number, each in enumerate(credited)},
            "starts_on": window.starts_on.isoformat(),
            "ends_on": window.ends_on.isoformat(),
            "halves": len(credited),
            "struck": len(struck),
            "reported": sum(each.seat not in confirmed for each in due.values()),
        },
    )


def _by_hand(row: ServedHalf) -> bool:
    """Was the last word about it a lead's: that it was served, or that it was not?"""
    strike = strike_of(row)
    return (strike.by_id if strike else row.by_id) is not None


def _says(row: ServedHalf, credit: Credit | None) -> bool:
    """Does the record say what it would say now?"""
    return credit is not None and (row.starts_on, row.until) == (credit.starts_on, credit.until)


def credit_half(
    *, window_id: int, half: int, login: str, reason: str, by: Actor, at: datetime
) -> ServedHalf:
    """A lead says that somebody served a half, whatever the seats say. Again changes nothing."""
    if event := repeated(by):
        return served_half(event.data["served"])
    require(by, "rotation.edit")
    reason = required(reason, field="reason", ask="Say how you know; it stands in their record.")
    whose = person(login)
    if half not in {0, 1}:
        raise Invalid("A window has a first half (0) and a second one (1).", field="half")
    with transaction.atomic(durable=True):
        window = _locked(window_id)
        _must_be_closed(window, at)
        row = last_words(window).get((half, whose.pk))
        if row and not strike_of(row):
            return row
        days = half_of(*days_of(window), half)
        if days[0] >= days[1]:
            raise Invalid("A window of one day has no first half.", field="half")
        made = ServedHalf.objects.create(
            window=window,
            half=half,
            person=whose,
            number=row.number + 1 if row else 1,
            starts_on=days[0],
            until=days[1],
            days=(days[1] - days[0]).days,
            confirmed=True,
            reason=reason,
            by_id=by.person,
            at=at,
        )
        _tell("service.credited", made, reason, by=by, at=at)
    return made


def strike_half(*, served_id: int, reason: str, by: Actor, at: datetime) -> ServedHalf:
    """A lead says that a half was not served. The row stays, struck. Again changes nothing."""
    require(by, "rotation.edit")
    reason = required(reason, field="reason", ask="Say why it does not count; it is kept.")
    with transaction.atomic(durable=True):
        _locked(served_half(served_id).window_id)
        row = ServedHalf.objects.select_related("strike", "window").get(pk=served_id)
        if strike_of(row):
            return row
        Strike.objects.create(served=row, reason=reason, by_id=by.person, at=at)
        _tell("service.struck", row, reason, by=by, at=at)
    return served_half(served_id)


def _locked(window_id: int) -> Window:
    Window.objects.select_for_update().filter(pk=window_id).first()
    return find_window(window_id)


def _must_be_closed(window: Window, at: datetime) -> None:
    today: date = local_date(at, policy_at(window.programme, at).zone)
    if window.ends_on >= today or last_closing(window) is None:
        raise Conflict(f"{window} is not closed yet; service counts when it is over.")


def _tell(kind: str, row: ServedHalf, reason: str, *, by: Actor, at: datetime) -> None:
    record(
        kind,
        subject=f"window-{row.window_id}",
        by=by,
        at=at,
        tell=[row.person_id, *leads()],
        data={
            "people": {"engineer": row.person_id},
            "starts_on": row.window.starts_on.isoformat(),
            "ends_on": row.window.ends_on.isoformat(),
            "served": row.pk,
            "half": "first" if row.half == 0 else "second",
            "reason": reason,
        },
    )
