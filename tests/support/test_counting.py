"""The denominator and the numerator of the engagement rate, and what each opens to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.insight.rules.figures import spread
from holdfast.kernel.refusal import Invalid
from holdfast.people.actions import change_policy
from holdfast.support.actions import match, recount
from holdfast.support.models import DayCount, Tally
from holdfast.support.queries import counting
from tests.cast import START, Story
from tests.support.issues import moment, said, take

pytestmark = pytest.mark.req("R77")
MARCH = {"since": date(2026, 3, 1), "until": date(2026, 4, 1)}


def some(story: Story) -> None:
    take(
        story,
        said("1", "2026-02-28 23:30", team="Search", customer="Acme"),
        said("2", "2026-03-01 10:00", team="Search", customer="Acme"),
        said("3", "2026-03-02 10:00", team="Billing", customer="Umbra"),
        said("4", "2026-03-31 23:30", team="Search", customer="Umbra"),
        said("5", "2026-03-02 10:00", filed_defect=True, team="Search", customer="Acme"),
        said("6", "2026-03-02 10:00", deleted_at="2026-03-03 10:00"),
    )


def test_nothing_is_no_denominator(story: Story):
    assert not counting.any_imported(story.programme)
    assert counting.opened(story.programme, **MARCH) == {"all": 0}
    assert counting.engaged(story.programme, **MARCH) == {"all": 0}
    assert counting.solved_times(story.programme, **MARCH) == counting.Solved(0, None, None)


@pytest.mark.parametrize("kept", [True, False])
def test_issues_are_counted_by_time_team_and_customer(story: Story, kept: bool):
    some(story)
    if not kept:  # as while the zone changes: from the issues themselves
        Tally.objects.update(zone="Asia/Tokyo")
        DayCount.objects.all().delete()
    assert counting.any_imported(story.programme)

    def opened(by: str, **given):
        return counting.opened(story.programme, by=by, **{**MARCH, **given})

    assert opened("all") == {"all": 3}
    assert opened("day") == {date(2026, 3, 1): 1, date(2026, 3, 2): 1, date(2026, 3, 31): 1}
    assert opened("week") == {date(2026, 2, 23): 1, date(2026, 3, 2): 1, date(2026, 3, 30): 1}
    assert opened("month") == {date(2026, 3, 1): 3}
    assert opened("month", since=date(2026, 2, 1)) == {date(2026, 2, 1): 1, date(2026, 3, 1): 3}
    assert opened("team") == {"Billing": 1, "Search": 2}
    assert opened("customer") == {"Acme": 1, "Umbra": 2}
    assert opened("all", team="Search") == {"all": 2}
    assert opened("week", customer="Umbra") == {date(2026, 3, 2): 1, date(2026, 3, 30): 1}
    assert opened("all", since=moment("2026-03-01 10:30"), until=moment("2026-03-02 10:30")) == {
        "all": 1
    }
    assert counting.defects(story.programme, by="team", **MARCH) == {"Search": 1}
    with pytest.raises(Invalid, match="nothing to count by"):
        opened("year")


def test_days_are_the_programmes(story: Story):
    change_policy(
        programme=story.programme,
        effective_on=START.date(),
        changes={"zone": "Europe/Berlin"},
        reason="Where we are.",
        by=story.ada,
        at=story.now,
    )
    some(story)
    recount(clock=lambda: story.now, go_on=lambda: True)
    found = counting.opened(story.programme, by="day", **MARCH)
    assert found == {date(2026, 3, 1): 2, date(2026, 3, 2): 1}
    rows = counting.issue_rows(story.programme, **MARCH)
    assert [each.key for each in rows] == ["3", "2", "1"]
    DayCount.objects.all().delete()
    Tally.objects.update(zone="UTC")
    assert counting.opened(story.programme, by="day", **MARCH) == found


def test_every_count_opens_to_its_rows(story: Story):
    some(story)
    keys, after = [], None
    while True:
        page = counting.issue_rows(story.programme, **MARCH, after=after, limit=2)
        keys += [each.key for each in page]
        if not (after := page.next):
            break
    assert keys == ["4", "3", "2"]
    one = counting.issue_rows(story.programme, **MARCH, team="Search", customer="Acme")
    assert [each.key for each in one] == ["2"]
    bugs = counting.issue_rows(story.programme, **MARCH, defects=True)
    assert [each.key for each in bugs] == ["5"]


def about(story: Story, key: str | None = None, customer: str = ""):
    owned = story.owned(by="ana", customer=customer)
    if key:
        match(ref=owned.ref, key=key, by=story.ana, at=story.now)
    return owned


def test_an_issue_is_engaged_once_when_it_was_first(story: Story):
    some(story)
    first, again = about(story, "2", "Acme"), about(story, "2", "Acme")
    alone, defect = about(story, customer="Umbra"), about(story, "5")
    gone = about(story, "6")
    about(story, "3")  # nobody is asked
    story.ask(alone, formal=False, until=date(2026, 3, 6))
    days = {}
    for days_later, escalation in (
        (0, first),
        (2, first),
        (3, again),
        (4, alone),
        (5, defect),
        (6, gone),
    ):
        story.now = START + timedelta(days=days_later)
        days[escalation.pk] = story.ask(escalation, until=date(2026, 3, 30), formal=True)

    def engaged(by: str = "all", **given):
        return counting.engaged(story.programme, by=by, **{**MARCH, **given})

    # Issue 2 on its first request, the one about none, and the one whose issue is gone; no defect.
    assert engaged() == {"all": 3}
    assert engaged("day") == {date(2026, 3, 3): 1, date(2026, 3, 7): 1, date(2026, 3, 9): 1}
    assert engaged("week") == {date(2026, 3, 2): 2, date(2026, 3, 9): 1}
    assert engaged("team") == {"Search": 3}
    assert engaged("customer") == {"": 1, "Acme": 1, "Umbra": 1}
    assert engaged(team="Billing") == {"all": 0}
    assert engaged(customer="Acme") == {"all": 1}
    # Later in the month issue 2 is none of the first any more.
    assert engaged(since=date(2026, 3, 4)) == {"all": 2}
    assert engaged("month", until=date(2026, 3, 4)) == {date(2026, 3, 1): 1}
    page = counting.engaged_rows(story.programme, **MARCH, limit=2)
    rest = counting.engaged_rows(story.programme, **MARCH, limit=2, after=page.next)
    rows = [*page, *rest]
    assert [(row.escalation.pk, row.issue.key if row.issue else None) for row in rows] == [
        (gone.pk, None),
        (alone.pk, None),
        (first.pk, "2"),
    ]
    assert rows[2].at == START and rows[2].team == "Search" and rest.next is None
    with pytest.raises(Invalid, match="begin with the first"):
        counting.engaged_rows(story.programme, **MARCH, after="x")


def test_requests_nobody_looked_at_and_issues_taken_away_do_not_count(story: Story):
    some(story)
    one, two = about(story, "2"), about(story, "3")
    withdrawn = story.ask(one, formal=True)
    story.say_of_ask(withdrawn, "withdraw", by="ana")
    assert counting.engaged(story.programme, **MARCH) == {"all": 0}
    story.now += timedelta(days=1)
    story.ask(one, formal=True)
    story.ask(two, formal=True)
    match(ref=one.ref, key="3", by=story.ana, at=story.now)
    # Of issue 3 the first request is the one on the first escalation.
    rows = counting.engaged_rows(story.programme, **MARCH)
    assert sorted((row.escalation.pk, row.issue.key) for row in rows) == [
        (one.pk, "2"),
        (one.pk, "3"),
    ]
    assert counting.engaged(story.programme, **MARCH) == {"all": 2}


@pytest.mark.parametrize("number", [1, 2, 9, 10, 11])
def test_times_to_a_solution_are_those_of_all_figures(story: Story, number: int):
    hours = [n * n % 37 for n in range(1, number + 1)]
    opened = moment("2026-03-02 10:00")
    take(
        story,
        *(
            said(str(n), solved_at=(opened + timedelta(hours=each)).isoformat()[:16])
            for n, each in enumerate(hours)
        ),
        said("open"),
        said("bug", filed_defect=True, solved_at="2026-03-30 10:00"),
    )
    wanted = spread(hours)
    found = counting.solved_times(story.programme, **MARCH)
    assert (found.count, found.median, found.p90) == (wanted.count, wanted.median, wanted.p90)
