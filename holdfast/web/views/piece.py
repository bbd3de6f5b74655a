"""Pieces: of an escalation, of one's team, and what is done to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.models import Piece
from holdfast.escalation.presenting.piece import flagged
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.piece import (
    find_piece,
    pieces_for,
    pieces_from,
    pieces_of,
    silent_pieces,
)
from holdfast.web.answers import once, see
from holdfast.web.forms import Form
from holdfast.web.forms import piece as forms
from holdfast.web.piece_page import piece_page
from holdfast.web.request import Request
from holdfast.web.teams import team_choices


class Press(Form):
    """A button without fields; it still has to show why it was refused."""

    slug = "press"


def pieces(request: Request) -> HttpResponse:
    """What waits for the viewer's team, and what the viewer has handed out."""
    theirs, mine = pieces_for(request.user), pieces_from(request.user)
    return render(
        request,
        "web/pieces/list.html",
        {"theirs": theirs, "mine": mine, "silent": silent_pieces([*theirs, *mine], at=request.now)},
    )


def of_escalation(request: Request, ref: str) -> HttpResponse:
    """Handing one out, below those there are."""
    escalation = by_ref(ref)
    posted = request.method == "POST"
    form = forms.HandOut(request.POST if posted else None)
    form.offer(team_choices())
    if posted:
        made = form.carry_out(actions.hand_out_piece, ref=ref, by=once(request), at=request.now)
        if made:
            said = f"Handed to {made.team}; who answers for it is told. {flagged(made)}"
            return see(f"/escalations/{escalation.ref}#pieces", request, said.strip())
    return render(
        request,
        "web/pieces/new.html",
        {"escalation": escalation, "form": form, "pieces": pieces_of(escalation)},
        status=form.status,
    )


def piece(request: Request, number: int) -> HttpResponse:
    return piece_page(request, number)


def taking(request: Request, number: int) -> HttpResponse:
    return _move(request, number, Press, actions.take_piece, lambda made: f"{made.team} has it.")


def bounce(request: Request, number: int) -> HttpResponse:
    return _move(
        request,
        number,
        forms.Bounce,
        actions.bounce_piece,
        lambda made: f"It is back with {made.escalation.owner}, who reads why.",
    )


def sending(request: Request, number: int) -> HttpResponse:
    return _move(
        request,
        number,
        forms.Send,
        actions.resend_piece,
        lambda made: f"Sent to {made.team}; who answers for it is told. {flagged(made)}".strip(),
    )


def completion(request: Request, number: int) -> HttpResponse:
    return _move(
        request,
        number,
        forms.Finish,
        actions.finish_piece,
        lambda made: f"Done; {made.escalation.owner} is told.",
    )


def waiver(request: Request, number: int) -> HttpResponse:
    return _move(
        request,
        number,
        forms.Waive,
        actions.waive_piece,
        lambda made: f"Waived: {made.escalation.ref} can close without it.",
    )


def reopening(request: Request, number: int) -> HttpResponse:
    return _move(
        request,
        number,
        forms.ReopenPiece,
        actions.reopen_piece,
        lambda made: f"Open again; it waits for {made.team}.",
    )


def amendment(request: Request, number: int) -> HttpResponse:
    return _move(request, number, forms.Amend, actions.amend_piece, lambda _: "Added.")


def _move(
    request: Request,
    number: int,
    form_of: type[Form],
    action: Callable[..., Piece],
    said: Callable[[Piece], str],
) -> HttpResponse:
    """What is done to a piece, whichever move it is."""
    here = f"/pieces/{find_piece(number).piece.pk}"
    if request.method != "POST":
        return see(here)
    form = form_of(request.POST)
    facts: dict[str, Any] = {"piece_id": number, "by": request.actor, "at": request.now}
    made = form.carry_out(action, **facts)
    if made is None:
        return piece_page(request, number, failed=form)
    return see(here, request, said(made))
