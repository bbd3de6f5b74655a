"""Many people at the same instant, on real connections: one takes it, the others hear who."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from holdfast.kernel.actor import Actor
from holdfast.people.models import Programme
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, Swap, SwapEnd
from tests import cast
from tests.cast import Story
from tests.escalation.racing import at_once
from tests.rotation import swapping as do


@pytest.fixture
def committed(transactional_db: None) -> Story:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    return cast.tell()


def _taking(swap: Swap, by: Actor, at: datetime):
    return lambda: actions.accept_swap(swap_id=swap.pk, by=by, at=at)


def test_eight_take_it_at_once_and_one_has_it(committed: Story):
    logins = [f"racer-{number}" for number in range(8)]
    for login in logins:
        do.engineer(login)
    do.served(committed, *logins)
    where = do.window(committed)
    do.seat(committed, where, "ana")
    for _ in range(3):
        holder = Seat.objects.get(window=where, withdrawal=None)
        swap = do.offer(committed, holder)
        by = [committed.of(login) for login in logins if login != holder.person.login]
        result = at_once([_taking(swap, each, committed.now) for each in by])
        assert result.broken == []
        winner = SwapEnd.objects.get(swap=swap).taker
        assert [each.end.taker for each in result.done] == [winner]
        assert {each.facts.get("taker") for each in result.refused} == {winner.login}
        assert set(map(tuple, do.per_day(where).values())) == {(winner.pk,)}
    connection.check_constraints()


def _everything(swap: Swap, by: dict[str, Actor]):
    """The last moment for the taker is the first one for the sweep."""
    late = swap.expires_at - timedelta(microseconds=1)
    given = {"swap_id": swap.pk, "at": late}
    return [
        _taking(swap, by["kit"], late),
        lambda: actions.decline_swap(reason="x", by=by["kit"], **given),
        lambda: actions.withdraw_swap(by=by["ana"], **given),
        lambda: actions.mind_swaps(swap.expires_at),
    ]


def test_taken_withdrawn_declined_and_expired_at_once(committed: Story):
    kit = do.engineer("kit")
    do.served(committed, "kit")
    where = do.window(committed)
    do.seat(committed, where, "ana")
    by = {login: committed.of(login) for login in ("kit", "ana")}
    for _ in range(4):
        seat = Seat.objects.get(window=where, person__login="ana", withdrawal=None)
        swap = do.offer(committed, seat, to="kit", half=0)
        result = at_once(_everything(swap, by))
        assert result.broken == []
        taken = SwapEnd.objects.get(swap=swap).word == "taken"
        people = [set(each) for each in do.per_day(where).values()]
        assert (people[0] == {kit.pk}) is taken
        assert {len(each) for each in people} == {1}
        if taken:
            back = actions.untake_swap(swap_id=swap.pk, by=by["kit"], at=committed.now)
            actions.accept_swap(swap_id=back.pk, by=by["ana"], at=committed.now)


def test_two_true_swaps_of_the_same_seats_never_wait_for_each_other(committed: Story):
    """Each offers theirs for the other's, and both say yes at once: one goes through."""
    first, second = do.window(committed), do.window(committed, date(2026, 8, 3), date(2026, 8, 31))
    do.engineer("kit")
    do.engineer("mia")
    one, other = do.seat(committed, first, "kit"), do.seat(committed, second, "mia")
    swaps = [
        do.offer(committed, one, to="mia", in_return=other.pk),
        do.offer(committed, other, to="kit", in_return=one.pk),
    ]
    by = [committed.of("mia"), committed.of("kit")]
    result = at_once(
        [_taking(swap, each, committed.now) for swap, each in zip(swaps, by, strict=True)]
    )
    assert result.broken == []
    assert (len(result.done), len(result.refused)) == (1, 1)
    assert sorted(SwapEnd.objects.values_list("word", flat=True)) == ["taken", "withdrawn"]
    assert not Swap.objects.filter(alarm_at__isnull=False).exists()
    assert [each[0] for each in do.standing(committed, first)] == ["mia"]
    assert [each[0] for each in do.standing(committed, second)] == ["kit"]
