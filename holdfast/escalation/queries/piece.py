"""Reading pieces: of an escalation, of a team, and how often they came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from holdfast.escalation.models import Escalation, Piece, PieceMove
from holdfast.escalation.rules.piece import BOUNCED, SENT, progress, silent_at, state_after
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Person, Programme, Team
from holdfast.people.queries import policy_at
from holdfast.people.rules.policy import Policy
from holdfast.store import Listed

_MOST = 200  # of one list; the longest silent stand first

_standing = Listed(
    lambda among: (
        Piece.objects.filter(among("escalation"))
        .order_by("pk")
        .values_list(
            "escalation_id",
            "team__name",
            Subquery(
                PieceMove.objects.filter(piece=OuterRef("pk")).order_by("-pk").values("word")[:1]
            ),
        )
    )
)


@dataclass(frozen=True, slots=True)
class PieceNow:
    """A piece, and what its moves make of it."""

    piece: Piece
    moves: Sequence[PieceMove]  # oldest first

    @property
    def state(self) -> str:
        return state_after([move.word for move in self.moves])

    @property
    def bounces(self) -> int:
        return sum(move.word == BOUNCED for move in self.moves)

    @property
    def last(self) -> PieceMove | None:
        return self.moves[-1] if self.moves else None

    @property
    def moved_at(self) -> datetime:
        return self.last.at if self.last else self.piece.at

    def is_silent(self, policy: Policy, *, at: datetime) -> bool:
        """Open, and nobody has moved it for as long as the policy allows."""
        return self.piece.is_open and silent_at(self.moved_at, policy) <= at


def find_piece(piece_id: int) -> PieceNow:
    """Raises NotFound."""
    found = _now(Piece.objects.filter(pk=piece_id))
    if not found:
        raise NotFound(f"There is no piece {piece_id}.")
    return found[0]


def pieces_of(escalation: Escalation) -> list[PieceNow]:
    """All of them, in the order in which they were handed out."""
    return _now(Piece.objects.filter(escalation=escalation).order_by("pk"))


def open_pieces(escalation: Escalation) -> list[PieceNow]:
    """Those it cannot close over."""
    return [each for each in pieces_of(escalation) if each.piece.is_open]


def silent_pieces(pieces: Iterable[PieceNow], *, at: datetime) -> set[int]:
    """The numbers of those of them that are silent."""
    policies: dict[int, Policy] = {}
    silent = set()
    for each in pieces:
        programme = each.piece.escalation.programme
        policy = policies.get(programme.pk) or policy_at(programme, at)
        policies[programme.pk] = policy
        if each.is_silent(policy, at=at):
            silent.add(each.piece.pk)
    return silent


def pieces_progress(escalations: Iterable[Escalation]) -> dict[int, str]:
    """The line of progress of each of these that has pieces, by its number; one statement at most,
    none where nobody owns any of them: only an owner hands out pieces."""
    standing = defaultdict(list)
    owned = (each.pk for each in escalations if each.ownership_id)
    for number, team, word in _standing.all(owned):
        standing[number].append((state_after([word] if word else []), team))
    return {number: progress(pieces) for number, pieces in standing.items()}


def pieces_for(person: Person) -> list[PieceNow]:
    """Open pieces of the team this person belongs to or answers for, the longest unmoved first."""
    teams = Team.objects.filter(Q(pk=person.team_id) | Q(contact=person.pk))
    found = Piece.objects.filter(team__in=teams, alarm_at__isnull=False)
    return _now(found.order_by("alarm_at")[:_MOST])


def pieces_waiting_for(person: Person) -> list[PieceNow]:
    """Those of them that nobody has taken yet."""
    return [each for each in pieces_for(person) if each.state == SENT]


def pieces_from(person: Person) -> list[PieceNow]:
    """Open pieces that this person handed out, or of what they own now."""
    mine = Q(by=person.pk) | Q(escalation__ownership__person=person.pk)
    found = Piece.objects.filter(mine, alarm_at__isnull=False)
    return _now(found.order_by("alarm_at")[:_MOST])


def bounced_pieces(escalations: Iterable[Escalation]) -> list[PieceNow]:
    """Of these escalations the pieces that wait for their owner to send them again."""
    numbers = [each.pk for each in escalations]
    if not numbers:
        return []
    found = Piece.objects.filter(escalation__in=numbers, alarm_at__isnull=False)
    return [each for each in _now(found.order_by("alarm_at")) if each.state == BOUNCED]


def bounces(programme: Programme, since: datetime, until: datetime) -> int:
    """How often a team sent a piece of this programme's escalations back, from `since` on and
    before `until`. A piece that bounced twice counts twice, whatever became of it."""
    return PieceMove.objects.filter(
        word=PieceMove.Word.BOUNCED,
        piece__escalation__programme=programme,
        at__gte=since,
        at__lt=until,
    ).count()


def _now(found: QuerySet[Piece]) -> list[PieceNow]:
    rows = found.select_related(
        "team", "by", "escalation__programme", "escalation__ownership__person"
    ).prefetch_related(Prefetch("moves", PieceMove.objects.select_related("by", "team")))
    return [PieceNow(each, list(each.moves.all())) for each in rows]
