"""Many at the same instant, on real connections: one has it, the others read who."""

from __future__ import annotations

import pytest

from holdfast.kernel.refusal import Conflict
from holdfast.papercut import actions, queries
from holdfast.papercut.models import PaperCut, PickUp, Rank
from holdfast.people.models import Programme
from tests import cast
from tests.escalation.racing import at_once
from tests.papercut.cuts import Cuts


@pytest.fixture
def committed(transactional_db: None) -> Cuts:
    Programme.objects.get_or_create(name="Escalation engineering")
    return Cuts(cast.tell())


@pytest.mark.postgresql  # SQLite has one writer at a time
@pytest.mark.req("R61")
def test_picked_up_and_dragged_at_once(committed: Cuts):
    made = [committed.add(f"Gap {number}") for number in range(4)]
    for number, each in enumerate(made, start=1):
        committed.rank(each, number)
    ref, at = made[0].ref, committed.story.now
    by = [committed.story.of(login) for login in ("ana", "kim", "bo") for _ in range(2)]
    took = at_once([lambda who=who: actions.pick_up(ref=ref, by=who, at=at) for who in by])
    assert (took.broken, len(took.done), len(took.refused)) == ([], 2, 4)
    holder = PickUp.objects.get().person
    assert {each.pk for each in took.done} == {PickUp.objects.get().pk}
    assert {each.facts["engineer"] for each in took.refused} == {holder.login}

    # Four drag to the top at once, each on the order as they saw it: one did, the others look again.
    lea = committed.story.of("lea")
    seen = queries.last_rank(committed.story.programme)
    ranked = Rank.objects.count()
    drags = [
        lambda ref=each.ref: actions.rank_cut(ref=ref, position=1, seen=seen, by=lea, at=at)
        for each in made[1:]
    ]
    moved = at_once(drags)
    assert (moved.broken, len(moved.done), len(moved.refused)) == ([], 1, 2)
    assert all(isinstance(each, Conflict) for each in moved.refused)
    assert Rank.objects.count() == ranked + 1
    # Without having seen anything each has its place, and no two the same one.
    blind = [
        lambda ref=each.ref: actions.rank_cut(ref=ref, position=1, by=lea, at=at) for each in made
    ]
    assert at_once(blind).broken == []
    assert len(set(PaperCut.objects.values_list("place", flat=True))) == len(made)
