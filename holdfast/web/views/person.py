"""One person: who they are, when they work, what they hold."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from holdfast.escalation.queries import held_by
from holdfast.escalation.queries.capacity import at_capacity_now
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.people import actions
from holdfast.people.holdings import holdings
from holdfast.people.models import Absence, Person
from holdfast.people.queries import away_until, default_programme, policy_at, reachable
from holdfast.people.queries import person as find
from holdfast.people.rules.permission import may, rank
from holdfast.rotation.models import Seat
from holdfast.rotation.queries import is_confirmed, seat_state
from holdfast.rotation.queries.relief import reliefs_of
from holdfast.rotation.queries.swap import open_by_seat
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import people as forms
from holdfast.web.forms.standing import AtCapacity
from holdfast.web.reliefs import rows
from holdfast.web.request import Request
from holdfast.web.swaps import may_offer
from holdfast.web.views import calendar


def person(request: Request, login: str) -> HttpResponse:
    found = find(login)
    if request.method != "POST":
        return redirect(f"/people/{found.login}") if found.login != login else show(request, login)
    leads = may(request.actor, "people.edit")
    form = forms.Facts(request.POST) if leads else forms.Hours(request.POST)
    done = form.carry_out(
        actions.change_person, login=found.login, by=request.actor, at=request.now
    )
    if done is None:
        return show(request, login, failed=form)
    return see(f"/people/{login}", request, "Saved.")


def absences(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    form = forms.Absence(request.POST)
    done = form.carry_out(actions.add_absence, login=login, by=request.actor, at=request.now)
    if done is None:
        return show(request, login, failed=form)
    return see(f"/people/{login}", request, "Noted; no deadline runs on these days.")


def removal(request: Request, number: int) -> HttpResponse:
    """The end of an absence that will not be."""
    absence = Absence.objects.select_related("person").filter(pk=number).first()
    here = f"/people/{absence.person.login}" if absence else "/people"
    if shown := posted_to(here, request):
        return shown
    actions.remove_absence(absence_id=number, by=request.actor, at=request.now)
    return see(here, request, "The absence is removed.")


def deactivation(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    form = forms.Deactivate(request.POST)
    done = form.carry_out(actions.deactivate, login=login, by=request.actor, at=request.now)
    if done is None:
        return show(request, login, failed=form)
    return see(f"/people/{login}", request, f"{done} is deactivated, and the leads are told.")


def reactivation(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    done = actions.reactivate(login=login, by=request.actor, at=request.now)
    return see(f"/people/{login}", request, f"{done} is active again.")


def password(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    form = forms.Password(request.POST)
    done = form.carry_out(actions.set_password, login=login, by=request.actor, at=request.now)
    if done is None:
        return show(request, login, failed=form)
    if done.pk == request.user.pk:
        # A new password ends every session; this one goes on.
        update_session_auth_hash(cast("HttpRequest", request), done)
    return see(f"/people/{login}", request, "The password is set; other sessions are signed out.")


def may_switch(actor: Actor, person: Person) -> bool:
    """Only who is asked by intake has a capacity to switch."""
    able = person.is_active and rank(person.role) >= rank("engineer")
    return able and may(actor, "capacity.switch", mine=person.pk == actor.person_id)


def show(
    request: Request, login: str, *, failed: Form | None = None, made: str = ""
) -> HttpResponse:
    """`made` is the address of a calendar feed that was made just now."""
    found = find(login)
    policy = policy_at(default_programme(), request.now)
    today = local_date(request.now, policy.zone)
    mine = found.pk == request.user.pk
    offered: list[Form] = []
    if may(request.actor, "people.edit"):
        offered.append(forms.Facts(initial=forms.Facts.of(found)))
    elif may(request.actor, "people.edit_hours", mine=mine):
        offered.append(forms.Hours(initial=forms.Hours.of(found)))
    if may(request.actor, "people.edit_hours", mine=mine):
        offered.append(forms.Absence())
    offered += calendar.offered_to(request, found)
    if may(request.actor, "people.edit") and not mine and found.is_active:
        offered.append(forms.Deactivate())
    if mine or may(request.actor, "people.grant"):
        offered.append(forms.Password())
    full = at_capacity_now([found.pk], request.now).get(found.pk)
    if full is None and may_switch(request.actor, found):
        offered.append(AtCapacity())
    shown = {form.slug.replace("-", "_"): form for form in offered}
    if failed:
        shown[failed.slug.replace("-", "_")] = failed
    seats = Seat.objects.filter(person=found).select_related("window", "confirmation", "withdrawal")
    return render(
        request,
        "web/people/page.html",
        {
            "person": found,
            "mine": mine,
            "forms": shown,
            "failed": failed,
            "full": full,
            "may_switch": may_switch(request.actor, found),
            "hours": forms.Hours.of(found),
            "reachable": reachable(found, policy, at=request.now),
            **calendar.facts_of(request, found, today),
            "made_feed": made,
            "held": held_by(found.pk),
            "away_until": away_until(found, at=request.now),
            "may_hand_over": may(request.actor, "escalation.hand_over", mine=mine),
            "waiting": {} if found.is_active else holdings(found, at=request.now),
            "seats": [
                (seat, seat_state(seat, seat.window, today=today), is_confirmed(seat))
                for seat in seats.order_by("-window__starts_on")[:50]
            ],
            "reliefs": rows(reliefs_of(found), today=today),
            "swaps": {number: each.pk for number, each in open_by_seat(list(seats)).items()},
            "may_offer": may_offer(request, found),
            "today": today,
            "may_reactivate": not found.is_active and may(request.actor, "people.edit"),
        },
        status=failed.status if failed else 200,
    )
