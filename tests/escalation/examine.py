"""Do the records of an escalation tell one story, and can it still be brought to its end?

Models are imported late: a race on a file sets Django up by itself.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cast import Story


def examine(ref: str) -> list[str]:
    """Do chain, pointers, records and events of an escalation tell the same story?"""
    from holdfast.escalation.models import (
        Closure,
        ClosureRequest,
        Decline,
        Handover,
        HandoverAnswer,
        Merge,
        Ownership,
        Reopening,
        Update,
    )
    from holdfast.escalation.queries import by_ref
    from holdfast.journal.models import Event

    issue = by_ref(ref)
    chain = list(Ownership.objects.filter(escalation=issue).order_by("number"))
    wrong = []
    if [link.number for link in chain] != list(range(1, len(chain) + 1)):
        wrong.append(f"{ref}: the chain has a gap: {[link.number for link in chain]}")
    if issue.ownership != (chain[-1] if chain else None):
        wrong.append(f"{ref}: the owner is not who accepted last")
    wrong += [
        f"{ref}: link {link.number} came by no offer accepted by its person"
        for link in chain[1:]
        if not link.handover or link.handover.answer.by_id != link.person_id
    ]
    kinds = Counter(Event.objects.filter(subject=ref).values_list("kind", flat=True))
    words = Counter(
        HandoverAnswer.objects.filter(handover__escalation=issue).values_list("word", flat=True)
    )
    facts = {
        "escalation.accepted": min(len(chain), 1),
        "escalation.declined": Decline.objects.filter(escalation=issue).count(),
        "escalation.updated": Update.objects.filter(escalation=issue).count(),
        "escalation.closed": Closure.objects.filter(escalation=issue, merge=None).count(),
        "escalation.merged": Merge.objects.filter(escalation=issue).count(),
        "escalation.absorbed": Merge.objects.filter(into=issue).count(),
        "escalation.reopened": Reopening.objects.filter(escalation=issue).count(),
        "handover.offered": Handover.objects.filter(escalation=issue).count(),
        **{f"handover.{word}": words[word] for word in ("accepted", "declined", "withdrawn")},
        "handover.expired": words["expired"],
        "closure.refused": ClosureRequest.objects.filter(
            escalation=issue, answer__agree=False
        ).count(),
    }
    wrong += [
        f"{ref}: {count} times {kind} in the records, {kinds[kind]} in the journal"
        for kind, count in facts.items()
        if kinds[kind] != count
    ]
    if words["accepted"] != max(len(chain) - 1, 0):
        wrong.append(f"{ref}: {words['accepted']} accepted offers, {len(chain)} owners")
    waiting = issue.handovers.filter(alarm_at__isnull=False).count()
    waiting += issue.closure_requests.filter(alarm_at__isnull=False).count()
    if not issue.is_open and waiting:
        wrong.append(f"{ref} is {issue.state} and waits for {waiting} answers")
    return wrong


def can_be_closed(story: Story, ref: str) -> list[str]:
    """Nothing is stuck: the people are still able to bring it to its end."""
    from holdfast.escalation.queries import by_ref, pending_closure

    story.now += timedelta(days=400)
    if by_ref(ref).state == "declined":
        story.reopen(by_ref(ref))
    if by_ref(ref).is_open and not pending_closure(by_ref(ref)):
        story.ask_to_close(by_ref(ref), by="sam")
    elif by_ref(ref).is_open:
        story.ask_to_close(by_ref(ref), by="sam", outcome="withdrawn")
    return [] if by_ref(ref).state == "closed" else [f"{ref} cannot be closed"]
