"""A year of the rotation, as its lead lives it: sign-ups, plans, drop-outs, a team in launch, a
promotion, and a seat that nobody fills."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from holdfast.rotation.models import Plan, Seat
from holdfast.rotation.presenting.plan import plan_as_data
from holdfast.rotation.queries.plan import plan as find
from tests.cast import Story
from tests.rotation.plan_story import MONDAY, planning
from tests.stories.day import Day


@pytest.mark.req("R10", "R18", "R26", "R27", "R29", "R36")
def test_a_year_with_drop_outs(story: Story, day: Day):
    year = planning(story, windows=13)
    year.policy(
        rest_days=84,
        customer_zones="America/New_York 3, Europe/Berlin 2",
        plan_windows=7,
        coverage_percent=40,
    )
    names = ("eva", "udo", "ida", "ulf", "tom", "pia", "liv")
    for number, name in enumerate(names):
        year.engineers(name, zone="America/New_York" if number % 2 else "Europe/Berlin")
        year.signs_up(name, choice=1 + number % 3)
    year.served(*names)

    # Spring: half the year is planned, everybody is asked, most say yes.
    first = year.propose()
    year.publish(first)
    seated = [next(iter(each)) for each in year.sits()[:7]]
    assert all(len(each) == 1 for each in year.sits()[:7])
    assert {mail.kind for mail in day.mails(seated[0])} == {"seat.planned"}
    letter = day.mail(seated[0], "seat.planned")
    assert "yes or no?" in letter.subject
    assert "/rotation#window-" in letter.text
    for number, name in enumerate(seated):
        if number != 2:
            year.confirm(name, number)

    # One declines: one seat moves, nobody's yes is touched, and the lead reads why.
    story.now += timedelta(days=3)
    year.give_up(seated[2], 2, reason="A baby comes.")
    assert year.solve() == 1
    again = Plan.objects.get(after__isnull=False)
    assert "A baby comes." in day.mail("lea", "plan.finished")
    data = plan_as_data(find(again.pk))
    moved = {each["login"]: each["kind"] for each in data["changes"] if each["kind"] != "same"}
    assert len(moved) == 1
    assert set(moved.values()) == {"new"} or set(moved.values()) == {"moved"}
    year.publish(find(again.pk))
    assert [len(each) for each in year.sits()[:7]] == [1] * 7
    (substitute,) = year.sits()[2]
    assert substitute != seated[2]
    year.confirm(substitute, 2)

    # Autumn: the rest of the year, by what was served until then.
    story.now += timedelta(days=150)
    second = year.propose(count=8)
    served = {person["id"]: person["served_halves"] for person in second.problem["people"]}
    assert served[seated[0]] >= 2
    year.publish(second)
    assert [len(each) for each in year.sits()] == [1] * 13
    turns = [sum(name in each for each in year.sits()) for name in names]
    assert sum(turns) == 13
    assert max(turns) - min(turns) <= 2
    spans = sorted(
        (seat.person.login, seat.days)
        for seat in Seat.objects.filter(withdrawal=None, source="plan").select_related(
            "window", "person"
        )
    )
    for (login, before), (other, after) in pairwise(spans):
        assert login != other or (after[0] - before[1]).days >= 84


@pytest.mark.req("R10", "R29")
def test_a_team_in_launch_leaves_a_hole_that_says_whom_to_ask(story: Story, day: Day):
    plans = planning(story, windows=2)
    plans.engineers("eva", "udo", team="Launch")
    plans.engineers("ida", "ulf", "tom", "pia")
    plans.served("eva", "udo", "ida", "ulf", "tom", "pia")
    for name in ("eva", "udo"):
        plans.signs_up(name, choice=0)
    plans.signs_up("ida", 0)
    plan = plans.propose()
    assert plans.says(plan) == [{"ida"}, set()]
    window = plan_as_data(plan)["windows"][1]
    assert window["missing"] == 1
    (hole,) = window["unfilled"]
    assert hole["ask"]
    page = day.at("lea").get(f"/rotation/plans/{plan.pk}")
    assert f"Ask one of these {len(hole['ask'])} people" in page
    # Somebody who is asked says yes, and the hole is gone.
    plans.signs_up(hole["ask"][0], 1, choice=1)
    assert plans.says(plans.propose())[1] == {hole["ask"][0]}


@pytest.mark.req("R30", "R32", "R33")
def test_who_needs_a_seat_for_a_promotion_gets_one_in_time(story: Story):
    plans = planning(story, windows=3)
    plans.policy(mentoring=False)
    plans.engineers("eva", "udo", "pia")
    plans.served("pia")
    for name in ("eva", "udo"):
        plans.signs_up(name, choice=3)
    plans.signs_up("pia", choice=1)
    # She has served, and others are keener and have not: without the promotion she comes last.
    assert "pia" not in plans.says(plans.propose(count=1))[0]
    plans.takes_part("pia", promotion_by=MONDAY + timedelta(days=30))
    plan = plans.propose(count=1)
    assert plans.says(plan)[0] == {"pia"}
    levels = {level["name"]: level["value"] for level in plan_as_data(plan)["levels"]}
    assert levels["promotion"] == 0
    # A date that no window ends before is nobody's fault, and changes nothing.
    plans.takes_part("pia", promotion_by=date(2026, 3, 20))
    levels = plan_as_data(plans.propose(count=1))["levels"]
    assert {level["name"]: level["value"] for level in levels}["promotion"] == 0
