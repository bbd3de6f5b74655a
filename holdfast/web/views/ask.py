"""Asking for help, the answers, the brief, and the asks that wait for somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from holdfast.escalation import actions
from holdfast.escalation.models import Ask, Escalation
from holdfast.escalation.presenting.ask import FLAGGED, brief_for, brief_of
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.ask import ask as find
from holdfast.escalation.queries.ask import page_of_asks, suggestions
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.web import asks as showing
from holdfast.web.answers import number as number_in
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms.ask import AnswerAsk, AskForHelp
from holdfast.web.request import Request

TABS = {"open": "Waiting for you", "made": "Made by you", "ended": "Ended"}


def asks_of(request: Request, ref: str) -> HttpResponse:
    """Whom to ask about it, and the form that asks."""
    escalation = by_ref(ref)
    here = f"/escalations/{escalation.ref}"
    if request.method != "POST":
        return _asking(request, escalation, AskForHelp())
    form = AskForHelp(request.POST)
    done = form.carry_out(actions.ask, ref=ref, by=once(request), at=request.now)
    if done is None:
        return _asking(request, escalation, form)
    flagged = f" {FLAGGED}" if done.without_attempt else ""
    return see(f"{here}#asks", request, f"{done.receiver} is asked and gets the brief.{flagged}")


def _asking(request: Request, escalation: Escalation, form: AskForHelp) -> HttpResponse:
    owner = escalation.owner
    choices = showing.choices(escalation)
    form.offer(choices)
    shown = {
        "many": showing.leaves_out(choices),
        "escalation": escalation,
        "form": form,
        "suggestions": suggestions(escalation),
        "may_ask": escalation.is_open
        and bool(owner)
        and may(request.actor, "ask.make", mine=bool(owner and owner.pk == request.user.pk)),
    }
    return render(request, "web/escalations/ask.html", shown, status=form.status)


def acknowledgement(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.acknowledge_ask, "note", "They know that you saw it.")


def agreement(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.agree_ask, "note", "You agreed; they count on it.")


def decline(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.decline_ask, "reason", "You declined; they read why.")


def completion(request: Request, number: int) -> HttpResponse:
    return _answer(
        request, number, actions.finish_ask, "note", "Done, and they know it. Thank you."
    )


def withdrawal(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.withdraw_ask, "reason", "The ask is withdrawn.")


def _answer(
    request: Request, number: int, action: Callable[..., Ask], word: str, said: str
) -> HttpResponse:
    """Whichever word it is; `word` is what its action calls the note."""

    def answered(*, note: str = "", **given: Any) -> Ask:
        return action(**{word: note}, **given)

    ref = find(number).escalation.ref
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = AnswerAsk(request.POST, ask=number)
    done = form.carry_out(answered, ask_id=number, by=request.actor, at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, said)


def asks(request: Request) -> HttpResponse:
    """Asks to me and to what I answer for, and those I made."""
    tab = request.GET.get("state", "open")
    if tab not in TABS:
        tab = "open"
    me, after = request.user, number_in(request.GET.get("after"))
    if tab == "made":
        found = page_of_asks(default_programme(), asked_by=me.pk, state="all", after=after)
    else:
        found = page_of_asks(default_programme(), to=me, state=tab, after=after)
    return render(
        request,
        "web/asks/page.html",
        {
            "tab": tab,
            "tabs": TABS,
            "to_me": [each for each in found.items if tab == "made" or each.to_person_id == me.pk],
            "to_team": [each for each in found.items if tab != "made" and each.to_team_id],
            "next": found.next,
            "older": bool(after),
        },
    )


def brief(request: Request, ref: str) -> HttpResponse:
    """The escalation on one page, to copy."""
    escalation = by_ref(ref)
    if escalation.ref != ref:
        return redirect(f"/escalations/{escalation.ref}/brief")
    text = brief_of(escalation, base=settings.BASE_URL)
    return _brief(request, escalation, text)


def brief_of_ask(request: Request, number: int) -> HttpResponse:
    found = find(number)
    return _brief(request, found.escalation, brief_for(found, base=settings.BASE_URL), found)


def _brief(
    request: Request, escalation: Escalation, text: str, ask: Ask | None = None
) -> HttpResponse:
    shown = {"escalation": escalation, "text": text, "ask": ask, "rows": text.count("\n") + 4}
    return render(request, "web/escalations/brief.html", shown)
