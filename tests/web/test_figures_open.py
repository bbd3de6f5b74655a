"""Every number of the report and of engagement is as many rows as it opens to (R77)."""

import random
from datetime import timedelta

import pytest

from holdfast.insight.actions import following
from tests.cast import Story
from tests.insight.march import MAILED, march
from tests.insight.opening import add_up
from tests.insight.test_agrees import play, staged

BY = ("month", "week", "team", "customer")
NO_DAYS = (
    "from=9999-12-31",
    "to=9999-12-31",
    "from=9999-12-01&to=9999-12-31",
    "from=9990-06-01&to=9999-12-31",
    "to=0001-01-01",
    "from=0001-01-01&to=0001-01-02",
    "from=2026-03-04&to=2026-03-03",
    "from=2026-02-30",
    "from=x",
    "from=1970-01-01&to=2026-01-01",
)
FAR_DAYS = (
    "from=1970-01-01",
    "from=1999-05-03&to=1999-05-09",
    "from=2999-12-31&to=2999-12-31",
    "from=2026-04-02&to=2026-06-01",  # not here yet
)


@pytest.mark.req("R77")
def test_of_a_month_counted_by_hand(story: Story, at):
    march(story)
    story.now = MAILED
    rex = at("rex").client
    found = add_up(rex, "/reports/2026-03")
    assert {"raised", "without", "engaged", "issues", "unmatched", "docs"} <= set(found)
    for by in BY:
        add_up(rex, f"/engagement?from=2026-02-10&to=2026-03-31&by={by}")
    assert found["issues"] and found["raised"]


@pytest.mark.req("R77")
def test_of_a_generated_history(story: Story, at, monkeypatch):
    monkeypatch.setattr(following, "_all_ended_before", lambda _: True)
    with staged():
        play(story, random.Random(11))
        first, last = (story.now - timedelta(days=40)).date(), story.now.date()
        client = at("lea").client
        found = add_up(client, f"/reports?from={first}&to={last}")
        assert sum(found.values()) > 10
        add_up(client, f"/engagement?from={first}&to={last}&by=team")


@pytest.mark.parametrize("days", NO_DAYS)
def test_days_that_are_none_are_refused_with_a_sentence(story: Story, at, days: str):
    client = at("ana").client
    for page in (f"/reports?{days}", f"/engagement?{days}", f"/reports/rows?figure=open&{days}"):
        response = client.get(page)
        assert 400 <= response.status_code < 500, (page, response.status_code)
        assert "no month" not in response.content.decode()


@pytest.mark.parametrize("days", FAR_DAYS)
def test_days_long_ago_or_to_come_are_empty(story: Story, at, days: str):
    client = at("ana").client
    for page in (f"/reports?{days}", f"/engagement?{days}&by=week"):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize(
    "rows",
    [
        "/reports/rows?figure=class-%00",
        "/reports/rows?figure=nonsense%00",
        "/reports/rows?figure=open&after=0001-01-01T00:00:00%2B14:00~1",
        "/reports/rows?figure=open&after=9999-12-31T23:59:59-14:00~1",
        "/reports/rows?figure=open&after=nonsense",
        "/reports/rows?figure=relief&after=-1",
        "/engagement/rows?team=%00",
        "/engagement/rows?customer=%00&which=issues",
        "/engagement/rows?after=9-9-9",
        "/engagement/rows?which=issues&after=nonsense",
        "/engagement/rows?which=unmatched&after=99999999999999999999",
        "/reports/9999-12",
        "/reports/0000-00",
    ],
)
def test_what_nobody_means_breaks_nothing(story: Story, at, rows: str):
    client = at("ana").client
    for page in (rows, rows.replace("/rows?", "/rows.csv?")):
        assert client.get(page).status_code < 500, page
