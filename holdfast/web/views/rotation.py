"""The rotation: windows, seats and holes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.period import local_date
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, Swap, Window
from holdfast.rotation.queries import (
    holes,
    is_confirmed,
    is_withdrawn,
    missing,
    seat_state,
    windows,
)
from holdfast.rotation.queries import seat as find
from holdfast.rotation.queries.relief import open_by_seat as reliefs_by_seat
from holdfast.rotation.queries.swap import open_by_seat
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import rotation as forms
from holdfast.web.pictures import Span, picture
from holdfast.web.request import Request
from holdfast.web.swaps import may_offer

RECENT = timedelta(days=42)
LEGEND = [
    ("active", "on now"),
    ("confirmed", "confirmed"),
    ("proposed", "not confirmed"),
    ("served", "served"),
    ("hole", "open seat"),
]


@dataclass(slots=True)
class SeatShown:
    seat: Seat
    state: str
    confirmed: bool
    may_confirm: bool
    may_withdraw: bool
    may_offer: bool = False
    swap: Swap | None = None  # an offer of it that stands
    failed: Form | None = None


@dataclass(slots=True)
class WindowShown:
    window: Window
    seats: list[SeatShown]
    holes: int
    now: bool


def rotation(request: Request) -> HttpResponse:
    return rotation_page(request)


def rotation_page(
    request: Request, *, failed: Form | None = None, seat: int | None = None
) -> HttpResponse:
    programme = default_programme()
    today = local_date(request.now, policy_at(programme, request.now).zone)
    every = windows(programme)
    recent = [window for window in every if window.ends_on >= today - RECENT]
    show_all = bool(request.GET.get("all")) or not recent
    shown = [_shown(request, window, today) for window in (every if show_all else recent)]
    offers = open_by_seat([each.seat for window in shown for each in window.seats])
    for window in shown:
        for each in window.seats:
            each.swap = offers.get(each.seat.pk)
            each.failed = failed if each.seat.pk == seat else None
    return render(
        request,
        "web/rotation/page.html",
        {
            "windows": shown,
            "hidden": len(every) - len(shown),
            "picture": picture(_spans(every, today), today=today),
            "holes": holes(programme, since=today),
            "today": today,
            "failed": failed,
            "legend": LEGEND,
            "reliefs": reliefs_by_seat(programme, today=today),
        },
        status=failed.status if failed else 200,
    )


def _shown(request: Request, window: Window, today: date) -> WindowShown:
    seats = [_seat(request, seat, window, today) for seat in window.seated]
    return WindowShown(
        window=window,
        seats=seats,
        holes=missing(window),
        now=window.starts_on <= today <= window.ends_on,
    )


def _seat(request: Request, seat: Seat, window: Window, today: date) -> SeatShown:
    mine = seat.person_id == request.user.pk
    gone, confirmed = is_withdrawn(seat), is_confirmed(seat)
    return SeatShown(
        seat=seat,
        state=seat_state(seat, window, today=today),
        confirmed=confirmed,
        may_confirm=not gone
        and not confirmed
        and may(request.actor, "rotation.confirm", mine=mine),
        may_withdraw=not gone and may(request.actor, "rotation.withdraw", mine=mine),
        may_offer=not gone and seat.days[1] > today and may_offer(request, seat.person),
    )


def _spans(every: list[Window], today: date) -> list[Span]:
    spans = []
    for window in every:
        live = [seat for seat in window.seated if not is_withdrawn(seat)]
        for seat in live:
            state = seat_state(seat, window, today=today)
            if state == "active" and not is_confirmed(seat):
                state = "active-proposed"
            spans.append(Span(*seat.days, str(seat.person), state))
        spans += [
            Span(window.starts_on, window.ends_on, "Open", "hole")
            for _ in range(missing(window))
            if window.ends_on >= today
        ]
    return spans


def confirmation(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/rotation", request):
        return shown
    form = forms.Confirm(request.POST)
    done = form.carry_out(actions.confirm_seat, seat_id=number, by=request.actor, at=request.now)
    if done is None:
        find(number)
        return rotation_page(request, failed=form, seat=number)
    whose = "Your seat" if done.person_id == request.user.pk else f"{done.person}’s seat"
    return see(f"/rotation#window-{done.window_id}", request, f"{whose} is confirmed.")


def withdrawal(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/rotation", request):
        return shown
    form = forms.Withdraw(request.POST)
    done = form.carry_out(actions.withdraw_seat, seat_id=number, by=request.actor, at=request.now)
    if done is None:
        find(number)
        return rotation_page(request, failed=form, seat=number)
    whose = "Your seat" if done.person_id == request.user.pk else f"{done.person}’s seat"
    return see(
        f"/rotation#window-{done.window_id}", request, f"{whose} is withdrawn; the lead knows."
    )
