"""Windows written by hand: the next ones are opened, one is changed, dropped, or gets somebody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.period import local_date
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.models import SignUp, Window
from holdfast.rotation.queries import (
    dropped_windows,
    is_confirmed,
    live_seats,
    missing,
    seat_state,
    windows,
)
from holdfast.rotation.queries import window as find
from holdfast.rotation.queries.sign_ups import counts, current, people_of, pool
from holdfast.rotation.rules.planning.words import day
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import windows as forms
from holdfast.web.forms.fields import Choices
from holdfast.web.request import Request


def coming(request: Request, *, failed: Form | None = None) -> HttpResponse:
    """The windows that are not over with what people said of them; a lead opens more."""
    programme = default_programme()
    if request.method == "POST" and failed is None:
        return _open(request)
    policy = policy_at(programme, request.now)
    found = windows(programme, since=local_date(request.now, policy.zone))
    said = counts(found, current(programme, found), pool())
    edits = may(request.actor, "rotation.edit")
    form = failed or (forms.OpenWindows(initial={"count": 1}) if edits else None)
    return render(
        request,
        "web/rotation/windows.html",
        {
            "windows": [(each, live_seats(each), missing(each), said[each.pk]) for each in found],
            "dropped": dropped_windows(programme),
            "form": form,
            "edits": edits,
            "policy": policy,
        },
        status=failed.status if failed else 200,
    )


def _days(found: Window) -> str:
    return f"{day(found.starts_on)} to {day(found.ends_on)}"


def _open(request: Request) -> HttpResponse:
    form = forms.OpenWindows(request.POST)
    done = form.carry_out(
        actions.open_windows, programme=default_programme(), by=once(request), at=request.now
    )
    if done is None:
        return coming(request, failed=form)
    said = f"{len(done)} windows are open" if len(done) > 1 else "The window is open"
    return see("/rotation/windows", request, f"{said}, up to {day(done[-1].ends_on)}.")


def window(request: Request, number: int) -> HttpResponse:
    """One window; posting to it changes it."""
    if request.method != "POST":
        return show(request, number)
    form = forms.ChangeWindow(request.POST)
    done = form.carry_out(actions.change_window, window_id=number, by=request.actor, at=request.now)
    if done is None:
        return show(request, number, failed=form)
    return see(f"/windows/{number}", request, f"It is {_days(done)} now.")


def dropping(request: Request, number: int) -> HttpResponse:
    if shown := posted_to(f"/windows/{number}", request):
        return shown
    form = forms.DropWindow(request.POST)
    done = form.carry_out(actions.drop_window, window_id=number, by=request.actor, at=request.now)
    if done is None:
        return show(request, number, failed=form)
    return see("/rotation/windows", request, f"{_days(done)} is dropped.")


def revival(request: Request, number: int) -> HttpResponse:
    """A dropped window is taken up again."""
    if shown := posted_to("/rotation/windows", request):
        return shown
    form = Form(request.POST)
    done = form.carry_out(
        actions.take_up_window, window_id=number, by=request.actor, at=request.now
    )
    if done is None:
        return show(request, number, failed=form)
    return see("/rotation/windows", request, f"{_days(done)} is taken up again.")


def seats(request: Request, number: int) -> HttpResponse:
    if shown := posted_to(f"/windows/{number}", request):
        return shown
    form = forms.SeatSomebody(request.POST)
    form.offer(_choices(find(number)))
    done = form.carry_out(actions.seat_person, window_id=number, by=once(request), at=request.now)
    if done is None:
        return show(request, number, failed=form)
    return see(
        f"/windows/{number}", request, f"{done.person} has a seat and is asked to confirm it."
    )


def show(request: Request, number: int, *, failed: Form | None = None) -> HttpResponse:
    found = find(number)
    policy = policy_at(found.programme, request.now)
    today = local_date(request.now, policy.zone)
    said = current(found.programme, [found])
    shown: dict[str, Form] = {}
    over = found.ends_on < today
    if may(request.actor, "rotation.edit") and not found.dropping_id:
        offered: list[Form] = [forms.ChangeWindow(initial=forms.ChangeWindow.of(found))]
        if not live_seats(found):
            offered.append(forms.DropWindow())
        if not over:
            offered.append(forms.SeatSomebody())
            offered[-1].offer(_choices(found))
        shown = {form.slug: form for form in offered}
    if failed:
        shown[failed.slug] = failed
    return render(
        request,
        "web/rotation/one_window.html",
        {
            "window": found,
            "over": over,
            "missing": missing(found),
            "seats": [
                (each, seat_state(each, found, today=today), is_confirmed(each))
                for each in found.seated
            ],
            "answers": [(person, said.get((person.pk, found.pk))) for person in people_of(said)],
            "counts": counts([found], said, pool())[found.pk],
            "forms": shown,
            "failed": failed,
            "revives": may(request.actor, "rotation.edit") and found.dropping_id,
            "policy": policy,
        },
        status=failed.status if failed else 200,
    )


def _choices(window: Window) -> Choices:
    """Whom a lead can seat: who wants it first, who said no last."""
    said = current(window.programme, [window])
    seated = {seat.person_id for seat in live_seats(window)}
    groups: dict[str, list[Person]] = {
        **{str(SignUp.Choice(value).label): [] for value in (3, 2, 1)},
        "Not answered": [],
        "No": [],
    }
    for person in people_of(said):
        word = said.get((person.pk, window.pk))
        if person.pk not in seated:
            groups[str(word.get_choice_display()) if word else "Not answered"].append(person)
    return tuple(
        (
            name,
            tuple(
                (each.login, f"{each} · {each.team}" if each.team else str(each)) for each in people
            ),
        )
        for name, people in groups.items()
        if people
    )
