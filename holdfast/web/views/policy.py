"""The programme's numbers: in force, in history, and changed from a day on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.period import local_date
from holdfast.kernel.text import plural
from holdfast.kernel.working_time import Allowance
from holdfast.people.actions import change_policy
from holdfast.people.models import PolicyVersion
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may, require
from holdfast.people.rules.policy import SEVERITIES, Policy, allowance, as_data
from holdfast.web.answers import see
from holdfast.web.forms import policy as forms
from holdfast.web.request import Request


def policy(request: Request) -> HttpResponse:
    programme = default_programme()
    now = policy_at(programme, request.now)
    versions = list(programme.policies.select_related("by").order_by("effective_on", "id"))
    history = [
        {"version": version, "changes": _changes(before, version)}
        for before, version in zip([None, *versions], versions, strict=False)
    ]
    return render(
        request,
        "web/policy/page.html",
        {
            "policy": now,
            "groups": _in_words(now),
            "by_severity": [
                (severity, now.acknowledge[severity], now.update[severity])
                for severity in SEVERITIES
            ],
            "history": list(reversed(history)),
            "today": local_date(request.now, now.zone),
            "may_change": may(request.actor, "policy.change"),
        },
    )


def change(request: Request) -> HttpResponse:
    require(request.actor, "policy.change")
    programme = default_programme()
    now = policy_at(programme, request.now)
    today = local_date(request.now, now.zone)
    if request.method != "POST":
        form = forms.Change(as_data(now), effective_on=today)
        return render(request, "web/policy/change.html", {"form": form})
    form = forms.Change(as_data(now), request.POST)
    done = None
    if form.is_valid():
        done = form.carry_out(
            lambda **_: change_policy(
                programme=programme,
                effective_on=form.cleaned_data["effective_on"] or today,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.now,
            )
        )
    else:
        form.carry_out(lambda **_: None)
    if done is None:
        return render(request, "web/policy/change.html", {"form": form}, status=form.status)
    return see("/policy", request, f"The policy changes on {done.effective_on:%a %d %b %Y}.")


def _in_words(policy: Policy) -> list[tuple[str, list[tuple[str, str]]]]:
    words = forms.WORDS
    return [
        (
            "The rotation",
            [
                (
                    words["window_days"],
                    f"{plural(policy.window_days, 'day')}, give or take {policy.window_tolerance_days}",
                ),
                (words["seats_wanted"], str(policy.seats_wanted)),
                (words["handover_hour"], f"{policy.handover_hour:02}:00 in {policy.zone}"),
                (
                    "Usual working day",
                    f"{policy.day_starts:%H:%M} to {policy.day_ends:%H:%M}, for people whose own hours are not known",
                ),
            ],
        ),
        (
            "When nobody answers",
            [
                (words["grace"], str(policy.grace)),
                (words["repeat"], str(policy.repeat)),
                (words["offer_expires"], str(policy.offer_expires)),
                (words["closure_answer"], str(policy.closure_answer)),
            ],
        ),
        (
            "The target",
            [
                (words["engagement_target"], f"at most {policy.engagement_target:.0%}"),
                (words["defect_tags"], policy.defect_tags or "none"),
            ],
        ),
    ]


def _changes(before: PolicyVersion | None, version: PolicyVersion) -> list[tuple[str, str, str]]:
    old = forms.flat(before.body if before else as_data(Policy()))
    new = forms.flat({**as_data(Policy()), **version.body})
    return [
        (_label(name), _said(name, old.get(name, "")), _said(name, value))
        for name, value in new.items()
        if old.get(name) != value
    ]


def _label(name: str) -> str:
    number, _, severity = name.partition("__")
    return f"{forms.WORDS.get(number, number)}{f' (sev{severity})' if severity else ''}"


def _said(name: str, value: Any) -> str:
    text = str(value)
    if name.startswith(("acknowledge", "update", "grace", "repeat", "offer", "closure")) and text:
        found: Allowance = allowance(text, field=name)
        return str(found)
    return text if len(text) < 80 else f"{text[:80]}…"
