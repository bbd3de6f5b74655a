"""`holdfast report` and `holdfast subscription`."""

import pytest

from tests.cast import Story
from tests.cli.conftest import Run
from tests.insight.march import march

DAYS = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.mark.req("R77")
def test_the_report_at_the_terminal(story: Story, run: Run):
    march(story)
    ran = run("report", *DAYS)
    assert ran.code == 0 and "engaged on 3 of 20 issues" in ran.out
    found = run("report", *DAYS, "--json").json
    assert found["engagement"]["issues"] == 20 and found["period"]["to"] == "2026-03-31"
    assert run("report", "--json").json["period"]["from"] == "2026-02-01"
    run("report", "--from", "soon").refused("not a day")
    run("report", "--from", "2026-03-02", "--to", "2026-03-01").refused("before it starts")


def test_subscriptions_at_the_terminal(story: Story, run: Run):
    assert "goes to Sam Okafor too" in run("subscription", "make", "sam").out
    assert run("subscription", "list").out.strip() == "sam"
    run("subscription", "end", "sam", "--as", "kim").refused("may not")
    assert run("subscription", "end", "sam", "--as", "sam").code == 0
    assert run("subscription", "list", "--json").json == {"items": []}
    assert "had not asked" in run("subscription", "end", "sam").err
