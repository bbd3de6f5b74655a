"""The page of one piece, the same whether it is opened or a form on it was refused; and the pieces
and fixes on the page of their escalation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.models import Escalation
from holdfast.escalation.possible import possible_with_piece
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.fix import fixes_of
from holdfast.escalation.queries.piece import PieceNow, find_piece, pieces_of, silent_pieces
from holdfast.escalation.rules.piece import progress
from holdfast.web import filings
from holdfast.web.forms import Form
from holdfast.web.forms import piece as forms
from holdfast.web.request import Request
from holdfast.web.teams import team_choices


def piece_page(request: Request, number: int, *, failed: Form | None = None) -> HttpResponse:
    now = find_piece(number)
    piece = now.piece
    stands = {"evidence": piece.evidence, "issue_url": piece.issue_url}
    offered = [
        failed if failed and failed.slug == form.slug else form(initial=stands)
        for form in acts_of(request, now)
    ]
    teams = [form for form in [*offered, failed] if isinstance(form, forms.Send)]
    choices = team_choices() if teams else ()
    for form in teams:
        form.offer(choices)
    filed = filings.of_piece(request, piece, failed)
    return render(
        request,
        "web/pieces/page.html",
        {
            "each": now,
            "piece": piece,
            "escalation": piece.escalation,
            "silent": silent_pieces([now], at=request.now),
            "forms": offered,
            "open_form": failed.slug if failed else request.GET.get("do", ""),
            "may_take": may_be_taken(request, now),
            # In place, where it was pressed.
            "failed": None if failed and failed is filed.form else failed,
            "refused": bool(failed),
            # What somebody typed is shown again even where the moment for it has passed.
            "late": failed if failed and failed not in [*offered, filed.form] else None,
            "filed": filed,
        },
        status=failed.status if failed else HTTPStatus.OK,
    )


def of_escalation(request: Request, escalation: Escalation, hangs: Attached) -> dict[str, Any]:
    """What the page of an escalation shows of its pieces and fixes; nothing is read that is not there."""
    pieces = pieces_of(escalation) if hangs.pieces else []
    return {
        "filed": filings.of_pieces(escalation, hangs),
        "pieces": [
            (
                each,
                may_be_taken(request, each),
                acts_of(request, each) if each.piece.is_open else [],
            )
            for each in pieces
        ],
        "pieces_progress": progress((each.state, each.piece.team.name) for each in pieces),
        "silent": silent_pieces(pieces, at=request.now),
        "fixes": fixes_of(escalation) if hangs.fixes else [],
    }


def may_be_taken(request: Request, now: PieceNow) -> bool:
    """A button for the team's people; others who may do it in their place need none."""
    return "take" in possible_with_piece(now, by=request.actor, person=request.user)


_FORMS: dict[str, type[forms.Move]] = {
    "finish": forms.Finish,
    "bounce": forms.Bounce,
    "resend": forms.Send,
    "waive": forms.Waive,
    "reopen": forms.ReopenPiece,
    "amend": forms.Amend,
}


def acts_of(request: Request, now: PieceNow) -> list[type[forms.Move]]:
    """What this person may do to it now besides taking it."""
    can = possible_with_piece(now, by=request.actor, person=request.user)
    return [form for word, form in _FORMS.items() if word in can]
