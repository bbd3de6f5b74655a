"""A piece or an ask in its team's tracker, as a page shows it: how it stands, and the button that files it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from holdfast.escalation.models import Ask, Escalation, Piece
from holdfast.escalation.queries import Attached
from holdfast.people.models import Team
from holdfast.people.rules.permission import may
from holdfast.tracker.models import Filing, Place
from holdfast.tracker.port import trackers
from holdfast.tracker.queries import (
    filing_of_piece,
    filings_of_asks,
    filings_of_pieces,
    places,
)
from holdfast.web.forms import Form
from holdfast.web.forms.filing import FileIt
from holdfast.web.request import Request


@dataclass(frozen=True, slots=True)
class Shown:
    """`place` is where this person may file it now, None where they may not or it is there; `form` is
    the one that was refused."""

    address: str
    filing: Filing | None = None
    place: Place | None = None
    form: Form | None = None

    @property
    def is_worth_showing(self) -> bool:
        return bool(self.filing or self.place or self.form)


def of_piece(request: Request, piece: Piece, failed: Form | None) -> Shown:
    filing = filing_of_piece(piece.pk)
    place = None
    if piece.is_open and _may_file(request, piece.escalation):
        place = places([piece.team]).get(piece.team_id)
    return _shown("piece", piece.pk, filing, place, failed)


def of_pieces(escalation: Escalation, hangs: Attached) -> dict[int, Filing]:
    """By the number of the piece; nothing is read where none is filed."""
    return filings_of_pieces(escalation) if "filed pieces" in hangs.others else {}


def of_asks(
    request: Request,
    escalation: Escalation,
    asks: Iterable[Ask],
    hangs: Attached,
    failed: Form | None,
) -> dict[int, Shown]:
    """By the number of the ask. Places are read only for whoever may file what is still open."""
    asks = list(asks)
    filed = filings_of_asks(escalation) if "filed asks" in hangs.others else {}
    teams: dict[int, Team] = {
        each.to_team.pk: each.to_team for each in asks if each.is_open and each.to_team
    }
    known = places(teams.values()) if teams and _may_file(request, escalation) else {}
    return {
        each.pk: _shown(
            "ask",
            each.pk,
            filed.get(each.pk),
            known.get(each.to_team_id or 0) if each.is_open else None,
            failed,
        )
        for each in asks
    }


def _may_file(request: Request, escalation: Escalation) -> bool:
    """Nothing can be filed where no tracker is set up; then nothing is asked either."""
    owner = escalation.owner
    mine = bool(owner and owner.pk == request.user.pk)
    return bool(escalation.is_open and trackers() and may(request.actor, "filing.make", mine=mine))


def _shown(
    noun: str, number: int, filing: Filing | None, place: Place | None, failed: Form | None
) -> Shown:
    # In another place it is filed anew; one that did not get there is tried again.
    there = bool(
        filing
        and place
        and not filing.trouble
        and (noun == "ask" or (filing.tracker, filing.where) == (place.tracker, place.where))
    )
    mine = failed is not None and failed.slug == FileIt.slug_of(noun, number)
    return Shown(
        address=f"/{noun}s/{number}/filing",
        filing=filing,
        place=None if there else place,
        form=failed if mine else None,
    )
