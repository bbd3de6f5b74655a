"""What a tracker says of what was filed there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions import finish_piece
from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.models import Piece, PieceMove
from holdfast.escalation.queries.piece import find_piece
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Refusal
from holdfast.people.models import Person
from holdfast.people.queries import actor
from holdfast.tracker.actions.sending import escalation_of, facts, follow
from holdfast.tracker.models import Filing
from holdfast.tracker.port import Standing, State, trackers
from holdfast.tracker.queries import filing


def hear(standing: Standing, *, tracker: str, at: datetime) -> None:
    """The issue stands there so now. What we filed not is ignored, and so is what is older than what is
    known. Who closed it finishes the piece where we know them and it is theirs to move; otherwise
    its owner is told and decides.

    Harmless when repeated: the piece is finished before the news is kept.
    """
    known = Filing.objects.filter(tracker=tracker, key=standing.key).exclude(key="").first()
    if known is None or not _is_news(known, standing):
        return
    finisher = _finished(known, standing, tracker=tracker, at=at)
    with transaction.atomic(durable=True):
        escalation = take(escalation_of(filing(known.pk)).ref)
        made = filing(known.pk)
        if not _is_news(made, standing):
            return
        before = made.state
        made.state, made.words = standing.state.value, standing.words[:80]
        made.changed_at = standing.changed_at
        made.save(update_fields=["state", "words", "changed_at"])
        over = {State.DONE.value, State.DROPPED.value}
        ended = made.state in over
        heard = before != made.state and (ended or before in over) and finisher is None
        tell(
            "filing.moved",
            escalation,
            by=CLOCK,
            at=at,
            people=[escalation.answerable.pk] if heard and escalation.is_open else [],
            roles={"closer": finisher.pk if finisher else None},
            before=before,
            state=made.state,
            words=made.words,
            login=standing.login,
            changed_at=standing.changed_at.isoformat(),
            reopened=before in over and not ended,
            **facts(made),
        )


def adopt(*, piece_id: int, url: str, at: datetime) -> Filing | None:
    """An issue that somebody filed by hand is followed too, where its address is a tracker's."""
    found = next(((each, key) for each in trackers() if (key := each.key_of(url))), None)
    if found is None:
        return None
    there, key = found
    with transaction.atomic(durable=True):
        escalation = take(find_piece(piece_id).piece.escalation.ref)
        if Filing.objects.filter(tracker=there.name, key=key).exists():
            return None
        where = key.rpartition("#")[0] or key.rpartition("-")[0]
        if Filing.objects.filter(piece=piece_id, tracker=there.name, where=where).exists():
            return None
        made = Filing.objects.create(
            piece_id=piece_id,
            tracker=there.name,
            where=where,
            title="",
            body="",
            public=True,  # not looked at; nothing of ours was sent
            at=at,
            key=key,
            url=url,
            filed_at=at,
        )
        event = tell("filing.adopted", escalation, by=CLOCK, at=at, **facts(made))
        follow(made, event, at=at)
    return made


def _is_news(known: Filing, standing: Standing) -> bool:
    if known.changed_at is None or standing.changed_at > known.changed_at:
        return True
    # Trackers tell seconds: two changes of one second are both news, in the order they came.
    same = (known.state, known.words) == (standing.state.value, standing.words[:80])
    return standing.changed_at == known.changed_at and not same


def _finished(known: Filing, standing: Standing, *, tracker: str, at: datetime) -> Person | None:
    """Who finished the piece by closing the issue, None where nobody could."""
    if standing.state != State.DONE or known.piece_id is None:
        return None
    piece = find_piece(known.piece_id).piece
    if not piece.is_open or _went_elsewhere(piece, known):
        return None
    person = _person(standing, tracker=tracker)
    if person is None:
        return None
    try:
        finish_piece(
            piece_id=known.piece_id,
            note=f"Closed as {standing.key}.",
            by=actor(person, via=tracker),
            at=at,
        )
    except Refusal:
        return None  # not theirs, or moved meanwhile: its owner is told
    return person


def _went_elsewhere(piece: Piece, known: Filing) -> bool:
    """Has another team the piece now than when it was filed? Then the old team's issue, closed because
    it is no longer theirs, says nothing of it."""
    moves = PieceMove.objects.filter(piece=piece).order_by("pk")
    before = moves.filter(at__lte=known.at).last()
    after = moves.filter(at__gt=known.at).first()
    if before is not None:
        return before.team_id != piece.team_id
    if after is None:
        return False
    # Sent on as its first move, to whom it was not with; any other move names whose it was.
    return after.word == PieceMove.Word.SENT or after.team_id != piece.team_id


def _person(standing: Standing, *, tracker: str) -> Person | None:
    """GitHub's logins are ours; of other trackers the mail address says who it is."""
    here = Person.objects.filter(deactivated_at=None)
    if tracker == "github" and standing.login:
        return here.filter(login=standing.login.lower(), login_guessed=False).first()
    return here.filter(email__iexact=standing.email).first() if standing.email else None
