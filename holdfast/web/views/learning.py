"""What was learned: written on an escalation, read across all of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.models import EscalationClass
from holdfast.escalation.queries.learning import learnings
from holdfast.escalation.rules.audience import AUDIENCES
from holdfast.people.queries import default_programme
from holdfast.web.answers import number, once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import closing as forms
from holdfast.web.request import Request


def learned(request: Request) -> HttpResponse:
    """Everybody's, newest first, or those for one audience."""
    audience = request.GET.get("audience", "").upper()
    if audience not in AUDIENCES:
        audience = ""
    given = {name: request.GET.get(name, "").strip()[:200] for name in ("search", "customer")}
    klass = request.GET.get("class", "")
    if klass not in EscalationClass.values:
        klass = ""
    after = number(request.GET.get("after"))
    return render(
        request,
        "web/learnings/page.html",
        {
            "page": learnings(
                default_programme(),
                audience=audience,
                search=given["search"],
                klass=klass,
                customer=given["customer"],
                after=after,
            ),
            "audiences": AUDIENCES,
            "audience": audience,
            "classes": EscalationClass.choices,
            "klass": klass,
            **given,
            "narrowed": bool(klass or any(given.values())),
            "older": after is not None,
        },
    )


def write(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Learn(request.POST)
    done = form.carry_out(actions.learn, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, "Kept. Others find it under what we learned.")
