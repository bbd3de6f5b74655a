"""The sweep over pieces that nobody moves (R59): a team that is asked and stays quiet is heard of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import one_by_one, tell
from holdfast.escalation.actions.piece_moves import take_with_escalation
from holdfast.escalation.actions.stagnation import mark_stagnating
from holdfast.escalation.models import Piece
from holdfast.escalation.queries.piece import open_pieces
from holdfast.escalation.rules.piece import BOUNCED, silent_at
from holdfast.kernel.actor import CLOCK
from holdfast.people.queries import answering_for, policy_at


def ring_silent_pieces(at: datetime, *, limit: int = 200) -> int:
    """Ring for the pieces that nobody moved for as long as the policy allows; returns how many.

    The team and the DRI hear it, and again each time as long has passed; of a bounced piece only
    the DRI, who has to send it on. Where every open piece of an escalation is silent it stagnates.
    """
    due = list(
        Piece.objects.filter(alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:limit]
    )
    return one_by_one(_ring, due, at)


def _ring(piece_id: int, at: datetime) -> int:
    with transaction.atomic(durable=True):
        now, escalation = take_with_escalation(piece_id)
        piece = now.piece
        # Another ticker was first, or it was moved meanwhile.
        if piece.alarm_at is None or piece.alarm_at > at:
            return 0
        rang = piece.alarm_at
        policy = policy_at(escalation.programme, at)
        piece.alarm_at = silent_at(at, policy)
        piece.save(update_fields=["alarm_at"])
        team = [] if now.state == BOUNCED else answering_for(piece.team_id)
        tell(
            "piece.silent",
            escalation,
            by=CLOCK,
            at=at,
            key=f"piece-silent:{piece.pk}:{rang.isoformat()}",
            people=[escalation.answerable.pk, *team],
            piece=piece.pk,
            piece_title=piece.title,
            team=piece.team.name,
            state=now.state,
            moved_at=now.moved_at.isoformat(),
        )
        # A pause says itself that nothing moves, and until when.
        if escalation.pause_id is None and all(
            each.piece.pk == piece.pk or each.is_silent(policy, at=at)
            for each in open_pieces(escalation)
        ):
            mark_stagnating(escalation, why="pieces", by=CLOCK, at=at)
    return 1
