"""Everything about one relief at the same instant, on real connections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.journal.models import Event
from holdfast.people.models import Programme
from holdfast.rotation.actions import (
    acknowledge_relief,
    ask_for_relief,
    confirm_seat,
    drop,
    ring_reliefs,
    withdraw_seat,
)
from holdfast.rotation.models import Relief
from holdfast.rotation.queries import relief as queries
from tests import cast
from tests.cast import Story
from tests.escalation.racing import at_once
from tests.rotation.reliefs import STARTS, Reliefs

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


@pytest.fixture
def committed(transactional_db: None) -> Story:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    return cast.tell()


def kinds(found: Relief) -> list[str]:
    events = Event.objects.filter(subject=f"relief-{found.pk}")
    return list(events.values_list("kind", flat=True))


@pytest.mark.req("R35")
def test_two_acknowledge_name_and_ring_while_the_seat_goes(committed: Story):
    relief, by = Reliefs(committed), {each: committed.of(each) for each in ("ana", "max", "lea")}
    now = committed.now
    on = now + (STARTS - now.date()) + timedelta(hours=1)
    for _ in range(3):
        made = relief.made()
        number, seat = made.pk, made.seat_id
        result = at_once(
            [
                lambda n=number: acknowledge_relief(
                    relief_id=n, dropped=["Docs"], by=by["max"], at=now
                ),
                lambda n=number: acknowledge_relief(
                    relief_id=n, dropped=["Docs", "Hints"], by=by["lea"], at=now
                ),
                lambda n=number: drop(relief_id=n, text="Docs", by=by["max"], at=now),
                lambda: ring_reliefs(on),
                lambda: ring_reliefs(on),
                lambda s=seat: withdraw_seat(seat_id=s, reason="Launch.", by=by["ana"], at=now),
            ]
        )
        assert result.broken == []
        found, said = relief.see(made), kinds(made)
        assert queries.relief_state(found) == "ended" and said.count("relief.ended") == 1
        assert said.count("relief.acknowledged") <= 1 and said.count("relief.unacknowledged") <= 1
        texts = [each.text for each in found.dropped.all()]
        assert len(texts) == len(set(texts))
        assert all("has ended" in str(each) for each in result.refused), result.refused


@pytest.mark.req("R35")
def test_confirmed_and_asked_for_at_once_makes_one(committed: Story):
    relief, lea, now = Reliefs(committed), committed.of("lea"), committed.now
    seat = relief.seat("bo")
    acts = [lambda: confirm_seat(seat_id=seat.pk, by=lea, at=now)] * 3
    acts += [lambda: ask_for_relief(seat_id=seat.pk, by=lea, at=now)] * 3
    result = at_once(acts)
    assert result.broken == []
    assert Relief.objects.filter(seat=seat).count() == 1
    assert all("not confirmed" in str(each) for each in result.refused)
