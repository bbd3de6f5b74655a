"""Leads, people and workers at the same instant, on real connections."""

from __future__ import annotations

import pytest

from holdfast.people.models import Person, Programme
from holdfast.rotation import actions
from holdfast.rotation.actions.solving import solve_plans
from holdfast.rotation.models import Confirmation, Plan, Publication, Seat, Withdrawal
from holdfast.rotation.queries.plan import plan as find
from tests import cast
from tests.escalation.racing import at_once
from tests.rotation.plan_story import Here, Planning, planning

pytestmark = pytest.mark.slow


@pytest.fixture
def plans(transactional_db: None) -> Planning:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    story = cast.tell()
    Person.objects.filter(login="ada").update(role="lead")
    made = planning(story, windows=2)
    made.engineers("eva", "udo")
    made.served("eva", "udo")
    made.signs_up("eva")
    made.signs_up("udo")
    return made


def test_two_leads_publish_and_two_workers_solve_at_once(plans: Planning):
    at = plans.story.now
    asked = [
        actions.propose(programme=plans.story.programme, by=plans.story.lea, at=at)
        for _ in range(2)
    ]
    result = at_once([lambda: solve_plans(clock=lambda: at, solver=Here)] * 3)
    assert result.broken == []
    assert sum(result.done) == 2
    assert {find(each.pk).attempts for each in asked} == {1}

    # The same plan by two leads, and another one of the same windows.
    leads = [plans.story.lea, plans.story.ada]
    result = at_once(
        [
            *(
                lambda by=by: actions.publish_plan(plan_id=asked[0].pk, by=by, at=at)
                for by in leads
            ),
            lambda: actions.publish_plan(plan_id=asked[1].pk, by=leads[1], at=at),
        ]
    )
    assert result.broken == []
    assert (len(result.done), len(result.refused)) == (1, 2)
    assert Publication.objects.count() == 1
    assert [len(each) for each in plans.sits()] == [1, 1]
    assert Seat.objects.filter(source="plan").count() == 2


def test_a_seat_is_confirmed_given_up_or_withdrawn_by_a_plan_and_never_two_of_these(
    plans: Planning,
):
    for _ in range(2):
        plans.publish(plans.propose())
        (name,) = plans.sits()[0]
        seat = plans.seat_of(name, 0)
        pin = plans.pin(name, 0, seated=False)
        plan = plans.propose()
        assert name not in plans.says(plan)[0]
        at, who = plans.story.now, plans.story.of(name)
        result = at_once(
            [
                lambda s=seat, who=who, at=at: actions.confirm_seat(seat_id=s.pk, by=who, at=at),
                lambda p=plan, at=at: actions.publish_plan(plan_id=p.pk, by=plans.story.lea, at=at),
            ]
        )
        assert result.broken == []
        both = Confirmation.objects.filter(seat=seat), Withdrawal.objects.filter(seat=seat)
        assert [found.count() for found in both] in ([1, 0], [0, 1])
        assert Publication.objects.filter(plan=plan).exists() == both[1].exists()
        # Ready for the next round: everybody is out again.
        actions.unpin(pin_id=pin.pk, by=plans.story.lea, at=at)
        for left in Seat.objects.filter(window__in=plans.windows, withdrawal=None):
            Withdrawal.objects.create(seat=left, at=at, reason="Next round.")
        for login in ("eva", "udo"):
            plans.story.now += cast.timedelta(minutes=1)
            plans.signs_up(login)
    assert Plan.objects.count() == 4
