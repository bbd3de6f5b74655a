"""The lead writes windows by hand: opens the next ones, changes one, drops one (R1, R8-R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, Invalid, NotFound
from holdfast.kernel.text import optional, required
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import Policy
from holdfast.rotation.actions.moving import hold, move, set_days, take_up
from holdfast.rotation.models import Dropping, SignUp, Window
from holdfast.rotation.queries.sign_ups import current
from holdfast.rotation.queries.windows import live_seats
from holdfast.rotation.queries.windows import window as find
from holdfast.rotation.rules import windows as rules
from holdfast.rotation.rules.parts import Span
from holdfast.rotation.rules.table.text import listed

CHANGES = ("starts_on", "ends_on", "wanted", "least", "most")


def open_windows(
    *,
    programme: Programme,
    count: int | None = 1,
    starts_on: date | None = None,
    ends_on: date | None = None,
    wanted: int | None = None,
    least: int | None = None,
    most: int | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> list[Window]:
    """The next `count` windows, each as long as the policy says, each starting on the day the one
    before ends on; the first on the last day of the last window, or on `starts_on`.

    With `ends_on` it is one window of these days; a length outside the tolerance needs a `reason`.
    Days of a window that was dropped take it up again. Raises Conflict where they overlap another
    window by more than the handover day.
    """
    if event := repeated(by):
        return [find(number) for number in event.data["windows"]]
    require(by, "rotation.edit")
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        programme = _programme(programme.pk)
        policy = policy_at(programme, at)
        standing = list(programme.windows.filter(dropping=None))
        if starts_on is None:
            starts_on = _after(standing, today=local_date(at, policy.zone))
        seats = (wanted or policy.seats_wanted, least, most)
        rules.numbers(*seats)
        spans = _spans(starts_on, ends_on, count or 1, policy)
        for dates in spans:
            rules.lie_right(dates, [(each.starts_on, each.ends_on) for each in standing])
            rules.explained(
                dates,
                reason,
                target=policy.window_days,
                tolerance=policy.window_tolerance_days,
            )
        opened = [
            _open(programme, dates, seats, reason=reason, by=by.with_request(None), at=at)
            for dates in spans
        ]
        record(
            "windows.opened",
            subject=f"window-{opened[0].pk}",
            by=by,
            at=at,
            data={
                "windows": [window.pk for window in opened],
                "dates": [str(window) for window in opened],
                "wanted": seats[0],
                "reason": reason,
            },
        )
    return [find(window.pk) for window in opened]


def change_window(
    *,
    window_id: int,
    changes: Mapping[str, Any],
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Window:
    """Other days, or how many people it wants: `changes` has starts_on, ends_on, wanted, least, most;
    what it leaves out stays. An empty least or most is what the policy says.

    A length outside the tolerance needs a `reason`. Where the days change, who was confirmed is asked
    anew, and what people said in the sign-up counts for the old days only. The same again changes
    nothing.
    """
    require(by, "rotation.edit")
    reason = optional(reason, field="reason")
    with transaction.atomic(durable=True):
        window = _take(window_id)
        _must_stand(window)
        given = _given(window, changes)
        dates: Span = (given["starts_on"], given["ends_on"])
        was, moved = str(window), dates != (window.starts_on, window.ends_on)
        if not moved and all(getattr(window, name) == value for name, value in given.items()):
            return window
        rules.numbers(given["wanted"], given["least"], given["most"])
        if moved:
            _may_move(window, dates, reason or window.reason, at=at)
        seats = live_seats(window)
        over = dates[1] < local_date(at, policy_at(window.programme, at).zone)
        if moved and over:  # nobody is asked about what is past
            set_days(window, *dates)
        elif moved:
            move(window, dates, seats, by=by, at=at)
        for name in ("wanted", "least", "most"):
            setattr(window, name, given[name])
        window.reason = reason or window.reason
        window.save(update_fields=["wanted", "least", "most", "reason"])
        record(
            "window.changed",
            subject=f"window-{window.pk}",
            by=by,
            at=at,
            tell=[seat.person_id for seat in seats] if moved and not over else [],
            data={
                "was": was,
                **{name: _plain(value) for name, value in given.items()},
                "reason": reason,
            },
        )
    return find(window_id)


def drop_window(*, window_id: int, reason: str, by: Actor, at: datetime) -> Window:
    """It will not be. Kept with the reason, and left out everywhere. Dropping twice changes nothing.

    Raises Conflict, naming them, while somebody has a seat in it. Whoever wanted to sit in it hears.
    """
    require(by, "rotation.edit")
    reason = required(reason, field="reason", ask="Say why the window is dropped; it is kept.")
    with transaction.atomic(durable=True):
        window = _take(window_id)
        if window.dropping_id:
            return window
        if seats := live_seats(window):
            whose = listed(str(seat.person) for seat in seats)
            raise Conflict(
                f"{whose} {'has a seat' if len(seats) == 1 else 'have seats'} in {window}; withdraw "
                f"{'it' if len(seats) == 1 else 'them'} first.",
                seated=[seat.person.login for seat in seats],
            )
        said = current(window.programme, [window])
        window.dropping = Dropping.objects.create(
            window=window, reason=reason, by_id=by.person_id, at=at
        )
        window.save(update_fields=["dropping"])
        record(
            "window.dropped",
            subject=f"window-{window.pk}",
            by=by,
            at=at,
            tell=[person for (person, _), each in said.items() if each.choice > SignUp.Choice.NO],
            data={
                "starts_on": window.starts_on.isoformat(),
                "ends_on": window.ends_on.isoformat(),
                "reason": reason,
            },
        )
    return window


def take_up_window(*, window_id: int, by: Actor, at: datetime) -> Window:
    """A dropped window will be, after all. Raises Conflict where another one took its days."""
    require(by, "rotation.edit")
    with transaction.atomic(durable=True):
        window = _take(window_id)
        if window.dropping_id:
            others = window.programme.windows.filter(dropping=None)
            rules.lie_right(
                (window.starts_on, window.ends_on),
                [(each.starts_on, each.ends_on) for each in others],
            )
            take_up(window, by=by, at=at)
    return window


def _programme(number: int) -> Programme:
    # One writer of windows at a time, as with imports, so that two cannot both find a stretch free.
    return Programme.objects.select_for_update().get(pk=number)


def _take(window_id: int) -> Window:
    found = Window.objects.filter(pk=window_id).values_list("programme", flat=True).first()
    if found is None:
        raise NotFound(f"There is no window {window_id}.")
    _programme(found)
    # Locked first, read afterwards; who is being seated in it holds this lock too, and who confirms a
    # seat of it that seat's.
    hold(Window.objects.filter(pk=window_id))
    return find(window_id)


def _must_stand(window: Window) -> None:
    if window.dropping_id:
        raise Conflict(f"{window} is dropped; take it up again to change it.")


def _after(standing: Sequence[Window], *, today: date) -> date:
    last = max((each.ends_on for each in standing), default=None)
    if last is None:
        raise Invalid(
            "There is no window yet; say on which day the first starts.", field="starts_on"
        )
    if last < today - timedelta(days=1):
        raise Invalid(
            f"The last window ended on {last}; say on which day the next one starts.",
            field="starts_on",
        )
    return last


def _spans(first: date, last: date | None, count: int, policy: Policy) -> list[Span]:
    if last is None:
        return rules.following(first, count=count, length=policy.window_days)
    if count > 1:
        raise Invalid("Give a last day for one window, or a number of windows.", field="count")
    return [(first, last)]


def _open(
    programme: Programme,
    dates: Span,
    seats: tuple[int, int | None, int | None],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Window:
    facts = dict(zip(("wanted", "least", "most"), seats, strict=True)) | {"reason": reason}
    window, new = Window.objects.get_or_create(
        programme=programme, starts_on=dates[0], ends_on=dates[1], defaults=facts
    )
    if not new:  # it was dropped: days of one that stands overlap, and are refused before
        take_up(window, by=by, at=at)
        for name, value in facts.items():
            setattr(window, name, value)
        window.save(update_fields=[*facts])
    return window


def _given(window: Window, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the window is to be, whole. An empty day or number of people wanted is as it was."""
    unknown = set(changes) - set(CHANGES)
    if unknown:
        raise Invalid(f"A window has no “{min(unknown)}”; it has {', '.join(CHANGES)}.")
    given = {name: getattr(window, name) for name in CHANGES} | dict(changes)
    for name in ("starts_on", "ends_on", "wanted"):
        if given[name] is None:
            given[name] = getattr(window, name)
    return given


def _may_move(window: Window, dates: Span, reason: str, *, at: datetime) -> None:
    policy = policy_at(window.programme, at)
    others = window.programme.windows.filter(dropping=None).exclude(pk=window.pk)
    rules.lie_right(dates, [(each.starts_on, each.ends_on) for each in others])
    rules.explained(
        dates, reason, target=policy.window_days, tolerance=policy.window_tolerance_days
    )
    if Window.objects.filter(
        programme=window.programme, starts_on=dates[0], ends_on=dates[1], dropping__isnull=False
    ).exists():
        raise Conflict("A window of these days was dropped; take that one up again.")
    for seat in live_seats(window):
        part = seat.part
        if part and not dates[0] <= part[0] < part[1] <= dates[1]:
            raise Conflict(
                f"{seat.person}'s part, {part[0]} to {part[1]}, does not lie in these days; "
                "withdraw it first."
            )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
