"""Where a team's work lives, and filing a piece or an ask there."""

from __future__ import annotations

from django.http import HttpResponse

from holdfast.escalation.queries.ask import ask as find_ask
from holdfast.escalation.queries.piece import find_piece
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Team
from holdfast.people.queries import teams as find_teams
from holdfast.tracker import actions
from holdfast.tracker.models import Filing
from holdfast.tracker.queries import place_of
from holdfast.web.answers import posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms.filing import FileIt, SetPlace
from holdfast.web.piece_page import piece_page
from holdfast.web.request import Request
from holdfast.web.views.people import teams, tracker_choices


def of_piece(request: Request, number: int) -> HttpResponse:
    here = f"/pieces/{find_piece(number).piece.pk}"
    if shown := posted_to(here, request):
        return shown
    form = FileIt(request.POST, noun="piece", number=number)
    made = form.carry_out(actions.file_piece, piece_id=number, by=request.actor, at=request.now)
    if made is None:
        return piece_page(request, number, failed=form)
    return see(f"{here}#filing", request, _said(made))


def of_ask(request: Request, number: int) -> HttpResponse:
    ref = find_ask(number).escalation.ref
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = FileIt(request.POST, noun="ask", number=number)
    made = form.carry_out(actions.file_ask, ask_id=number, by=request.actor, at=request.now)
    if made is None:
        return escalation_page(request, ref, failed=form)
    return see(f"{here}#asks", request, _said(made))


def _said(made: Filing) -> str:
    return f"It is filed as {made.key}." if made.key else f"It is on its way to {made.where}."


def place(request: Request, number: int) -> HttpResponse:
    """Said, and looked at while the browser waits: whoever says it reads at once whether it is there."""
    if shown := posted_to("/teams", request):
        return shown
    team = _team(number)
    form = SetPlace(request.POST, team=number, choices=tracker_choices())
    saved = form.carry_out(actions.set_place, team=team.name, by=request.actor, at=request.now)
    if saved is None:
        return teams(request, failed=form)
    return see(f"/teams#team-{number}", request, actions.look_at(saved, at=request.now))


def look(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/teams", request):
        return shown
    there = place_of(_team(number))
    if there is None:
        raise NotFound("Nobody says any more where its work lives; the page Teams shows it.")
    return see(f"/teams#team-{number}", request, actions.look_at(there, at=request.now))


def removal(request: Request, number: int) -> HttpResponse:
    if shown := posted_to("/teams", request):
        return shown
    team = _team(number)
    actions.remove_place(team=team.name, by=request.actor, at=request.now)
    return see(f"/teams#team-{number}", request, f"Nothing more is filed for {team}.")


def _team(number: int) -> Team:
    team = next((each for each in find_teams() if each.pk == number), None)
    if team is None:
        raise NotFound(f"There is no team {number}; the list shows what there is.")
    return team
