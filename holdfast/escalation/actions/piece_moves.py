"""One step of a piece: who may take it, what may follow what, who hears it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, save, take, tell
from holdfast.escalation.actions.stagnation import clear_stagnation
from holdfast.escalation.actions.team import is_of
from holdfast.escalation.models import Escalation, Piece, PieceMove
from holdfast.escalation.queries.piece import PieceNow, find_piece
from holdfast.escalation.rules.piece import MAY_FOLLOW, silent_at
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.kernel.text import required
from holdfast.people.models import Team
from holdfast.people.queries import acting, answering_for, policy_at
from holdfast.people.rules.permission import may, require

Word = PieceMove.Word

_KIND = {
    Word.TAKEN: "piece.taken",
    Word.BOUNCED: "piece.bounced",
    Word.SENT: "piece.sent_again",
    Word.DONE: "piece.done",
    Word.WAIVED: "piece.waived",
    Word.REOPENED: "piece.reopened",
}


def move_piece(
    piece_id: int,
    word: Word,
    *,
    note: str,
    ask: str = "",
    team: Team | None = None,
    evidence: str = "",
    issue_url: str = "",
    by: Actor,
    at: datetime,
) -> Piece:
    """One step of a piece. The word said last by the same person is a repeat; what makes no sense
    any more is a Conflict. `ask` is said where the note is needed and missing."""
    with transaction.atomic(durable=True):
        now, escalation = take_with_escalation(piece_id)
        piece = now.piece
        team = team or piece.team
        owner = escalation.owner
        if word in {Word.WAIVED, Word.SENT}:
            require(
                by,
                "piece.waive" if word == Word.WAIVED else "piece.hand_out",
                mine=bool(owner and owner.pk == by.person_id),
                instead=f"{owner}, who owns {escalation.ref}, or a lead can.",
            )
        else:
            must_be_theirs(piece, escalation, by)
        move = PieceMove(piece=piece, word=word, team=team, by_id=by.person, at=at)
        if _just_said(now, move, (note, evidence, issue_url)):
            return piece
        must_be_open(escalation, to="move its pieces")
        _must_follow(now, word, team)
        move.note = required(note, field="reason", ask=ask) if ask else note
        move.save()
        before = piece.team
        changed = set_given(piece, team=team, evidence=evidence, issue_url=issue_url)
        ended = word in {Word.DONE, Word.WAIVED}
        piece.ending = move if ended else None
        piece.alarm_at = None if ended else silent_at(at, policy_at(escalation.programme, at))
        piece.save(update_fields=[*changed, "ending", "alarm_at"])
        moves_again(escalation)
        tell_of(
            _KIND[word],
            piece,
            escalation,
            by=by,
            at=at,
            people=_who_hears(word, team, before),
            note=note,
            before=before.name if before.pk != team.pk else "",
        )
    return piece


def _who_hears(word: Word, team: Team, before: Team) -> list[int]:
    """Besides the DRI: the team where the move means work or no more work for it."""
    if word not in {Word.SENT, Word.WAIVED, Word.REOPENED}:
        return []
    return [number for each in {team, before} for number in answering_for(each.pk)]


def moves_again(escalation: Escalation) -> None:
    if changed := clear_stagnation(escalation):
        save(escalation, changed)


def take_with_escalation(piece_id: int) -> tuple[PieceNow, Escalation]:
    """The piece and its escalation, locked in the order every action locks: escalation first."""
    number = Piece.objects.filter(pk=piece_id).values_list("escalation_id", flat=True).first()
    if number is None:
        raise NotFound(f"There is no piece {piece_id}.")
    escalation = take(str(number))
    now = find_piece(piece_id)
    if now.piece.escalation_id != escalation.pk:
        # A merge was faster; a second lock here would be taken out of turn.
        raise Conflict(f"Piece {piece_id} has just moved to another escalation; look again.")
    return now, escalation


def must_be_theirs(piece: Piece, escalation: Escalation, by: Actor) -> None:
    owner = escalation.owner
    mine = bool(owner and owner.pk == by.person_id)
    if not may(by, "piece.move", mine=mine):
        mine = is_of(piece.team, acting(by))
    require(by, "piece.move", mine=mine, instead=f"{piece.team}, {owner} or a lead can.")


def _just_said(now: PieceNow, move: PieceMove, given: Sequence[str]) -> bool:
    """Is this the very move that was made last? What is left empty (`given`) says nothing else."""
    last, piece = now.last, now.piece
    if last is None:
        return False
    same = (last.word, last.by_id, last.team_id) == (move.word, move.by_id, move.team_id)
    stands = (last.note, piece.evidence, piece.issue_url)
    return same and all(new in {"", old} for new, old in zip(given, stands, strict=True))


def _must_follow(now: PieceNow, word: Word, team: Team) -> None:
    state, piece, last = now.state, now.piece, now.last
    by_whom = f" by {last.by}" if last and last.word == state else ""
    if state not in MAY_FOLLOW[word]:
        if word == Word.REOPENED:
            raise Conflict(f"Piece {piece.pk} is open ({state}); nothing needs reopening.")
        way_out = "" if piece.is_open else "; reopen it first"
        raise Conflict(f"Piece {piece.pk} was {state}{by_whom} already{way_out}.", state=state)
    if word == Word.SENT and state != "bounced" and team.pk == piece.team_id:
        raise Conflict(
            f"{team} has piece {piece.pk} already ({state}); add evidence to it, or send it to "
            "another team.",
            state=state,
        )


def set_given(piece: Piece, **given: Team | str) -> list[str]:
    """Set what was given and differs; the names of the fields."""
    changed = [name for name, new in given.items() if new and new != getattr(piece, name)]
    for name in changed:
        setattr(piece, name, given[name])
    return changed


def note_issue(piece_id: int, url: str) -> None:
    """The issue made of it where its team works, for the caller who has locked its escalation and tells
    of it in an event of their own. An address that a person gave stays."""
    Piece.objects.filter(pk=piece_id, issue_url="").update(issue_url=url)


def tell_of(
    kind: str,
    piece: Piece,
    escalation: Escalation,
    *,
    by: Actor,
    at: datetime,
    people: Iterable[int],
    note: str = "",
    before: str = "",
) -> None:
    """The DRI and who handed it out always hear; `people` besides them."""
    owner = escalation.owner
    tell(
        kind,
        escalation,
        by=by,
        at=at,
        people=[owner.pk if owner else None, piece.by_id, *people],
        piece=piece.pk,
        piece_title=piece.title,
        team=piece.team.name,
        before=before,
        purpose=piece.purpose,
        evidence=piece.evidence,
        issue_url=piece.issue_url,
        note=note,
    )
