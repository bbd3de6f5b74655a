"""Do the records of an escalation tell one story, and can it still be brought to its end?

Models are imported late: a race on a file sets Django up by itself.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.escalation.models import Escalation
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
    return wrong + _waits_while_it_is_open(issue)


def _waits_while_it_is_open(issue: Escalation) -> list[str]:
    """What has ended waits for nothing; what is open has a next step and a clock (promise 7)."""
    ref, wrong = issue.ref, []
    waiting = {
        noun: getattr(issue, noun).filter(alarm_at__isnull=False).count()
        for noun in ("handovers", "closure_requests", "asks", "corners")
    }
    open_pieces = issue.pieces.filter(ending__isnull=True).count()
    standing = issue.corners.filter(alarm_at__isnull=False).first()
    if issue.cornered != standing:
        wrong.append(f"{ref}: cornered is {issue.cornered}, the records say {standing}")
    if issue.pause and hasattr(issue.pause, "resumption"):
        wrong.append(f"{ref}: it stands paused by a pause that is over")
    if issue.pauses.filter(resumption__isnull=True).count() != (1 if issue.pause else 0):
        wrong.append(f"{ref}: a pause is neither over nor standing")
    if not issue.is_open:
        wrong += [f"{ref} is {issue.state}, {each} wait" for each in waiting.items() if each[1]]
        if issue.state == "closed" and open_pieces:
            wrong.append(f"{ref} is closed over {open_pieces} open pieces")
        return wrong
    if not (issue.next_step and issue.next_step_by and issue.next_step_on):
        wrong.append(f"{ref}: no next step with a person and a date")
    if not issue.alarm_at or issue.alarm_at < issue.update_due_at:
        wrong.append(f"{ref}: nobody's clock runs")
    return wrong


def examine_all() -> list[str]:
    """Do the records of all nouns and the journal count alike? A merge moves asks and pieces from
    one escalation to another, so this cannot be asked of one alone."""
    from django.db.models import Count

    from holdfast.escalation.models import (
        Acknowledgement,
        Ask,
        AskAnswer,
        Classification,
        Cornered,
        Fix,
        Freed,
        Learning,
        Merge,
        Pause,
        Piece,
        PieceMove,
        Rung,
    )
    from holdfast.journal.models import Event

    kinds: Counter[str] = Counter(dict(Event.objects.values_list("kind").annotate(Count("id"))))
    answers = Counter(dict(AskAnswer.objects.values_list("word").annotate(Count("id"))))
    moves = Counter(dict(PieceMove.objects.values_list("word").annotate(Count("id"))))
    facts = {
        "ask.sent": Ask.objects.count(),
        **{f"ask.{word}": answers[word] for word in AskAnswer.Word.values},
        "piece.handed_out": Piece.objects.count(),
        **{f"piece.{word}": moves[word] for word in PieceMove.Word.values if word != "sent"},
        "piece.sent_again": moves["sent"],
        "cornered.called": Cornered.objects.count(),
        "cornered.acknowledged": Acknowledgement.objects.count(),
        "cornered.freed": Freed.objects.count(),
        "escalation.paused": Pause.objects.count(),
        "escalation.classified": Classification.objects.count(),
        "learning.written": Learning.objects.count(),
        "fix.recorded": Fix.objects.count(),
        "escalation.merged": Merge.objects.count(),
    }
    wrong = [
        f"{count} times {kind} in the records, {kinds[kind]} in the journal"
        for kind, count in facts.items()
        if kinds[kind] != count
    ]
    for noun, model in (("ask", Ask), ("piece", Piece), ("corner", Cornered)):
        without = model.objects.filter(alarm_at__isnull=True)
        ended = {"ask": "answers__word__in", "piece": "ending__isnull", "corner": "freed__isnull"}
        over = {"ask": ["done", "declined", "withdrawn"], "piece": False, "corner": False}
        lost = without.exclude(**{ended[noun]: over[noun]}).count()
        if lost:
            wrong.append(f"{lost} times {noun} is neither over nor on anybody's clock")
    if Rung.objects.values("cornered", "person").distinct().count() != Rung.objects.count():
        wrong.append("somebody was asked out of the same corner twice")
    return wrong


def can_be_closed(story: Story, ref: str) -> list[str]:
    """Nothing is stuck: the people are still able to bring it to its end."""
    from holdfast.escalation import actions as do
    from holdfast.escalation.queries import by_ref, pending_closure

    story.now += timedelta(days=400)
    if by_ref(ref).state == "declined":
        story.reopen(by_ref(ref), by="ada")
    for piece in by_ref(ref).pieces.filter(ending__isnull=True):
        do.waive_piece(piece_id=piece.pk, reason="Moot.", by=story.of("lea"), at=story.now)
    # Two leads can always do it between them, whoever else has left.
    asked = by_ref(ref).is_open and (
        pending_closure(by_ref(ref)) or story.ask_to_close(by_ref(ref), by="ada")
    )
    if asked and by_ref(ref).is_open:
        story.answer(asked, agree=True, by="ada" if asked.by.login == "lea" else "lea")
    return [] if by_ref(ref).state == "closed" else [f"{ref} cannot be closed"]
