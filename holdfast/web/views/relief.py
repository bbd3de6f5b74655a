"""Reliefs: what home teams drop, promised against done; and the page behind a manager's mail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import NotFound
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.models import Relief
from holdfast.rotation.queries import relief as queries
from holdfast.rotation.queries.relief_link import by_secret
from holdfast.rotation.rules.relief import plain
from holdfast.web import reliefs as showing
from holdfast.web.answers import number as number_in
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms.relief import Acknowledge, AskForRelief, Outcome
from holdfast.web.request import Request

TABS = {
    "standing": "All",
    "open": "Not acknowledged",
    "acknowledged": "Acknowledged",
    "told": "Told",
    "ended": "Ended",
}
YEAR = timedelta(days=365)
ROOM = "Thank you: the team makes room, and the engineer and the lead know it."


def reliefs(request: Request) -> HttpResponse:
    return _reliefs(request)


def _reliefs(request: Request, failed: Form | None = None) -> HttpResponse:
    programme, today = default_programme(), showing.today_of(request)
    since = _day(request.GET.get("from"), today - YEAR)
    until = max(_day(request.GET.get("to"), today + YEAR), since + timedelta(days=1))
    state = request.GET.get("state", "standing")
    state = state if state in TABS else "standing"
    team, after = number_in(request.GET.get("team")), number_in(request.GET.get("after"))
    found = queries.page_of_reliefs(
        programme, state=state, team=team, since=since, until=until, after=after
    )
    rows = showing.rows(found.items, today=today)
    leads = may(request.actor, "rotation.edit")
    return render(
        request,
        "web/reliefs/list.html",
        {
            "tab": state,
            "tabs": TABS,
            # Open ones first, whatever their age.
            "waiting": [row for row in rows if row.state == "open"],
            "others": [row for row in rows if row.state != "open"],
            "next": found.next,
            "older": bool(after),
            "teams": [
                _of_team(row) for row in queries.relief_by_team(programme, since=since, until=until)
            ],
            "since": since,
            "until": until,
            "team": team,
            "without": queries.seats_without(programme, today=today) if leads else [],
            "failed": failed,
        },
        status=failed.status if failed else 200,
    )


def _of_team(row: queries.TeamRelief) -> dict[str, Any]:
    return {
        "team": row.team,
        "team_number": row.team.pk if row.team else 0,
        "promised_days": plain(row.promised),
        "acknowledged_days": plain(row.acknowledged),
        "done_days": plain(row.done),
        "done_anyway": row.done_anyway,
        "dropped": row.dropped,
    }


def relief(request: Request, number: int) -> HttpResponse:
    return _page(request, queries.relief(number))


def acknowledgement(request: Request, number: int) -> HttpResponse:
    here = f"/reliefs/{number}"
    if shown := posted_to(here, request):
        return shown
    form = Acknowledge(request.POST)
    if not _acknowledge(request, number, form, request.actor):
        return _page(request, queries.relief(number), form)
    return see(here, request, ROOM)


def outcome(request: Request, number: int) -> HttpResponse:
    relief_id = queries.dropped(number).relief_id
    here = f"/reliefs/{relief_id}"
    if shown := posted_to(here, request):
        return shown
    form = Outcome(request.POST, item=number)
    if not _tell(request, number, form, request.actor):
        return _page(request, queries.relief(relief_id), form)
    return see(here, request, "Noted; promised and done stand side by side.")


def asked_for(request: Request, number: int) -> HttpResponse:
    """A lead asks for relief for a seat that has none."""
    if shown := posted_to("/reliefs", request):
        return shown
    form = AskForRelief(request.POST)
    made = form.carry_out(actions.ask_for_relief, seat_id=number, by=request.actor, at=request.now)
    if made is None:
        return _reliefs(request, form)
    return see(f"/reliefs/{made.pk}", request, _asked(made))


def _asked(made: Relief) -> str:
    if made.team is None:
        return f"No home team of {made.seat.person} is known, so nobody could be asked."
    manager = queries.answering(made.seat.person, made.team)
    return f"{manager or 'The leads'} {'is' if manager else 'are'} asked to make room."


def _page(request: Request, found: Relief, failed: Form | None = None) -> HttpResponse:
    today = showing.today_of(request)
    shown = showing.shown(found, actor=request.actor, today=today, failed=failed)
    asks = shown.state == "open" and found.team is None and may(request.actor, "rotation.edit")
    return render(
        request,
        "web/reliefs/page.html",
        {"each": shown, "failed": failed, "asks": asks},
        status=failed.status if failed else 200,
    )


# --- by the link in a mail -----------------------------------------------------------------------


def link(request: Request, secret: str) -> HttpResponse:
    """What a manager who rarely signs in finds behind the link of their mail. Looking changes
    nothing; what is sent from here is done in their name."""
    return _linked(request, secret)


def link_acknowledgement(request: Request, secret: str) -> HttpResponse:
    here = f"/reliefs/link/{secret}"
    if shown := posted_to(here, request):
        return _quietly(shown)
    found, actor = _behind(request, secret)
    form = Acknowledge(request.POST)
    if not _acknowledge(request, found.pk, form, actor):
        return _linked(request, secret, form)
    return _quietly(see(here, request, ROOM))


def link_outcome(request: Request, secret: str, number: int) -> HttpResponse:
    here = f"/reliefs/link/{secret}"
    if shown := posted_to(here, request):
        return _quietly(shown)
    found, actor = _behind(request, secret)
    if number not in {item.pk for item in found.dropped.all()}:
        raise NotFound(f"This relief drops nothing with the number {number}.")
    form = Outcome(request.POST, item=number)
    if not _tell(request, number, form, actor):
        return _linked(request, secret, form)
    return _quietly(see(here, request, "Noted; promised and done stand side by side."))


def _linked(request: Request, secret: str, failed: Form | None = None) -> HttpResponse:
    found, actor = _behind(request, secret)
    today, under = showing.today_of(request), f"/reliefs/link/{secret}"
    each = showing.shown(found, actor=actor, today=today, under=under, failed=failed)
    return _quietly(
        render(
            request,
            "web/reliefs/link.html",
            {"each": each, "failed": failed, "me": each.manager},
            status=failed.status if failed else 200,
        )
    )


def _behind(request: Request, secret: str) -> tuple[Relief, Actor]:
    """The relief, and its manager as actor with no more than everybody may."""
    found, person = by_secret(secret, at=request.now)
    actor = Actor(person_id=person.pk, login=person.login, role="member", via="mail-link")
    return found, actor


def _quietly(response: HttpResponse) -> HttpResponse:
    # The address is the key: nothing keeps it, and no page it leads to learns it.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _acknowledge(request: Request, number: int, form: Form, actor: Actor) -> Relief | None:
    return form.carry_out(actions.acknowledge_relief, relief_id=number, by=actor, at=request.now)


def _tell(request: Request, number: int, form: Form, actor: Actor) -> Any:
    return form.carry_out(actions.say_outcome, dropped_id=number, by=actor, at=request.now)


def _day(text: str | None, usual: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return usual
