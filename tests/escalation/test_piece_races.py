"""Pieces and the closing of their escalation at the same instant, on real connections."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast.escalation import actions as do
from holdfast.escalation.models import Piece
from holdfast.escalation.queries.piece import find_piece
from holdfast.journal.models import Event
from holdfast.people.models import Programme
from holdfast.people.queries import actor, person
from tests import cast
from tests.cast import Story
from tests.escalation.racing import at_once

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


@pytest.fixture
def committed(transactional_db: None) -> Story:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    story = cast.tell()
    cast.another_team()
    return story


def by(login: str) -> dict[str, Any]:
    return {"by": actor(person(login), via="test")}


@pytest.mark.req("R80")
def test_nothing_closes_over_an_open_piece_whoever_is_faster(committed: Story):
    story = committed
    for _ in range(15):
        issue = story.owned()
        piece, at = story.piece(issue), {"at": story.now}
        close = {"ref": issue.ref, "outcome": "resolved", "reason": "Fixed.", **at}
        result = at_once(
            [
                lambda p=piece.pk, at=at: do.finish_piece(piece_id=p, **by("ben"), **at),
                lambda p=piece.pk, at=at: do.bounce_piece(
                    piece_id=p, reason="No.", **by("ida"), **at
                ),
                lambda close=close: do.ask_to_close(**close, **by("sam")),
                lambda r=issue.ref, at=at: do.hand_out_piece(
                    ref=r, team="Search", title="More", **by("ana"), **at
                ),
                lambda p=piece.pk, at=at: do.waive_piece(
                    piece_id=p, reason="Moot.", **by("lea"), **at
                ),
                lambda close=close: do.ask_to_close(**close, **by("sam")),
            ]
        )
        assert result.broken == []
        now = find_piece(piece.pk)
        assert (now.state in {"done", "waived"}) == (not now.piece.is_open)
        if not story.see(issue).is_open:
            assert not Piece.objects.filter(escalation=issue, ending=None).exists()


@pytest.mark.req("R59", "R80")
def test_two_take_it_and_two_clocks_ring_and_each_counts_once(committed: Story):
    story = committed
    for _ in range(10):
        piece = story.piece(story.owned())
        rings = piece.alarm_at
        result = at_once(
            [lambda at=rings: do.ring_silent_pieces(at)] * 3
            + [
                lambda p=piece.pk, who=who: do.take_piece(piece_id=p, at=story.now, **by(who))
                for who in ("ben", "ida")
            ]
        )
        assert result.broken == []
        subject = piece.escalation.ref
        assert Event.objects.filter(subject=subject, kind="piece.taken").count() == 1
        assert Event.objects.filter(subject=subject, kind="piece.silent").count() <= 1
        story.move(piece, "waive", by="ana", reason="Next round.")
