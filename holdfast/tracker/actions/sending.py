"""What became of a filing that was owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.actions.piece_moves import note_issue, take_with_escalation
from holdfast.escalation.models import Escalation
from holdfast.journal.actions import hasten, owe
from holdfast.journal.models import Delivery, Event
from holdfast.journal.sweeps import one_by_one
from holdfast.kernel.actor import CLOCK
from holdfast.people.queries import leads
from holdfast.tracker.models import Filing
from holdfast.tracker.models.filing import MOST_TROUBLE
from holdfast.tracker.port import Filed
from holdfast.tracker.queries import filing

CHANNEL = "tracker"
LOOKED_AGAIN = timedelta(days=1)
_MOST_WAITING = 500  # filings looked at in one sweep


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
        made.key, made.url, made.filed_at, made.trouble = filed.key, filed.url, at, ""
        made.state, made.words = "open", "open"
        made.save(update_fields=["key", "url", "filed_at", "trouble", "state", "words"])
        if made.piece_id:
            note_issue(made.piece_id, filed.url)
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


def note_unfiled(*, filing_id: int, why: str, once: bool = False, at: datetime) -> None:
    """It will not go there as it is: the owner and the leads read why. With `once`, only where they
    have not read of trouble with it before."""
    with transaction.atomic(durable=True):
        escalation = take(escalation_of(filing(filing_id)).ref)
        made = filing(filing_id)
        if made.key or (once and made.trouble):
            return
        made.trouble = why[:MOST_TROUBLE]
        made.save(update_fields=["trouble"])
        tell(
            "filing.refused",
            escalation,
            by=CLOCK,
            at=at,
            people=[escalation.answerable.pk, *leads()],
            reason=why,
            **facts(made),
        )


def tell_of_dead(at: datetime, *, limit: int = 200) -> int:
    """The sweep over filings whose delivery was given up: nobody else says it to the owner."""
    waiting = Filing.objects.filter(key="", trouble="").order_by("pk")
    keys = {_owed(each): each for each in waiting.values_list("pk", flat=True)[:_MOST_WAITING]}
    dead = Delivery.objects.filter(key__in=list(keys), state=Delivery.State.DEAD)
    notes = {keys[key]: note for key, note in dead.values_list("key", "note")[:limit]}

    def one(number: int, at: datetime) -> int:
        note_unfiled(filing_id=number, why=notes[number], once=True, at=at)
        return 1

    return one_by_one(one, notes, at)


def try_again(made: Filing, *, at: datetime) -> Filing:
    """What did not get there is due at once, in the caller's transaction."""
    if made.trouble and not made.key and hasten(_owed(made.pk), at=at):
        made.trouble = ""
        made.save(update_fields=["trouble"])
    return made


def _owed(number: int) -> str:
    return f"filing:{number}"


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
