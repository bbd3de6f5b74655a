"""Fairness in the open: who served, who asked, who got; what somebody served; waivers (R30-R33)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.queries import windows
from holdfast.rotation.queries.fairness import fairness as find
from holdfast.rotation.queries.fairness import pool, turn_of
from holdfast.rotation.queries.fairness import waivers as every_waiver
from holdfast.rotation.queries.service import served_half, struck_of
from holdfast.web.answers import number, once, see
from holdfast.web.charts import chart
from holdfast.web.forms.fairness import CreditHalf, StrikeHalf, Waive
from holdfast.web.forms.fields import Choices
from holdfast.web.request import Request


def fairness(request: Request) -> HttpResponse:
    found = find(default_programme(), request.now)
    return render(
        request,
        "web/rotation/fairness.html",
        {
            "found": found,
            "chart": chart(
                [
                    (
                        str(year.year),
                        year.gini,
                        f"{year.year}: Gini {year.gini or 0:.2f}, {year.to_date} halves to date",
                    )
                    for year in found.years
                ]
            ),
            "may_waive": may(request.actor, "rotation.waive"),
        },
    )


def service(request: Request, login: str) -> HttpResponse:
    turn = turn_of(default_programme(), login, request.now)
    return render(
        request,
        "web/rotation/service.html",
        {
            "turn": turn,
            "struck": struck_of(turn.person.pk),
            "mine": turn.person.pk == request.user.pk,
            "may_correct": may(request.actor, "rotation.edit"),
        },
    )


def credit(request: Request, login: str) -> HttpResponse:
    """A lead's word that somebody served a half."""
    turn = turn_of(default_programme(), login, request.now)
    here = f"/people/{turn.person.login}/service"
    form = CreditHalf(request.POST if request.method == "POST" else None)
    form.offer(_closed_windows(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        window_id, half = number(given.pop("window_id")), number(given.pop("half"))
        done = None
        if window_id is None or half is None:
            field = "half" if window_id else "window_id"
            form.refuse(Invalid("Choose one of the list.", field=field))
        else:
            done = form.carry_out(
                actions.credit_half,
                window_id=window_id,
                half=half,
                login=turn.person.login,
                by=once(request),
                at=request.now,
            )
        if done:
            return see(here, request, "Credited; they and the leads are told.")
    return render(
        request,
        "web/rotation/credit.html",
        {"person": turn.person, "form": form, "here": here},
        status=form.status,
    )


def _closed_windows(request: Request) -> Choices:
    over = [each for each in windows(default_programme()) if each.ends_on < request.now.date()]
    return (("Windows that are over", tuple((str(w.pk), str(w)) for w in reversed(over))),)


def strike(request: Request, number: int) -> HttpResponse:
    row = served_half(number)
    here = f"/people/{row.person.login}/service"
    form = StrikeHalf(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = form.carry_out(
            actions.strike_half, served_id=number, by=request.actor, at=request.now
        )
        if done:
            return see(here, request, "Struck; it stays on record, and they are told.")
    return render(
        request,
        "web/rotation/strike.html",
        {"row": row, "form": form, "here": here},
        status=form.status,
    )


def waivers(request: Request) -> HttpResponse:
    """All of them, and the form for another one, filled in for who is proposed."""
    programme = default_programme()
    posted = request.method == "POST"
    initial = {name: request.GET.get(name, "") for name in ("login", "starts_on", "ends_on")}
    form = Waive(request.POST) if posted else Waive(initial=initial)
    form.offer((("The pool", tuple((each.login, str(each)) for each in pool(programme))),))
    if posted:
        done = form.carry_out(actions.waive, by=once(request), at=request.now)
        if done:
            return see("/rotation/waivers", request, f"Granted; {done.person} is told.")
    return render(
        request,
        "web/rotation/waivers.html",
        {
            "waivers": every_waiver(programme)[:200],
            "form": form,
            "may_waive": may(request.actor, "rotation.waive"),
        },
        status=form.status if posted else HTTPStatus.OK,
    )
