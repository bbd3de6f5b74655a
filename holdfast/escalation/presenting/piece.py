"""Pieces as data, and the sentence about one that goes out without evidence."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Piece
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries.piece import PieceNow

NO_EVIDENCE = "no_evidence"


def piece_as_data(now: PieceNow) -> dict[str, Any]:
    piece = now.piece
    return {
        "id": piece.pk,
        "escalation": f"{PREFIX}{piece.escalation_id}",
        "team": piece.team.name,
        "title": piece.title,
        "purpose": piece.purpose,
        "state": now.state,
        "open": piece.is_open,
        "flags": [NO_EVIDENCE] if piece.without_evidence else [],
        "bounces": now.bounces,
        "evidence": piece.evidence or None,
        "issue_url": piece.issue_url or None,
        "by": piece.by.login,
        "at": piece.at.isoformat(),
        "moved_at": now.moved_at.isoformat(),
        "moves": [
            {
                "word": move.word,
                "team": move.team.name,
                "by": move.by.login,
                "at": move.at.isoformat(),
                "note": move.note or None,
            }
            for move in now.moves
        ],
    }


def flagged(piece: Piece) -> str:
    """What whoever sends it should know, or nothing."""
    if not piece.without_evidence:
        return ""
    return (
        f"It goes without evidence of how it was reproduced and is flagged: {piece.team} may have "
        "to ask, or send it back."
    )
