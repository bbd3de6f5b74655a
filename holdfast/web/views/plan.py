"""Plans: asking for one, watching it, changing it by hand, publishing it; and the pins."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.period import local_date
from holdfast.people.queries import default_programme, people, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.queries import plan as queries
from holdfast.rotation.queries.problem import planned_windows
from holdfast.rotation.queries.proposal import Proposal, proposal
from holdfast.rotation.rules.planning.problem import LEVELS
from holdfast.rotation.rules.planning.reading import level_as_data
from holdfast.rotation.rules.planning.words import LEVEL_COUNTS, LEVEL_WORDS, MORE_IS_BETTER, day
from holdfast.web.answers import number as number_in
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import plan as forms
from holdfast.web.forms.fields import Choices
from holdfast.web.request import Request

_MOST_PEOPLE = 500


def plans(request: Request) -> HttpResponse:
    """All plans, the pins, and the form that asks for a new one."""
    if request.method != "POST":
        return _plans(request)
    form = forms.Propose(request.POST)
    done = form.carry_out(
        actions.propose, programme=default_programme(), by=once(request), at=request.now
    )
    if done is None:
        return _plans(request, asking=form)
    return see(f"/rotation/plans/{done.pk}", request, "The planner has it.")


def _plans(
    request: Request, *, asking: Form | None = None, pinning: Form | None = None
) -> HttpResponse:
    programme = default_programme()
    lead = may(request.actor, "rotation.plan")
    found = queries.plans(programme, published=not lead, after=number_in(request.GET.get("after")))
    policy = policy_at(programme, request.now)
    windows = planned_windows(programme, since=local_date(request.now, policy.zone))
    pin = pinning or forms.SetPin()
    _offer(
        pin,
        [(each.login, str(each)) for each in people(active=True)[:_MOST_PEOPLE]],
        [(str(each.pk), f"{day(each.starts_on)} to {day(each.ends_on)}") for each in windows],
    )
    failed = asking or pinning
    return render(
        request,
        "web/plans/page.html",
        {
            "lead": lead,
            "plans": found.items,
            "next": found.next,
            "windows": windows,
            "usual": policy.plan_windows,
            "pins": queries.pins(programme),
            "form": asking or forms.Propose(initial={"seconds": "60"}),
            "pin_form": pin,
            "failed": failed,
        },
        status=failed.status if failed else 200,
    )


def _offer(form: Form, persons: list[tuple[str, str]], windows: list[tuple[str, str]]) -> None:
    """Its two picks: people, and windows."""
    for name, title, listed in (("person", "People", persons), ("window", "Windows", windows)):
        offered: Choices = ((title, tuple(listed)),)
        form.fields[name].offer(offered)  # type: ignore[attr-defined]  # both are picks


def plan(request: Request, number: int) -> HttpResponse:
    return plan_page(request, number)


def plan_page(
    request: Request, number: int, *, changing: Form | None = None, failed: Form | None = None
) -> HttpResponse:
    found = queries.readable(number, request.actor)
    lead = may(request.actor, "rotation.plan")
    state = found.state
    made = proposal(found) if state in {"proposed", "published"} else None
    form = None
    if made and lead and state == "proposed":
        form = changing or forms.Change(initial={"adds": "yes"})
        _offer(form, *_choices(made))
    failed = failed or changing
    return render(
        request,
        "web/plans/plan.html",
        {
            "plan": found,
            "state": state,
            "running": state in {"waiting", "solving"},
            "progress": _progress(found.progress.get("levels", [])),
            "explaining": found.progress.get("explaining"),
            "made": made,
            "levels": _levels(made) if made else [],
            "lead": lead,
            "publishes": form is not None,
            "form": form,
            "changing": changing,
            "failed": failed,
        },
        status=failed.status if failed else 200,
    )


def _choices(made: Proposal) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    seated = {seat.person: seat.person for seat in made.seats}
    logins = dict.fromkeys([*sorted(seated), *(person.id for person in made.problem.people)])
    windows = [
        (str(each.row.pk), f"{day(each.row.starts_on)} to {day(each.row.ends_on)}")
        for each in made.windows
    ]
    return [(login, login) for login in logins], windows


def _progress(levels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every level in order, with what is known of it so far."""
    known = {level["name"]: level for level in levels}
    return [
        _shown(known.get(name, {"name": name}))
        for name in LEVELS
        if name in known or name != "changes"
    ]


def _levels(made: Proposal) -> list[dict[str, Any]]:
    return [
        _shown({**level_as_data(each.level), "edited": each.with_edits}) for each in made.levels
    ]


def _shown(level: dict[str, Any]) -> dict[str, Any]:
    """With its words, and as much of what is wanted instead of less than nothing."""
    name = level["name"]
    more = name in MORE_IS_BETTER
    if more:
        level = {
            key: -value if key in {"value", "bound", "edited"} and value is not None else value
            for key, value in level.items()
        }
    words = {"means": LEVEL_WORDS[name], "counts": LEVEL_COUNTS[name], "more_is_better": more}
    return {**level, **words}


def cancellation(request: Request, number: int) -> HttpResponse:
    here = f"/rotation/plans/{number}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Empty(request.POST)
    done = form.carry_out(actions.cancel_plan, plan_id=number, by=request.actor, at=request.now)
    if done is None:
        return plan_page(request, number, failed=form)
    return see(here, request, "Cancelled; the best plan so far is kept.")


def edits(request: Request, number: int) -> HttpResponse:
    here = f"/rotation/plans/{number}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Change(request.POST)
    done = form.carry_out(actions.edit_plan, plan_id=number, by=once(request), at=request.now)
    if done is None:
        return plan_page(request, number, changing=form)
    word = "is added" if done.adds else "is taken out"
    return see(
        f"{here}#seats", request, f"{done.person}’s seat {word}; the plan itself stays as it was."
    )


def publication(request: Request, number: int) -> HttpResponse:
    here = f"/rotation/plans/{number}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Empty(request.POST)
    done = form.carry_out(actions.publish_plan, plan_id=number, by=once(request), at=request.now)
    if done is None:
        return plan_page(request, number, failed=form)
    return see(here, request, "Published. Everybody seated is asked to confirm or decline.")


def pins(request: Request) -> HttpResponse:
    if shown := posted_to("/rotation/plans", request):
        return shown
    form = forms.SetPin(request.POST)
    done = form.carry_out(actions.pin, by=once(request), at=request.now)
    if done is None:
        return _plans(request, pinning=form)
    return see("/rotation/plans#pins", request, f"{done.person} is pinned; plans keep to it.")


def removal(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/rotation/plans", request):
        return shown
    form = forms.Empty(request.POST)
    done = form.carry_out(actions.unpin, pin_id=number, by=request.actor, at=request.now)
    if done is None:
        return _plans(request, pinning=None, asking=form)
    return see("/rotation/plans#pins", request, f"{done.person}’s pin counts no more.")
