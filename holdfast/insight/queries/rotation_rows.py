"""What the figures of the rotation are made of, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from holdfast.escalation.models.escalation import PREFIX
from holdfast.insight.queries.exposure import led_in, met_by, owned_in
from holdfast.insight.queries.rotation import Sitting, covered_on, sittings_in, uncovered_on
from holdfast.insight.queries.shapes import Row, Rows
from holdfast.insight.rules.figures import Period
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Programme
from holdfast.people.queries import names, policy_at
from holdfast.rotation.queries.relief import (
    given_days,
    promised_days,
    relief_by_team,
    relief_state,
)


def rotation_rows(
    programme: Programme,
    period: Period,
    metric: str,
    *,
    at: datetime,
    after: str | None,
    limit: int,
) -> Rows:
    """One page; the rows of a rotation are few, so all are read and cut. Raises Invalid."""
    start = 0
    if after:
        if not (after.isascii() and after.isdigit() and len(after) < 9):
            raise Invalid("That page is not known; start from the first one.", field="after")
        start = int(after)
    today = local_date(at, policy_at(programme, at).zone)
    if metric == "relief":
        found = _reliefs(programme, period)
    elif metric == "exposure":
        found = _exposure(programme, period)
    else:
        sittings = sittings_in(programme, period, today=today)
        if metric == "covered":
            by_day = covered_on(programme, period, sittings, today=today) or {}
            return _page([_covered(*each) for each in by_day.items()], start, limit)
        found = _of_seats(programme, period, metric, sittings, today)
    return _page(found, start, limit)


def _page(found: Sequence[Row], start: int, limit: int) -> Rows:
    more = start + limit < len(found)
    return Rows(found[start : start + limit], str(start + limit) if more else None)


def _covered(day: date, hours: tuple[float, float]) -> Row:
    return Row(
        day.isoformat(), "Hours covered", hours[0], day, kind="day", note=f"of {hours[1]:g} wanted"
    )


def _of_seats(
    programme: Programme, period: Period, metric: str, sittings: Sequence[Sitting], today: date
) -> list[Row]:
    if metric == "uncovered_days":
        days = uncovered_on(period, sittings, today=today)
        return [Row(day.isoformat(), "Nobody was on", None, day, kind="day") for day in days]
    if metric == "unconfirmed":
        sittings = [each for each in sittings if not each.confirmed]
    found = [_seat(each) for each in sittings]
    if metric == "by_engineer":
        found += _led(programme, period)
    key: dict[str, Callable[[Row], str]] = {
        "by_engineer": lambda row: row.by,
        "by_team": lambda row: row.title,
    }
    return sorted(found, key=key[metric]) if metric in key else found


def _seat(each: Sitting) -> Row:
    said = "" if each.confirmed else "unconfirmed; "
    last = each.end - timedelta(days=1)
    return Row(
        ref=each.window_starts_on.isoformat(),
        title=each.team or "no home team",
        value=each.days,
        at=each.first,
        by=str(each.person),
        kind="seat",
        note=f"{said}{each.first} to {last} of the period",
    )


def _led(programme: Programme, period: Period) -> list[Row]:
    led = led_in(owned_in(programme, period))
    people = names(led)
    return [
        Row(f"{PREFIX}{number}", "came to own it", None, None, by=str(people[person]))
        for person, numbers in led.items()
        for number in sorted(numbers)
    ]


def _reliefs(programme: Programme, period: Period) -> list[Row]:
    return [
        Row(
            ref=str(each.pk),
            title=team.team.name if team.team else "no home team",
            value=float(promised_days(each)),
            at=each.starts_on,
            by=str(each.seat.person),
            kind="relief",
            note=f"{relief_state(each)}; {given_days(each)} days done",
        )
        for team in relief_by_team(programme, since=period.starts_on, until=period.until)
        for each in team.reliefs
    ]


def _exposure(programme: Programme, period: Period) -> list[Row]:
    met = met_by(owned_in(programme, period), period)
    people = names(met)
    return [
        Row(people[pk].login, name, None, None, by=str(people[pk]), kind=kind, note=kind)
        for pk, each in met.items()
        for kind, several in (
            ("customer", each.customers),
            ("team", each.teams),
            ("area", each.areas),
        )
        for name in sorted(several)
    ]
