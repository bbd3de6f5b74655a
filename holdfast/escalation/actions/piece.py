"""Pieces: parts of the work that one team each owns, and what becomes of them (R80, R81)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import must_be_open, take
from holdfast.escalation.actions.piece_moves import (
    move_piece,
    moves_again,
    must_be_theirs,
    set_given,
    take_with_escalation,
    tell_of,
)
from holdfast.escalation.actions.team import team_named
from holdfast.escalation.models import Escalation, Piece, PieceMove, Purpose
from holdfast.escalation.queries.piece import find_piece, open_pieces
from holdfast.escalation.rules.piece import silent_at
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import line, optional, plural, web_address
from holdfast.people.models import Team
from holdfast.people.queries import answering_for, policy_at
from holdfast.people.rules.permission import require

Word = PieceMove.Word


def hand_out_piece(
    *,
    ref: str,
    team: str,
    title: str,
    purpose: str = "fix",
    evidence: str = "",
    issue_url: str = "",
    by: Actor,
    at: datetime,
) -> Piece:
    """Give a part of the work to a team, by its name. Whoever answers for the team is told.

    Without evidence of how it was reproduced it is flagged, never blocked. The same piece handed to
    the same team again is a repeat while it is open; with other evidence or another link a Conflict.
    """
    if event := repeated(by):
        return find_piece(event.data["piece"]).piece
    title = line(title, field="title", ask="Give the piece a title: what the team should do.")
    if purpose not in Purpose.values:
        raise Invalid(
            f"“{purpose[:30]}” is not a purpose; use one of {', '.join(Purpose.values)}.",
            field="purpose",
        )
    evidence = optional(evidence, field="evidence")
    issue_url = web_address(issue_url, field="issue_url")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        must_be_open(escalation, to="hand out pieces of it")
        owner = escalation.owner
        if owner is None:
            raise Conflict(f"Nobody owns {escalation.ref} yet; accept it to hand out pieces of it.")
        require(
            by,
            "piece.hand_out",
            mine=owner.pk == by.person_id,
            instead=f"{owner}, who owns it, or a lead can.",
        )
        to = team_named(team, ask="Name the team that owns this piece.")
        given = (purpose, evidence, issue_url)
        if there := _handed_out(escalation, to, title, given):
            return there
        piece = Piece.objects.create(
            escalation=escalation,
            team=to,
            title=title,
            purpose=purpose,
            evidence=evidence,
            issue_url=issue_url,
            by_id=by.person,
            at=at,
            alarm_at=silent_at(at, policy_at(escalation.programme, at)),
        )
        moves_again(escalation)
        tell_of("piece.handed_out", piece, escalation, by=by, at=at, people=answering_for(to.pk))
    return piece


def take_piece(*, piece_id: int, note: str = "", by: Actor, at: datetime) -> Piece:
    """The team works on it now. Taking what one took already changes nothing."""
    note = optional(note, field="note")
    return move_piece(piece_id, Word.TAKEN, note=note, by=by, at=at)


def bounce_piece(*, piece_id: int, reason: str, by: Actor, at: datetime) -> Piece:
    """The team sends it back and says why. It stays open and waits for the DRI to send it again."""
    reason = optional(reason, field="reason")
    ask = "Say why it comes back: what is missing, or whose it is."
    return move_piece(piece_id, Word.BOUNCED, note=reason, ask=ask, by=by, at=at)


def finish_piece(
    *, piece_id: int, note: str = "", issue_url: str = "", by: Actor, at: datetime
) -> Piece:
    """The team's part is done."""
    note = optional(note, field="note")
    issue_url = web_address(issue_url, field="issue_url")
    return move_piece(piece_id, Word.DONE, note=note, issue_url=issue_url, by=by, at=at)


def waive_piece(*, piece_id: int, reason: str, by: Actor, at: datetime) -> Piece:
    """The escalation may close without it, for this reason: the DRI's or a lead's word."""
    reason = optional(reason, field="reason")
    ask = "Say why it can be left out; the reason stays with the piece."
    return move_piece(piece_id, Word.WAIVED, note=reason, ask=ask, by=by, at=at)


def reopen_piece(*, piece_id: int, reason: str, by: Actor, at: datetime) -> Piece:
    """A piece that was done or waived waits for its team again, while the escalation is open."""
    reason = optional(reason, field="reason")
    ask = "Say what came back, or what is missing."
    return move_piece(piece_id, Word.REOPENED, note=reason, ask=ask, by=by, at=at)


def resend_piece(
    *,
    piece_id: int,
    team: str = "",
    evidence: str = "",
    issue_url: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> Piece:
    """Send it to its team again after a bounce, or at any time to another team.

    What is left empty stays as it stands. The DRI or a lead sends.
    """
    return move_piece(
        piece_id,
        Word.SENT,
        note=optional(note, field="note"),
        team=team_named(team, ask="") if team.strip() else None,
        evidence=optional(evidence, field="evidence"),
        issue_url=web_address(issue_url, field="issue_url"),
        by=by,
        at=at,
    )


def amend_piece(
    *, piece_id: int, evidence: str = "", issue_url: str = "", by: Actor, at: datetime
) -> Piece:
    """Evidence or the link of the issue, come by later. What is left empty stays as it stands, and
    what it was before stands in the journal. It is no move: the team still owes one."""
    evidence = optional(evidence, field="evidence")
    issue_url = web_address(issue_url, field="issue_url")
    if not (evidence or issue_url):
        raise Invalid("Give the evidence or the link of the issue.", field="evidence")
    with transaction.atomic(durable=True):
        now, escalation = take_with_escalation(piece_id)
        piece = now.piece
        must_be_theirs(piece, escalation, by)
        must_be_open(escalation, to="add to its pieces")
        changed = set_given(piece, evidence=evidence, issue_url=issue_url)
        if not changed:
            return piece
        piece.save(update_fields=changed)
        tell_of(
            "piece.amended",
            piece,
            escalation,
            by=by,
            at=at,
            people=answering_for(piece.team_id) if piece.is_open else (),
        )
    return piece


def must_have_no_open_piece(escalation: Escalation) -> None:
    """Refuse to close over pieces that are neither ended nor waived, naming them and what to do."""
    left = open_pieces(escalation)
    if not left:
        return
    named = "; ".join(
        f"“{each.piece.title[:80]}” ({each.state}, {each.piece.team})" for each in left[:5]
    )
    more = f" and {len(left) - 5} more" if len(left) > 5 else ""
    raise Conflict(
        f"{escalation.ref} has {plural(len(left), 'open piece')}: {named}{more}. Finish each, or its "
        "owner or a lead waives it with a reason; then it can close.",
        pieces=[each.piece.pk for each in left],
    )


def _handed_out(
    escalation: Escalation, team: Team, title: str, given: tuple[str, str, str]
) -> Piece | None:
    """The open piece that this one repeats."""
    there = escalation.pieces.filter(team=team, title=title, ending=None).first()
    if there is None:
        return None
    stands = (there.purpose, there.evidence, there.issue_url)
    if any(new not in {old, ""} for new, old in zip(given, stands, strict=True)):
        raise Conflict(
            f"{team} has this piece already (piece {there.pk}); add to that one.", piece=there.pk
        )
    return find_piece(there.pk).piece
