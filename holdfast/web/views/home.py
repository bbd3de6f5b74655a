"""Now: what is happening, and who is on at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from holdfast.escalation.queries import closures_to_answer, held_by, most_urgent, offers_to, page
from holdfast.escalation.queries.ask import asks_waiting_for
from holdfast.escalation.queries.capacity import at_capacity_now
from holdfast.escalation.queries.cornered import calls_to
from holdfast.escalation.queries.first_week import starts_first_week
from holdfast.escalation.queries.piece import (
    bounced_pieces,
    pieces_progress,
    pieces_waiting_for,
)
from holdfast.kernel.refusal import Refusal
from holdfast.papercut.queries import picked_up_by, to_tell
from holdfast.people.queries import default_programme
from holdfast.rotation.presenting import moment
from holdfast.rotation.queries import EngineerOn, holes, imports, read, who, windows
from holdfast.rotation.queries.swap import swaps_for
from holdfast.web.forms import STATUS
from holdfast.web.paper_cuts import mine as my_cuts
from holdfast.web.reliefs import on_now as relief_on_now
from holdfast.web.request import Request
from holdfast.web.views.account import personas
from holdfast.web.views.capacity import switch_on_now
from holdfast.web.views.table import CALM, lines_of

SOON = timedelta(days=60)


def now(request: Request) -> HttpResponse:
    if not request.user.is_authenticated:
        if request.htmx:
            return HttpResponseClientRefresh()
        return render(request, "web/home/welcome.html", _demo(request) if settings.DEMO else {})
    programme = default_programme()
    me = request.user.pk
    mine = held_by(me)
    cuts = picked_up_by(me, at=request.now)
    asked = [
        each
        for each in page(programme, state="open", raised_by=me, limit=10).items
        if each not in mine
    ]
    urgent = [each for each in most_urgent(programme, limit=30) if each not in [*mine, *asked]]
    on = who(programme, at=request.now)
    full = at_capacity_now([each.person.pk for each in on.engineers], request.now)
    today = request.now.astimezone(ZoneInfo(str(request.zone))).date()
    ahead = holes(programme, since=today, ahead_days=SOON.days)
    return render(
        request,
        "web/home/now.html",
        {
            "on": on,
            "full": full,
            "calls": calls_to(me),
            "switch": switch_on_now(me, on, full),
            "mine": mine,
            "my_cuts": my_cuts(cuts, request),
            "to_tell": to_tell(me),
            "asked": asked,
            "others": urgent,
            "offers": offers_to(me),
            "closings": closures_to_answer(me),
            "asks": asks_waiting_for(request.user, limit=20),
            "first_week": starts_first_week(request.user, today=today),
            "pieces_waiting": pieces_waiting_for(request.user),
            "pieces_bounced": bounced_pieces(mine),
            "pieces": pieces_progress([*mine, *asked, *urgent]),
            "my_seats": [each for each in _mine(on.engineers, me) if not each.confirmed],
            "swaps": swaps_for(request.user),
            "holes": ahead,
            "relief": relief_on_now(request, today=today),
            "empty": not windows(programme) and not mine and not asked and not urgent,
        },
    )


def _demo(request: Request) -> dict[str, Any]:
    """What the first page of the demo shows: whom to be, and the table its history came from."""
    programme = default_programme()
    on = {each.person.login for each in who(programme, at=request.now).engineers}
    waiting = {each.raised_by.login for each in page(programme, state="raised").items}
    # Those for whom something is going on now; everybody is a click away.
    people = [
        (person, does)
        for person, does in personas()
        if person.login in on | waiting or person.role == "lead"
    ]
    came_in = imports(programme)
    if not came_in:
        return {"people": people}
    first = came_in[-1]
    reading = read(
        first.upload.programme,
        bytes(first.upload.content),
        accept=first.repairs,
        at=request.now,
    )
    # That the sample company does not know these people is no news on the first page.
    told = [each for each in reading.findings if each.kind != "unknown-person"]
    lines = lines_of(replace(reading, findings=tuple(told)))
    return {"people": people, "imported": first, "lines": lines, "calm": CALM}


def _mine(engineers: object, me: int) -> list[EngineerOn]:
    return [each for each in engineers if each.person.pk == me]  # type: ignore[attr-defined]


def who_is_on(request: Request) -> HttpResponse:
    """Who is on at any moment: the day and time asked for, in the viewer's zone."""
    asked = request.GET.get("at", "").strip()
    at, refusal = request.now, None
    if asked:
        try:
            at = _moment(asked, str(request.zone))
        except Refusal as wrong:
            refusal = wrong
    on = who(default_programme(), at=at)
    return render(
        request,
        "web/home/who.html",
        {
            "on": on,
            "full": at_capacity_now([each.person.pk for each in on.engineers], at),
            "asked": asked,
            "at": at,
            "refusal": refusal,
            "shown": asked
            if refusal
            else f"{at.astimezone(ZoneInfo(str(request.zone))):%Y-%m-%dT%H:%M}",
        },
        status=STATUS[refusal.kind] if refusal else 200,
    )


def _moment(text: str, zone: str) -> datetime:
    """What a person typed is in their own zone; what a program wrote names its zone."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return moment(text)  # says what is wrong, or reads what a query string did to the plus
    if local.tzinfo is None and len(text) > len("2026-03-03"):
        return local.replace(tzinfo=ZoneInfo(zone))
    return moment(text)
