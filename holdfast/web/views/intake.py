"""Raising an escalation: the two questions, what was similar before, who is on, who is first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.queries.capacity import at_capacity_now
from holdfast.escalation.queries.customer import named, standing_of
from holdfast.escalation.queries.search import search
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme, policy_at
from holdfast.rotation.queries import who
from holdfast.support.queries.issue import intake_of
from holdfast.web.answers import once, see
from holdfast.web.forms import escalation as forms
from holdfast.web.request import Request

LOOK = "look"  # the button that only looks for similar ones
MOST = 6
LONGEST = 6000  # of what an address may bring


def new(request: Request) -> HttpResponse:
    """The form, filled by the address where a helpdesk linked here; nothing is saved by a GET."""
    if request.method != "POST":
        given = {name: clean(request.GET.get(name))[:LONGEST] for name in forms.Raise.base_fields}
        if key := clean(request.GET.get("issue")):
            known = intake_of(default_programme(), key)
            given |= {name: value for name, value in known.items() if not given[name]}
        form = forms.Raise(initial={name: value for name, value in given.items() if value})
        return _page(request, form, given)
    typed = {name: clean(request.POST.get(name)) for name in ("title", "stakes", "customer")}
    if LOOK in request.POST:
        if request.htmx:
            return render(request, "web/escalations/similar.html", _similar(request, typed))
        return _page(request, forms.Raise(initial=request.POST.dict()), typed)
    form = forms.Raise(request.POST)
    raised = form.carry_out(
        actions.raise_escalation, programme=default_programme(), by=once(request), at=request.now
    )
    if raised:
        said = f"{raised.ref} is raised. Everybody on the rotation is told; until somebody accepts it, you are answerable."
        return see(f"/escalations/{raised.ref}", request, said)
    return _page(request, form, typed)


def _page(request: Request, form: forms.Raise, typed: dict[str, str]) -> HttpResponse:
    on = who(default_programme(), at=request.now)
    shown = {
        "form": form,
        "on": on,
        "full": at_capacity_now([each.person.pk for each in on.engineers], request.now),
        **_similar(request, typed),
    }
    return render(request, "web/escalations/new.html", shown, status=form.status)


def _similar(request: Request, typed: dict[str, str]) -> dict[str, Any]:
    """What was similar before, and who responds first to the customer, as far as was typed."""
    words = f"{typed.get('title', '')} {typed.get('stakes', '')}".strip()
    name = " ".join(typed.get("customer", "").split())
    programme = default_programme()
    standing = None
    if name:
        policy = policy_at(programme, request.now)
        standing = standing_of(name, named(name), policy=policy, at=request.now)
    return {
        "looked": bool(words),
        "similar": search(programme, words, limit=MOST),
        "standing": standing,
    }
