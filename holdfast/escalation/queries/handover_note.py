"""What the record knows of an escalation, for the note that goes with a handover."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from holdfast.escalation.models import (
    Ask,
    AskAnswer,
    Cornered,
    Escalation,
    Participant,
    Piece,
    PieceMove,
    Update,
)
from holdfast.escalation.queries import Attached, attached
from holdfast.escalation.queries.link import links_of
from holdfast.escalation.rules.handover_note import (
    UPDATES,
    OpenWork,
    Record,
    Said,
    Somebody,
    Standing,
    Step,
    note,
)
from holdfast.people.models import Person


def handover_note(escalation: Escalation) -> str:
    """The note as the record writes it now; nothing that nobody recorded stands in it."""
    return note(_record(escalation, attached(escalation)))


def _record(escalation: Escalation, hangs: Attached) -> Record:
    newest = list(
        Update.objects.filter(escalation=escalation)
        .select_related("by")
        .order_by("-id")[: UPDATES + 1]
    )
    earlier = escalation.updates.count() - UPDATES if len(newest) > UPDATES else 0
    updates = [_said(each) for each in reversed(newest[:UPDATES])]
    asks = _asks(escalation) if hangs.asks else []
    pieces = _pieces(escalation) if hangs.pieces else []
    raised = Said(escalation.why_now, str(escalation.raised_by), escalation.raised_at)
    return Record(
        ref=escalation.ref,
        title=escalation.title,
        severity=escalation.severity,
        customer=escalation.customer,
        stakes=escalation.stakes,
        why_now=escalation.why_now,
        raised=raised,
        owner=str(escalation.owner or "nobody yet"),
        support_engineer=_name(escalation.support_engineer_id and escalation.support_engineer),
        first_response=escalation.first_response,
        standing=_standing(escalation),
        updates=updates,
        earlier=earlier,
        tried=[each.tried for each in asks if each.tried],
        links=_links(escalation, hangs, pieces),
        pieces=[_piece(each) for each in pieces if each.is_open],
        asks=[_ask(each) for each in asks if each.is_open],
        people=_people(escalation) if hangs.participants else [],
        last_step=updates[-1] if updates else _accepted(escalation),
        next_step=Step(escalation.next_step, str(escalation.next_step_by), escalation.next_step_on),
    )


def _said(update: Update) -> Said:
    return Said(update.text, str(update.by), update.at)


def _accepted(escalation: Escalation) -> Said | None:
    owned = escalation.ownership
    return Said("Took it on.", str(owned.person), owned.at) if owned else None


def _name(person: Person | int | None) -> str:
    return str(person) if person else ""


def _standing(escalation: Escalation) -> list[Standing]:
    found = []
    if escalation.cornered_id:
        cornered = Cornered.objects.get(pk=escalation.cornered_id)
        found.append(Standing(f"Cornered since {cornered.at:%a %-d %b %Y}", cornered.reason))
    if escalation.pause:
        until = f"{escalation.pause.resumes_at:%a %-d %b %Y}"
        found.append(Standing(f"Paused until {until}", escalation.pause.reason))
    if escalation.stagnates_since:
        since = f"{escalation.stagnates_since:%a %-d %b %Y}"
        found.append(Standing(f"At a standstill since {since}", "updates came, nothing moved"))
    return found


def _asks(escalation: Escalation) -> list[Ask]:
    found: QuerySet[Ask] = escalation.asks.select_related("to_team", "to_person")
    return list(found.prefetch_related("answers").order_by("pk"))


def _ask(ask: Ask) -> OpenWork:
    words = [answer.word for answer in ask.answers.all()]
    whose = str(ask.to_team or ask.to_person)
    return OpenWork(
        whose, ask.what, AskAnswer.Word(words[-1]).value if words else "sent", ask.due_at
    )


def _pieces(escalation: Escalation) -> list[Piece]:
    found: QuerySet[Piece] = escalation.pieces.select_related("team")
    return list(found.prefetch_related("moves").order_by("pk"))


def _piece(piece: Piece) -> OpenWork:
    words = [move.word for move in piece.moves.all()]
    state = PieceMove.Word(words[-1]).value if words else "sent"
    return OpenWork(str(piece.team), piece.title, state)


def _links(
    escalation: Escalation, hangs: Attached, pieces: Sequence[Piece]
) -> list[tuple[str, str]]:
    found = [("First asked", escalation.origin_url)] if escalation.origin_url else []
    if hangs.links:
        found += [
            (f"{link.get_sort_display()}{f' {link.title}' if link.title else ''}", link.url)
            for link in links_of(escalation)
        ]
    return found + [
        (f"{piece.team}: {piece.title}", piece.issue_url) for piece in pieces if piece.issue_url
    ]


def _people(escalation: Escalation) -> list[Somebody]:
    found = Participant.objects.filter(escalation=escalation, left_at__isnull=True)
    return [
        Somebody(str(each), each.needs, each.spoken_at)
        for each in found.select_related("person").order_by("pk")
    ]
