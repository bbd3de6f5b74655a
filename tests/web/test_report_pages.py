"""The report and engagement as pages: read without JavaScript, every number opened."""

from urllib.parse import parse_qs, urlsplit

import pytest

from holdfast.insight.actions import make_reports
from tests.cast import Story
from tests.insight.march import MAILED, march
from tests.support.issues import said, take


@pytest.mark.req("R77", "R21")
def test_the_month_its_chart_and_the_rows_of_every_number(story: Story, at):
    march(story)
    story.now = MAILED
    rex = at("rex")
    page = rex.get("/reports/2026-03")
    assert "Engineering was engaged on 3 of 20 issues (15 %, target 10 % or less)." in page
    assert 'role="img"' in page.html and "rate-over" in page.html
    assert "1 of no known issue" in page and "The same as a table" in page
    assert "Look at the limit first." in page and "You saved our Friday." in page
    opened = {each for each in page.links if "rows" in each}
    figures = {parse_qs(urlsplit(each).query).get("figure", [""])[0] for each in opened}
    assert {"raised", "accepted", "declined", "closed", "without", "hours_to_dri"} <= figures
    for each in opened:
        rex.get(each)
    assert "Look at the limit first." in rex.get(
        "/reports/rows?figure=learnings&from=2026-03-01&to=2026-03-31"
    )
    assert "wrong use" in rex.get("/reports/rows?figure=without&from=2026-03-01&to=2026-03-31")


def test_what_changed_since_it_was_mailed_stands_on_the_page(story: Story, at):
    march(story)
    story.now = MAILED
    make_reports(story.now)
    assert "nothing has changed since" in at("lea").get("/reports/2026-03")
    take(story, said("Z99", "2026-03-20 10:00"))
    page = at("lea").get("/reports/2026-03")
    assert "As mailed on" in page.text and "some figures were others" in page.text
    assert "Issues2021" in page.text


def test_without_issues_the_pages_say_how_to_get_a_denominator(story: Story, at):
    march(story, with_issues=False)
    ana = at("ana")
    assert "no denominator" in ana.get("/reports/2026-03")
    page = ana.get("/engagement")
    assert "No support issue was ever imported" in page and "holdfast issues import" in page
    assert "rate-target" not in page.html  # nothing to draw


@pytest.mark.parametrize("by", ["month", "week", "team", "customer", "mood"])
def test_engagement_by_every_tab(story: Story, at, by: str):
    march(story)
    page = at("ana").get(f"/engagement?by={by}&from=2026-01-01&to=2026-03-31")
    assert "3 of 20 issues" in page
    assert any("which=engaged" in each for each in page.links)
    if by in {"month", "week"}:
        assert 'role="img"' in page.html


def test_rows_of_engagement_and_their_csv_run_nothing(story: Story, at):
    march(story)
    take(story, said("=1+1", "2026-03-10 10:00", title="@SUM(A1)", customer="-2"))
    days = "from=2026-03-01&to=2026-03-31"
    ana = at("ana")
    assert "Z1" in ana.get(f"/engagement/rows?which=engaged&{days}")
    answer = ana.client.get(f"/engagement/rows.csv?which=issues&{days}")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv") and len(text.splitlines()) == 22
    assert "'=1+1,," in text and "'@SUM(A1)" in text and ",'-2," in text
    answer = ana.client.get(f"/reports/rows.csv?figure=learnings&{days}")
    assert "Look at the limit first." in answer.content.decode()


def test_any_days_and_what_is_wrong_with_them(story: Story, at):
    ana = at("ana")
    assert "3 Mar 2026 to 4 Mar 2026" in ana.get("/reports?from=2026-03-03&to=2026-03-04")
    assert "ends" in ana.get("/reports?from=2026-03-04&to=2026-03-03", status=422)
    assert "not a day" in ana.get("/engagement?from=never", status=422)
    ana.get("/reports/2026-13", status=404)
    ana.get("/reports/rows?figure=nothing&from=2026-03-01&to=2026-03-31", status=404)


def test_the_list_of_months_and_mail_me(story: Story, at):
    sam = at("sam")
    page = sam.get("/reports")
    assert "/reports/2026-02" in page.links and "/engagement" in page.links
    page = sam.post("/reports/subscription")
    assert "comes to you on the first working day" in page
    assert "Mail it to me no more" in page and "Sam Okafor" in page
    assert "mailed to you no more" in sam.post("/reports/subscription", end="1")
    assert "mailed to you anyway" in at("lea").get("/reports")
