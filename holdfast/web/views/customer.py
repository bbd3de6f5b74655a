"""Customers: when they go live, and who responds to them first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.queries.customer import customers as find
from holdfast.escalation.queries.customer import standing_of
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may, require
from holdfast.web.answers import see
from holdfast.web.forms import intake as forms
from holdfast.web.importing import import_page
from holdfast.web.request import Request

PAGE = 100


def customers(request: Request) -> HttpResponse:
    form = forms.SaveCustomer(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        saved = form.carry_out(actions.save_customer, by=request.actor, at=request.now)
        if saved:
            return see("/customers", request, f"{saved} is saved.")
    search, after = clean(request.GET.get("q"))[:80], clean(request.GET.get("after"))[:200]
    rows = list(find(search=search).filter(name__gt=after)[: PAGE + 1])
    policy = policy_at(default_programme(), request.now)
    shown = [
        (each, standing_of(each.name, each, policy=policy, at=request.now)) for each in rows[:PAGE]
    ]
    return render(
        request,
        "web/customers/list.html",
        {
            "customers": shown,
            "next": rows[PAGE - 1].name if len(rows) > PAGE else "",
            "after": after,
            "search": search,
            "form": form,
            "buffer": policy.ga_buffer_days,
            "may_edit": may(request.actor, "customers.edit"),
        },
        status=form.status,
    )


def directory(request: Request) -> HttpResponse:
    require(request.actor, "customers.edit")
    return import_page(
        request,
        form_of=forms.Customers,
        action=actions.import_customers,
        template="web/customers/import.html",
    )
