"""The switch by which an engineer, or a lead for them, says that they can take no more for now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.escalation.models import AtCapacity
from holdfast.rotation.queries import WhoIsOn
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import standing as forms
from holdfast.web.request import Request
from holdfast.web.views.person import show


@dataclass(frozen=True, slots=True)
class Switch:
    """One's own, beside the rotation: what is switched now, None where nothing is."""

    full: AtCapacity | None


def switch_on_now(me: int, on: WhoIsOn, full: Mapping[int, AtCapacity]) -> Switch | None:
    """For whoever is on the rotation, and for nobody else."""
    if all(each.person.pk != me for each in on.engineers):
        return None
    return Switch(full.get(me))


def at_capacity(request: Request, login: str) -> HttpResponse:
    here = f"/people/{login}"
    if shown := posted_to(here, request):
        return shown
    form = forms.AtCapacity(request.POST)
    done = form.carry_out(actions.at_capacity, login=login, by=request.actor, at=request.now)
    if done is None:
        return show(request, login, failed=form)
    return see(here, request, f"{done.person} is at capacity; the leads are told.")


def has_capacity(request: Request, login: str) -> HttpResponse:
    here = f"/people/{login}"
    if shown := posted_to(here, request):
        return shown
    done = actions.has_capacity(login=login, by=request.actor, at=request.now)
    return see(here, request, f"{done} takes escalations again.")
