"""The policy in force: from which instant, changed by whom, for which reasons refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Invalid, NotAllowed
from holdfast.people.actions import change_policy
from holdfast.people.models import PolicyVersion
from holdfast.people.queries import policy_at, policy_on
from holdfast.people.rules.policy import Policy, as_data, from_data
from tests.cast import Story


def change(story: Story, on: date, by: str = "lea", reason: str = "Because.", **changes: object):
    return change_policy(
        programme=story.programme,
        effective_on=on,
        changes=changes,
        reason=reason,
        by=story.of(by),
        at=story.now,
    )


@pytest.mark.req("R25", "R34", "R89")
def test_without_a_change_the_defaults_are_in_force(story: Story):
    assert policy_at(story.programme, story.now) == Policy()


@pytest.mark.req("R25", "R34", "R89")
@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("UTC", datetime(2026, 4, 1, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 31, 10, tzinfo=UTC)),  # UTC+14
        ("Etc/GMT+12", datetime(2026, 4, 1, 12, tzinfo=UTC)),  # UTC-12
        ("Asia/Kathmandu", datetime(2026, 3, 31, 18, 15, tzinfo=UTC)),
    ],
)
def test_a_change_holds_from_midnight_of_its_day_in_its_own_zone(
    story: Story, zone: str, midnight: datetime
):
    change(story, date(2026, 4, 1), zone=zone, seats_wanted=3)
    just_before = midnight - timedelta(microseconds=1)
    assert policy_at(story.programme, just_before).seats_wanted == 2
    assert policy_at(story.programme, midnight).seats_wanted == 3


@pytest.mark.req("R25")
def test_old_figures_keep_the_numbers_they_had(story: Story):
    change(story, date(2026, 4, 1), seats_wanted=3)
    change(story, date(2026, 6, 1), seats_wanted=4)
    wanted = {
        day: policy_on(story.programme, day).seats_wanted
        for day in (
            date(2020, 1, 1),
            date(2026, 3, 31),
            date(2026, 4, 1),
            date(2026, 5, 31),
            date(2026, 6, 1),
        )
    }
    assert list(wanted.values()) == [2, 2, 3, 3, 4]


@pytest.mark.req("R34")
def test_the_last_change_of_a_day_counts_and_what_it_leaves_out_stays(story: Story):
    change(story, date(2026, 4, 1), seats_wanted=3, handover_hour=7)
    change(story, date(2026, 4, 1), seats_wanted=5)
    policy = policy_at(story.programme, datetime(2026, 4, 2, tzinfo=UTC))
    assert (policy.seats_wanted, policy.handover_hour) == (5, 7)
    event = Event.objects.filter(kind="policy.changed").last()
    assert event.data["changes"] == {"seats_wanted": [3, 5]}
    assert event.data["reason"] == "Because."


@pytest.mark.req("R89")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Nothing changes"),
        ({"seats_wanted": 2}, "Nothing changes"),
        ({"colour": "red"}, "no “colour”"),
        ({"zone": "Mars/Base"}, "not a time zone"),
        ({"zone": "../../etc/passwd"}, "not a time zone"),
        ({"handover_hour": 24}, "from 0 to 23"),
        ({"handover_hour": "nine"}, "from 0 to 23"),
        ({"window_days": 0}, "from 1 to 365"),
        ({"window_days": 7.5}, "whole number"),
        ({"engagement_target": 1.5}, "from 0 to 1"),
        ({"engagement_target": float("nan")}, "from 0 to 1"),
        ({"grace": "soon"}, "not a length of working time"),
        ({"grace": "-2h"}, "not a length of working time"),
        ({"grace": "1.5d"}, "not a length of working time"),
        ({"grace": "nanh"}, "not a length of working time"),
        ({"update": {"7": "1d"}}, "go by severity, 0 to 3"),
        ({"day_starts": "18:00"}, "end after it starts"),
        ({"day_ends": "25:00"}, "not a time of day"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(story: Story, changes: dict, says: str):
    with pytest.raises(Invalid, match=says):
        change(story, date(2026, 4, 1), **changes)
    assert not PolicyVersion.objects.exists()


@pytest.mark.req("R25")
@pytest.mark.parametrize(
    "changes",
    [
        {"update": {"x": "1d"}},
        {"update": "1d"},
        {"update": None},
        {"acknowledge": ["1d"]},
        {"seats_wanted": None},
        {"window_days": [28]},
        {"day_starts": None},
        {"boundaries": 7},
    ],
)
def test_a_change_of_the_wrong_shape_is_refused_not_a_crash(story: Story, changes: dict):
    with pytest.raises(Invalid):
        change(story, date(2026, 4, 1), **changes)


@pytest.mark.req("R34")
def test_the_past_is_not_changed_and_plans_stand_in_order(story: Story):
    yesterday = story.now.date() - timedelta(days=1)
    with pytest.raises(Invalid, match="from today on"):
        change(story, yesterday, seats_wanted=3)
    change(story, date(2026, 6, 1), seats_wanted=4)
    with pytest.raises(Invalid, match="already planned"):
        change(story, date(2026, 4, 1), seats_wanted=3)
    with pytest.raises(Invalid, match="Say why"):
        change(story, date(2026, 6, 1), reason="  ", seats_wanted=3)


@pytest.mark.req("R34", "R89")
def test_only_leads_change_it(story: Story):
    for login in ("sam", "ana", "max"):
        with pytest.raises(NotAllowed, match="change the policy"):
            change(story, date(2026, 4, 1), by=login, seats_wanted=3)
    change(story, date(2026, 4, 1), by="ada", boundaries="No roadmap wishes.")
    assert policy_on(story.programme, date(2026, 4, 1)).boundaries == "No roadmap wishes."


def test_data_and_policy_say_the_same():
    assert from_data(as_data(Policy())) == Policy()
    other = from_data({"update": {"0": "30h", "3": "7d"}, "day_starts": "08:30", "grace": "0.5h"})
    assert from_data(as_data(other)) == other


def test_a_refused_allowance_says_of_which_severity():
    with pytest.raises(Invalid, match="For sev2, “soon” is not a length"):
        from_data({"update": {"1": "1d", "2": "soon"}})


def test_however_many_changes_are_planned_today_keeps_its_policy(story: Story):
    today, tomorrow = story.now.date(), story.now.date() + timedelta(days=1)
    for effective_on, seats in [(today, 3), *((tomorrow, number) for number in range(4, 10))]:
        change_policy(
            programme=story.programme,
            effective_on=effective_on,
            changes={"seats_wanted": seats},
            reason="We try it.",
            by=story.lea,
            at=story.now,
        )
    assert policy_at(story.programme, story.now).seats_wanted == 3
    assert policy_at(story.programme, story.now + timedelta(days=1)).seats_wanted == 9
    assert policy_on(story.programme, tomorrow).seats_wanted == 9


@pytest.mark.req("R77")
def test_every_list_of_the_policy_can_be_changed(story: Story):
    """Each was added by itself, and one table of them reads all."""
    lists = {
        "customer_zones": "Europe/London 3, Asia/Tokyo 2",
        "announce_weeks": "8, 4, 2",
        "defect_tags": "filed_defect, bug_report",
        "issue_team_field": "360001234567",
        "equivalents": "on-call lead",
    }
    change(story, date(2026, 4, 1), **lists)
    found = policy_on(story.programme, date(2026, 4, 1))
    assert {name: getattr(found, name) for name in lists} == lists
