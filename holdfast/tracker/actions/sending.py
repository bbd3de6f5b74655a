"""What became of a filing that was owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.actions.piece_moves import take_with_escalation
from holdfast.escalation.models import Escalation, Piece
from holdfast.journal.actions import owe
from holdfast.journal.models import Event
from holdfast.kernel.actor import CLOCK
from holdfast.people.queries import leads
from holdfast.tracker.models import Filing
from holdfast.tracker.port import Filed
from holdfast.tracker.queries import filing

CHANNEL = "tracker"
LOOKED_AGAIN = timedelta(days=1)


def escalation_of(made: Filing) -> Escalation:
    matter = made.piece or made.ask
    assert matter is not None, "a filing is of a piece or an ask (database constraint)"
    return matter.escalation


def note_filed(*, filing_id: int, filed: Filed, at: datetime) -> Filing:
    """It is there: kept with its key, and the owner is told. Noting it again changes nothing."""
    with transaction.atomic(durable=True):
        escalation = take(escalation_of(filing(filing_id)).ref)
        made = filing(filing_id)
        if made.key:
            return made
        made.key, made.url, made.filed_at = filed.key, filed.url, at
        made.state, made.words = "open", "open"
        made.save(update_fields=["key", "url", "filed_at", "state", "words"])
        if made.piece_id:
            Piece.objects.filter(pk=made.piece_id, issue_url="").update(issue_url=filed.url)
        event = tell(
            "filing.filed",
            escalation,
            by=CLOCK,
            at=at,
            people=[escalation.answerable.pk],
            **facts(made),
        )
        follow(made, event, at=at + LOOKED_AGAIN)
    return made


def note_unfiled(*, filing_id: int, why: str, at: datetime) -> None:
    """It will not go there as it is: the owner and the leads read why."""
    with transaction.atomic(durable=True):
        escalation = take(escalation_of(filing(filing_id)).ref)
        made = filing(filing_id)
        tell(
            "filing.refused",
            escalation,
            by=CLOCK,
            at=at,
            people=[escalation.answerable.pk, *leads()],
            reason=why,
            **facts(made),
        )


def follow(made: Filing, event: Event, *, at: datetime) -> None:
    """From then on it is looked at every day, for news that never came."""
    owe(event, channel=CHANNEL, recipient=f"standing:{made.pk}", key=f"standing:{made.pk}", at=at)


def facts(made: Filing) -> dict[str, Any]:
    return {
        "filing": made.pk,
        "tracker": made.tracker,
        "where": made.where,
        "issue": made.key,
        "issue_url": made.url,
        "piece": made.piece_id,
        "ask": made.ask_id,
        "issue_title": made.title,
    }


def note_not_by_itself(*, piece_id: int, why: str, at: datetime) -> None:
    """A piece that its team's place takes by itself was not filed: its owner reads why."""
    with transaction.atomic(durable=True):
        now, escalation = take_with_escalation(piece_id)
        tell(
            "filing.refused",
            escalation,
            by=CLOCK,
            at=at,
            people=[escalation.answerable.pk],
            reason=why,
            piece=piece_id,
            issue_title=now.piece.title,
        )
