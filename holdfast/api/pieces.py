"""Pieces: parts of the work that one team each owns, and their moves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas import Reason
from holdfast.api.schemas.giving import Amending, Finishing, HandingOut, Noting, Sending
from holdfast.api.schemas.piece import PieceOut, PiecesOut
from holdfast.escalation import actions
from holdfast.escalation.models import Piece
from holdfast.escalation.presenting.piece import piece_as_data
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.piece import find_piece, pieces_of
from holdfast.escalation.rules.piece import progress
from holdfast.kernel.actor import Actor

router = Router(tags=["pieces"])


@router.post(
    "/escalations/{ref}/pieces",
    response={201: PieceOut, **WRITE},
    summary="Hand out a piece",
    openapi_extra=KEY,
)
def hand_out(request: HttpRequest, ref: str, payload: HandingOut) -> HttpResponse:
    """Whoever answers for the team is told. `flags` says where evidence is missing."""
    by, at = acting(request, payload.as_), caller(request).at
    piece = once(
        by,
        lambda: actions.hand_out_piece(
            ref=ref,
            team=payload.team,
            title=payload.title,
            purpose=payload.purpose or "fix",
            evidence=payload.evidence or "",
            issue_url=payload.issue_url or "",
            by=by,
            at=at,
        ),
    )
    return answer(piece_as_data(find_piece(piece.pk)), status=201, location=f"pieces/{piece.pk}")


@router.get(
    "/escalations/{ref}/pieces", response={200: PiecesOut, **READ}, summary="All pieces of it"
)
def list_pieces(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    found = pieces_of(by_ref(ref))
    return answer(
        {
            "items": [piece_as_data(each) for each in found],
            "next": None,
            "pieces_progress": progress((each.state, each.piece.team.name) for each in found)
            or None,
        }
    )


@router.get("/pieces/{int:piece_id}", response={200: PieceOut, **READ}, summary="A piece")
def show_piece(request: HttpRequest, piece_id: int) -> HttpResponse:  # noqa: ARG001
    return answer(piece_as_data(find_piece(piece_id)))


@router.put(
    "/pieces/{int:piece_id}/taking", response={200: PieceOut, **WRITE}, summary="The team takes it"
)
def take(
    request: HttpRequest,
    piece_id: int,
    payload: Noting | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """409 where somebody else took it: the sentence says who. Taking twice changes nothing."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    note = (payload and payload.note) or ""
    return _moved(by, lambda: actions.take_piece(piece_id=piece_id, note=note, by=by, at=at))


@router.put(
    "/pieces/{int:piece_id}/bounce",
    response={200: PieceOut, **WRITE},
    summary="Send it back, with a reason",
)
def bounce(request: HttpRequest, piece_id: int, payload: Reason) -> HttpResponse:
    """It stays open and waits for the owner of the escalation to send it again."""
    by, at = acting(request, payload.as_), caller(request).at
    return _moved(
        by,
        lambda: actions.bounce_piece(piece_id=piece_id, reason=payload.reason, by=by, at=at),
    )


@router.put(
    "/pieces/{int:piece_id}/sending",
    response={200: PieceOut, **WRITE},
    summary="Send it again, or to another team",
)
def send(
    request: HttpRequest,
    piece_id: int,
    payload: Sending | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """What is left out stays as it stands."""
    said = payload or Sending.model_validate({})
    by, at = acting(request, said.as_), caller(request).at
    return _moved(
        by,
        lambda: actions.resend_piece(
            piece_id=piece_id,
            team=said.team or "",
            evidence=said.evidence or "",
            issue_url=said.issue_url or "",
            note=said.note or "",
            by=by,
            at=at,
        ),
    )


@router.put(
    "/pieces/{int:piece_id}/completion", response={200: PieceOut, **WRITE}, summary="It is done"
)
def finish(
    request: HttpRequest,
    piece_id: int,
    payload: Finishing | None = Body(None),  # noqa: B008
) -> HttpResponse:
    said = payload or Finishing.model_validate({})
    by, at = acting(request, said.as_), caller(request).at
    return _moved(
        by,
        lambda: actions.finish_piece(
            piece_id=piece_id, note=said.note or "", issue_url=said.issue_url or "", by=by, at=at
        ),
    )


@router.put(
    "/pieces/{int:piece_id}/waiver",
    response={200: PieceOut, **WRITE},
    summary="Let the escalation close without it, with a reason",
)
def waive(request: HttpRequest, piece_id: int, payload: Reason) -> HttpResponse:
    """The owner of the escalation or a lead may."""
    by, at = acting(request, payload.as_), caller(request).at
    return _moved(
        by, lambda: actions.waive_piece(piece_id=piece_id, reason=payload.reason, by=by, at=at)
    )


@router.put(
    "/pieces/{int:piece_id}/reopening",
    response={200: PieceOut, **WRITE},
    summary="Take up again what was done or waived",
)
def reopen(request: HttpRequest, piece_id: int, payload: Reason) -> HttpResponse:
    by, at = acting(request, payload.as_), caller(request).at
    return _moved(
        by, lambda: actions.reopen_piece(piece_id=piece_id, reason=payload.reason, by=by, at=at)
    )


@router.patch(
    "/pieces/{int:piece_id}",
    response={200: PieceOut, **WRITE},
    summary="Add evidence, or the link of the issue",
)
def amend(request: HttpRequest, piece_id: int, payload: Amending) -> HttpResponse:
    by, at = acting(request, payload.as_), caller(request).at
    return _moved(
        by,
        lambda: actions.amend_piece(
            piece_id=piece_id,
            evidence=payload.evidence or "",
            issue_url=payload.issue_url or "",
            by=by,
            at=at,
        ),
    )


def _moved(by: Actor, move: Callable[[], Piece]) -> HttpResponse:
    return answer(piece_as_data(find_piece(once(by, move).pk)))
