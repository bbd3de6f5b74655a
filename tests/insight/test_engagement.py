"""How often engineering was engaged, counted by hand: docs/requirements.md R77."""

from datetime import date

import pytest

from holdfast.escalation.actions import withdraw_ask
from holdfast.insight.queries.days import instants
from holdfast.insight.queries.engagement import engagement, engagements, trend
from holdfast.insight.queries.engagement_rows import engagement_rows, every_row
from holdfast.insight.rules.asked import Days, month
from holdfast.kernel.refusal import Invalid
from holdfast.people.actions import change_policy
from tests.cast import Story
from tests.insight.march import MARCH, engaged, issues, march
from tests.support.issues import said, take

WHOLE = Days(*MARCH)


def keys(story: Story, which: str, **given: str) -> list[str]:
    found = every_row(story.programme, instants(story.programme, WHOLE), which, **given)
    return [each.key or each.ref for each in found]


@pytest.mark.req("R77")
def test_three_of_twenty_issues_and_every_number_opens_to_its_rows(story: Story):
    march(story)
    found = engagement(story.programme, WHOLE)
    assert (found.engaged, found.issues, found.defects, found.unmatched) == (3, 20, 2, 1)
    assert found.rate == 0.15 and found.target == 0.1 and found.is_met is False
    rows = {name: keys(story, name) for name in ("engaged", "unmatched", "issues", "defects")}
    assert [len(rows[name]) for name in rows] == [3, 1, 20, 2]
    assert {*rows["engaged"]} == {"Z1", "Z2", *rows["unmatched"]}
    assert set(rows["defects"]) == {"D1", "D2"}


@pytest.mark.req("R77")
def test_without_a_single_imported_issue_there_is_no_denominator(story: Story):
    march(story, with_issues=False)
    found = engagement(story.programme, WHOLE)
    assert (found.engaged, found.issues, found.defects, found.rate) == (3, None, None, None)
    assert all(each.issues is None for each in trend(story.programme, WHOLE))
    # One issue of another month: now something is known, and of March it is that none came.
    take(story, said("Z1", "2026-02-02 10:00"))
    found = engagement(story.programme, WHOLE)
    assert (found.issues, found.rate) == (0, None)


@pytest.mark.req("R77")
def test_more_engaged_than_issues_is_said(story: Story):
    take(story, said("Z9", "2026-03-02 10:00"))
    engaged(story)
    engaged(story)
    found = engagement(story.programme, WHOLE)
    assert (found.engaged, found.issues) == (2, 1) and found.is_more_than_all


def test_a_request_withdrawn_before_anybody_looked_engaged_nobody(story: Story):
    issues(story)
    about = engaged(story, "Z1")
    withdraw_ask(ask_id=about.asks.get().pk, reason="Found it.", by=story.of("ana"), at=story.now)
    assert engagement(story.programme, WHOLE).engaged == 0
    assert keys(story, "engaged") == [] and keys(story, "unmatched") == []


@pytest.mark.req("R77")
def test_by_month_week_team_and_customer_the_parts_make_the_whole(story: Story):
    march(story)
    year = Days(date(2026, 2, 1), date(2026, 3, 31))
    for by in ("month", "week", "team", "customer"):
        found = engagements(story.programme, year, by=by)
        assert sum(each.engaged for each in found.parts) == found.whole.engaged == 3, by
        assert sum(each.issues or 0 for each in found.parts) == found.whole.issues == 20, by
    months = engagements(story.programme, year).parts
    assert [(each.key, each.engaged, each.issues) for each in months] == [
        ("2026-02", 0, 0),
        ("2026-03", 3, 20),
    ]
    customers = engagements(story.programme, year, by="customer").parts
    assert [(each.title, each.engaged, each.issues) for each in customers] == [
        ("Acme", 3, 10),
        ("Umbra Freight", 0, 10),
    ]
    assert len(keys(story, "engaged", customer="Acme")) == 3
    assert len(keys(story, "issues", customer="Umbra Freight")) == 10
    with pytest.raises(Invalid):
        engagements(story.programme, year, by="mood")


@pytest.mark.req("R77", "R25")
def test_the_target_is_that_of_the_policy_in_force_then(story: Story):
    for day, target in ((date(2026, 3, 10), 0.2), (date(2026, 4, 20), 0.05)):
        change_policy(
            programme=story.programme,
            effective_on=day,
            changes={"engagement_target": target},
            reason="As agreed.",
            by=story.lea,
            at=story.now,
        )
    targets = {each.key: each.target for each in trend(story.programme, month("2026-05"), count=4)}
    assert targets == {"2026-02": 0.1, "2026-03": 0.2, "2026-04": 0.05, "2026-05": 0.05}


def test_pages_of_rows_go_on_where_the_last_one_ended(story: Story):
    march(story)
    period = instants(story.programme, WHOLE)
    for which, count in (("engaged", 3), ("issues", 20), ("defects", 2)):
        seen, after = [], None
        while True:
            page = engagement_rows(story.programme, period, which, after=after, limit=1)
            seen += [(each.key, each.ref) for each in page.items]
            after = page.next
            if after is None:
                break
        assert len(seen) == len(set(seen)) == count


def test_what_a_helpdesk_calls_an_address_is_only_followed_as_a_page(story: Story):
    take(story, said("Z1", url="https://help.example.com/1"), said("Z2", url="javascript:alert(1)"))
    found = every_row(story.programme, instants(story.programme, WHOLE), "issues")
    assert {each.key: each.url for each in found} == {"Z1": "https://help.example.com/1", "Z2": ""}
