"""The monthly report, as a director reads it and as it is mailed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from holdfast.insight.actions import end_subscription, make_reports, subscribe
from holdfast.insight.models import Subscription
from holdfast.insight.presenting.report import as_data, as_text, changed, kept
from holdfast.insight.queries.days import days_asked, instants
from holdfast.insight.queries.made import made_report
from holdfast.insight.queries.report import report
from holdfast.insight.queries.report_rows import rows_of
from holdfast.insight.rules.asked import Days, month
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Invalid, NotAllowed
from holdfast.mail.render import render
from holdfast.people.actions import change_policy
from tests.cast import Story
from tests.insight.march import MAILED, MARCH, march
from tests.support.issues import said, take

WHOLE = Days(*MARCH)


def refs(story: Story, figure: str) -> list[str]:
    period = instants(story.programme, WHOLE)
    return [row.ref for row in rows_of(story.programme, period, figure, at=story.now).items]


@pytest.mark.req("R77", "R21")
def test_a_director_reads_the_month(story: Story):
    march(story)
    story.now = MAILED
    found = report(story.programme, WHOLE, at=story.now)
    text = as_text(found)
    assert text.startswith("March 2026\nEngineering was engaged on 3 of 20 issues (15 %")
    assert "1 belong to no known support issue" in text
    assert (
        "5 raised, 4 accepted, 1 declined (1 of them asked for by an executive), 1 closed" in text
    )
    # One of one: said, with how few that is.
    assert "Solved without engineering: 1 of 1 closed (100 %, too few to say much)" in text
    assert "1 wrong use, 1 left a document" in text
    assert "Look at the limit first." in text and "You saved our Friday." in text
    assert found.is_over and found.compared == month("2026-02")


def test_json_has_the_keys_of_the_contract(story: Story):
    march(story)
    data = as_data(report(story.programme, WHOLE, at=MAILED))
    assert data["period"] == {"from": "2026-03-01", "to": "2026-03-31", "over": True}
    engagement = data["engagement"]
    assert {name: engagement[name] for name in ("engaged", "issues", "rate", "target")} == {
        "engaged": 3,
        "issues": 20,
        "rate": 0.15,
        "target": 0.1,
    }
    assert {"raised", "accepted", "declined", "closed", "open"} <= set(data["escalations"])
    for name in ("hours_to_dri", "hours_to_close"):
        assert {"median", "p90"} <= set(data[name])
    assert {"on_time", "due"} <= set(data["update_adherence"])
    assert all(isinstance(data[name], int) for name in ("handovers", "bounces", "uncovered_days"))


def test_a_month_that_is_not_over_says_so_far(story: Story):
    march(story)
    found = report(story.programme, WHOLE, at=story.now)
    assert not found.is_over and as_text(found).startswith("March 2026, so far")
    assert as_data(found)["period"]["over"] is False


def test_an_empty_programme_has_a_report_that_says_nothing_is_known(story: Story):
    text = as_text(report(story.programme, month("2026-01"), at=story.now))
    assert "no denominator" in text and "holdfast issues import" in text
    assert "none were closed" in text


def test_the_rows_behind_what_the_report_counts_itself(story: Story):
    march(story)
    alone = story.see(story.raised()).pk - 2  # the fourth: the decline and this one came after
    assert refs(story, "without") == refs(story, "docs") == [f"ESC-{alone}"]
    assert refs(story, "class-wrong_use") == refs(story, "learnings") == [f"ESC-{alone}"]
    assert refs(story, "class-none") == []


def test_what_engineering_was_asked_for_was_not_solved_without_it(story: Story):
    march(story)
    asked = story.see(story.programme.escalations.order_by("pk").first())
    # Somebody looked at it; asks that nobody saw end with the escalation and engaged nobody.
    story.say_of_ask(asked.asks.get(), "acknowledge", by="bo")
    story.answer(story.ask_to_close(asked), agree=True)
    solved = report(story.programme, WHOLE, at=story.now).solved
    assert (solved.closed, solved.unaided, dict(solved.classes)) == (2, 1, {"wrong_use": 1, "": 1})


@pytest.mark.req("R21")
def test_before_and_since_are_only_compared_over_enough_issues(story: Story):
    """Ana's and Kim's window, the first, began on 16 February."""
    before = [said(f"B{n}", "2026-02-10 10:00", solved_at="2026-02-12 10:00") for n in range(29)]
    since = [said(f"S{n}", "2026-03-10 10:00", solved_at="2026-03-11 10:00") for n in range(30)]
    take(story, *before, *since)
    found = report(story.programme, WHOLE, at=MAILED).before_after
    assert found and found.since == date(2026, 2, 16) and not found.says_something
    take(story, said("B29", "2026-01-20 10:00", solved_at="2026-01-22 10:00"))
    found = report(story.programme, WHOLE, at=MAILED)
    assert found.before_after and found.before_after.says_something
    assert (found.before_after.earlier.median, found.before_after.now.median) == (48, 24)
    assert "this is no proof" in as_text(found)
    # Of days before the programme there is nothing to compare.
    assert report(story.programme, month("2026-01"), at=MAILED).before_after is None


# --- by mail -------------------------------------------------------------------------------------


@pytest.mark.req("R77")
def test_on_the_first_working_day_it_is_mailed_once_with_the_figures_as_they_stood(story: Story):
    march(story)
    change_policy(
        programme=story.programme,
        effective_on=story.now.date(),
        changes={"sponsor": "rex"},
        reason="He asked for it.",
        by=story.lea,
        at=story.now,
    )
    subscribe(programme=story.programme, login="sam", by=story.sam, at=story.now)
    assert make_reports(MAILED - timedelta(minutes=1)) == 0
    assert [make_reports(MAILED), make_reports(MAILED + timedelta(hours=1))] == [1, 0]
    assert story.told("report.made") == {"lea", "rex", "sam"}

    made = made_report(story.programme, "2026-03")
    assert made and made.subject == "report-2026-03"
    # An issue that came in late changes today's figures, not what the mail says.
    take(story, said("Z99", "2026-03-20 10:00"))
    letter = render(made, story.people["rex"], key="mail:1")
    assert letter.subject.startswith("The programme in March 2026: Engineering was engaged on 3 of")
    assert "3 of 20 issues" in letter.text and "5 raised, 4 accepted" in letter.text
    assert letter.text.count("/reports/2026-03") == 1
    now = kept(as_data(report(story.programme, WHOLE, at=MAILED)))
    assert changed(made.data["figures"], now) == [("issues", 20, 21)]


def test_a_month_before_the_first_record_is_not_reported(story: Story):
    assert make_reports(datetime(2026, 3, 31, 12, tzinfo=UTC)) == 0  # of February
    march(story)
    assert make_reports(story.now) == 0
    assert not Event.objects.filter(kind="report.made").exists()


def test_a_worker_that_was_away_makes_it_late_and_only_the_last_month(story: Story):
    march(story)
    assert make_reports(datetime(2026, 6, 20, tzinfo=UTC)) == 1
    made = Event.objects.get(kind="report.made")
    assert made.data["month"] == "2026-05"


def test_subscriptions_begin_and_end_once(story: Story):
    given = {"programme": story.programme, "login": "sam", "at": story.now}
    first = subscribe(by=story.sam, **given)
    assert subscribe(by=story.sam, **given) == first and Subscription.objects.count() == 1
    assert end_subscription(by=story.lea, **given) and not end_subscription(by=story.sam, **given)
    assert story.told("subscription.ended") == {"sam"}
    again = subscribe(by=story.lea, **given)
    assert again.pk != first.pk and again.by.login == "lea"
    with pytest.raises(NotAllowed):
        subscribe(by=story.kim, **given)
    assert (
        "first working day"
        in render(
            Event.objects.filter(kind="subscription.made").latest("pk"),
            story.people["sam"],
            key="m",
        ).text
    )


def test_who_is_deactivated_gets_nothing(story: Story):
    march(story)
    subscribe(programme=story.programme, login="sam", by=story.sam, at=story.now)
    sam = story.people["sam"]
    sam.deactivated_at = story.now
    sam.save(update_fields=["deactivated_at"])
    make_reports(MAILED)
    made = Event.objects.get(kind="report.made")
    assert not Delivery.objects.filter(event=made, recipient=str(sam.pk)).exists()
    with pytest.raises(Invalid, match="deactivated"):
        subscribe(programme=story.programme, login="sam", by=story.lea, at=story.now)


def test_days_are_asked_for_in_the_programmes_zone(story: Story):
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # April already where the programme is
    assert days_asked(story.programme, None, None, at=late) == month("2026-02")
    change_policy(
        programme=story.programme,
        effective_on=date(2026, 3, 31),
        changes={"zone": "Asia/Tokyo"},
        reason="We moved.",
        by=story.lea,
        at=story.now,
    )
    assert days_asked(story.programme, None, None, at=late) == month("2026-03")
