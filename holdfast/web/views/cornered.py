"""Cornered and paused: what is said when it does not move, and when it does again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.kernel.actor import Actor
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import Form
from holdfast.web.forms import standing as forms
from holdfast.web.request import Request


def cornered(request: Request, ref: str) -> HttpResponse:
    return _said(
        request, ref, forms.Corner, actions.corner, "Asked; you are told who answers.", by=once
    )


def acknowledgement(request: Request, ref: str) -> HttpResponse:
    said = "The owner is told that you have it."
    return _said(request, ref, forms.Acknowledge, actions.acknowledge_cornered, said)


def freed(request: Request, ref: str) -> HttpResponse:
    said = "It moves again; everybody who was asked is told."
    return _said(request, ref, forms.Free, actions.free, said)


def pause(request: Request, ref: str) -> HttpResponse:
    said = "It is paused; no update is owed until then."
    return _said(request, ref, forms.Pause, actions.pause, said, by=once)


def resumed(request: Request, ref: str) -> HttpResponse:
    said = "It is live again; the clock of the next update runs."
    return _said(request, ref, forms.Resume, actions.resume, said)


def _who(request: Request) -> Actor:
    return request.actor


def _said(
    request: Request,
    ref: str,
    form_of: type[Form],
    action: Callable[..., Any],
    said: str,
    *,
    by: Callable[[Request], Actor] = _who,
) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = form_of(request.POST)
    done = form.carry_out(action, ref=ref, by=by(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, said)
