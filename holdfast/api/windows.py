"""The rotation's windows and their seats: read, and written by hand."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, After, Limit
from holdfast.api.schemas import Page, SeatOut, WindowOut
from holdfast.api.schemas.windows import ActingOnly, Because, Changing, Opening, Seating
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import default_programme, policy_at
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.presenting import seat_as_data, window_as_data
from holdfast.rotation.queries import seat as find_seat
from holdfast.rotation.queries import window as find
from holdfast.rotation.queries import windows

router = Router(tags=["windows"], by_alias=True)

_CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)", re.ASCII)
FROM = Query(None, alias="from", description="Windows that end on this day or later.")
TO = Query(None, alias="to", description="Windows that start on this day or earlier.")


@router.get("/windows", response={200: Page[WindowOut], **READ}, summary="Windows and their seats")
def list_windows(
    request: HttpRequest,
    limit: Limit,
    after: After,
    since: date | None = FROM,
    until: date | None = TO,
) -> HttpResponse:
    """Oldest first. Withdrawn seats are listed with that state."""
    programme = default_programme()
    passed = _cursor(after) if after else None
    # A window after the cursor ends after the cursor's first day, so earlier ones are not read.
    first = max(filter(None, (since, passed and passed[0])), default=None)
    found = [
        window
        for window in windows(programme, since=first, until=until)
        if passed is None or _place(window) > passed
    ]
    at = caller(request).at
    today = local_date(at, policy_at(programme, at).zone)
    shown = found[:limit]
    more = f"{shown[-1].starts_on}_{shown[-1].ends_on}" if len(found) > limit else None
    return page([window_as_data(window, today=today) for window in shown], after=more)


def _place(window: Window) -> tuple[date, date]:
    """Where a window stands in the list; the database has each pair of days once."""
    return window.starts_on, window.ends_on


def _cursor(after: str) -> tuple[date, date]:
    found = _CURSOR.fullmatch(after)
    try:
        if found:
            return date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        pass
    raise Invalid(
        "`after` is what `next` of the page before said; send it as it was.", field="after"
    )


_HALF = {"first": 0, "second": 1}
NOTHING = Body(None)


def _window(request: HttpRequest, window: Window) -> dict[str, Any]:
    at = caller(request).at
    return window_as_data(window, today=local_date(at, policy_at(window.programme, at).zone))


def _seat(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    at = caller(request).at
    today = local_date(at, policy_at(seat.window.programme, at).zone)
    return seat_as_data(seat, seat.window, today=today)


@router.post(
    "/windows",
    response={201: Page[WindowOut], **WRITE},
    summary="Open the next windows",
    openapi_extra=KEY,
)
def open_windows(request: HttpRequest, payload: Opening) -> HttpResponse:
    """A lead's. Each is as long as the policy says and starts on the day the one before ends on;
    with `ends_on` it is one window of these days."""
    by, at = acting(request, payload.as_), caller(request).at
    given = payload.model_dump(exclude={"as_", "reason"})
    opened = once(
        by,
        lambda: actions.open_windows(
            programme=default_programme(), **given, reason=payload.reason or "", by=by, at=at
        ),
    )
    items = [_window(request, window) for window in opened]
    return answer({"items": items, "next": None}, status=201)


@router.get("/windows/{int:window_id}", response={200: WindowOut, **READ}, summary="One window")
def one_window(request: HttpRequest, window_id: int) -> HttpResponse:
    """Dropped ones too."""
    return answer(_window(request, find(window_id)))


@router.patch(
    "/windows/{int:window_id}",
    response={200: WindowOut, **WRITE},
    summary="Other days, or other numbers",
)
def change_window(request: HttpRequest, window_id: int, payload: Changing) -> HttpResponse:
    """A lead's. Where the days change, who confirmed a seat is asked anew, and sign-ups count for the
    old days only. The same again changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    changes = payload.model_dump(exclude_unset=True, exclude={"as_", "reason"})
    changed = once(
        by,
        lambda: actions.change_window(
            window_id=window_id, changes=changes, reason=payload.reason or "", by=by, at=at
        ),
    )
    return answer(_window(request, changed))


@router.put(
    "/windows/{int:window_id}/dropping",
    response={200: WindowOut, **WRITE},
    summary="It will not be",
)
def drop(request: HttpRequest, window_id: int, payload: Because) -> HttpResponse:
    """409 while somebody has a seat in it; `seated` says who. Dropping twice changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    actions.drop_window(window_id=window_id, reason=payload.reason, by=by, at=at)
    return answer(_window(request, find(window_id)))


@router.delete(
    "/windows/{int:window_id}/dropping",
    response={200: WindowOut, **WRITE},
    summary="A dropped window is taken up again",
)
def take_up(request: HttpRequest, window_id: int) -> HttpResponse:
    by, at = acting(request), caller(request).at
    actions.take_up_window(window_id=window_id, by=by, at=at)
    return answer(_window(request, find(window_id)))


@router.post(
    "/windows/{int:window_id}/seats",
    response={201: SeatOut, **WRITE},
    summary="Seat somebody by hand",
    openapi_extra=KEY,
)
def seat(request: HttpRequest, window_id: int, payload: Seating) -> HttpResponse:
    """A lead's. It counts once its person confirms it. 409 where it breaks a rule of planning, which
    `broken` names, unless `override` says why it shall be all the same."""
    by, at = acting(request, payload.as_), caller(request).at
    texts = ("reason_kind", "reason", "override")
    given = payload.model_dump(exclude={"as_", "half", *texts})
    given |= {name: getattr(payload, name) or "" for name in texts}
    half = _HALF.get(payload.half or "")
    made = once(
        by, lambda: actions.seat_person(window_id=window_id, half=half, **given, by=by, at=at)
    )
    return answer(_seat(request, made), status=201)


@router.put(
    "/seats/{int:seat_id}/confirmation",
    response={200: SeatOut, **WRITE},
    summary="The seat is real",
)
def confirm(
    request: HttpRequest,
    seat_id: int,
    payload: ActingOnly | None = NOTHING,
) -> HttpResponse:
    """Its person's yes, or the lead's word that it is so. Confirming twice changes nothing."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    once(by, lambda: actions.confirm_seat(seat_id=seat_id, by=by, at=at))
    return answer(_seat(request, find_seat(seat_id)))


@router.put(
    "/seats/{int:seat_id}/withdrawal",
    response={200: SeatOut, **WRITE},
    summary="The seat is given up",
)
def withdraw(request: HttpRequest, seat_id: int, payload: Because) -> HttpResponse:
    """Kept with its reason. Withdrawing twice changes nothing; a new seat may follow."""
    by, at = acting(request, payload.as_), caller(request).at
    once(by, lambda: actions.withdraw_seat(seat_id=seat_id, reason=payload.reason, by=by, at=at))
    return answer(_seat(request, find_seat(seat_id)))
