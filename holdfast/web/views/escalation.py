"""Escalations: the list, raising one, its page, and what is done to it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from holdfast.escalation import actions
from holdfast.escalation.queries import Page, by_ref, page
from holdfast.escalation.queries.capacity import full_now
from holdfast.escalation.queries.piece import pieces_progress
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.web.answers import number, once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import escalation as forms
from holdfast.web.request import Request

TABS = {
    "open": "Open",
    "stuck": "Stuck",
    "mine": "Mine",
    "asked": "Raised by me",
    "off-rotation": "Off rotation",
    "closed": "Closed",
    "declined": "Declined",
}


def escalations(request: Request) -> HttpResponse:
    tab = request.GET.get("state", "open")
    if tab not in TABS:
        tab = "open"
    found = _page(request, tab)
    return render(
        request,
        "web/escalations/list.html",
        {
            "tab": tab,
            "tabs": TABS,
            "page": found,
            "older": bool(request.GET.get("after")),
            "may_hand_over_all": may(request.actor, "escalation.hand_over"),
            "pieces": pieces_progress(found.items),
        },
    )


def _page(request: Request, tab: str) -> Page:
    after = number(request.GET.get("after"))
    programme, me = default_programme(), request.user.pk
    if tab == "mine":
        return page(programme, state="open", owner=me, after=after)
    if tab == "asked":
        return page(programme, state="all", raised_by=me, after=after)
    return page(programme, state=tab, after=after, at=request.now)


def new(request: Request) -> HttpResponse:
    form = forms.Raise(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        raised = form.carry_out(
            actions.raise_escalation,
            programme=default_programme(),
            by=once(request),
            at=request.now,
        )
        if raised:
            said = f"{raised.ref} is raised. Everybody on the rotation is told; until somebody accepts it, you are answerable."
            return see(f"/escalations/{raised.ref}", request, said)
    shown = {"form": form, "full": full_now(default_programme(), at=request.now)}
    return render(request, "web/escalations/new.html", shown, status=form.status)


def escalation(request: Request, ref: str) -> HttpResponse:
    found = by_ref(ref)
    if found.ref != ref:
        return redirect(f"/escalations/{found.ref}")
    return escalation_page(request, ref, escalation=found)


def acceptance(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Accept(request.POST)
    done = form.carry_out(actions.accept, ref=ref, by=request.actor, at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.ref} is yours: you are its single point of contact.")


def decline(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Decline(request.POST)
    done = form.carry_out(actions.decline, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.ref} is declined; {done.raised_by} is told why.")


def updates(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.WriteUpdate(request.POST)
    done = form.carry_out(actions.update, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, "Your update is sent; the clock starts again.")


def reopening(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Reopen(request.POST)
    done = form.carry_out(actions.reopen, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.ref} is open again; {done.answerable} is answerable.")
