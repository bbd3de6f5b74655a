"""Days as people ask for them, and the words of a rate: pure."""

from datetime import date

import pytest

from holdfast.insight.rules.asked import (
    Days,
    before,
    days,
    first_working_day,
    month,
    months,
    weeks,
)
from holdfast.insight.rules.engagement import Engagement, headline, percent, standing
from holdfast.insight.rules.figures import Spread
from holdfast.insight.rules.report import hours, moved, spread_words
from holdfast.kernel.refusal import Invalid

TODAY = date(2026, 11, 24)


def test_both_days_are_counted_and_last_month_is_meant_where_nothing_is_said():
    assert days(None, None, today=TODAY) == Days(date(2026, 10, 1), date(2026, 10, 31))
    assert days(date(2026, 2, 10), None, today=TODAY).ends_on == date(2026, 2, 28)
    assert days(None, date(2026, 2, 10), today=TODAY).starts_on == date(2026, 2, 1)
    one = days(date(2026, 3, 3), date(2026, 3, 3), today=TODAY)
    assert one.length == 1 and one.until == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 3, 4), date(2026, 3, 3)), (date(2010, 1, 1), date(2026, 1, 1))],
)
def test_days_that_make_no_period_are_refused(first, last):
    with pytest.raises(Invalid):
        days(first, last, today=TODAY)


@pytest.mark.parametrize("key", ["2026-13", "2026-00", "26-01", "", "2026-1", "0001-01", "x" * 50])
def test_what_is_no_month(key):
    with pytest.raises(Invalid):
        month(key)


def test_a_month_is_compared_with_the_month_before_and_days_with_as_many():
    assert before(month("2026-03")) == month("2026-02")
    assert before(Days(date(2026, 3, 10), date(2026, 3, 12))) == Days(
        date(2026, 3, 7), date(2026, 3, 9)
    )
    assert month("2024-02").length == 29 and month("2024-02").title == "February 2024"


def test_twelve_months_and_weeks_cut_to_the_days():
    year = months(month("2026-03"), 12)
    assert [year[0].month, year[-1].month, len(year)] == ["2025-04", "2026-03", 12]
    cut = weeks(month("2026-10"))  # from a Thursday to a Saturday
    assert cut[0] == Days(date(2026, 10, 1), date(2026, 10, 4))
    assert cut[-1] == Days(date(2026, 10, 26), date(2026, 10, 31))
    assert sum(each.length for each in cut) == 31


def test_the_first_working_day_of_a_month():
    assert first_working_day(date(2026, 3, 20)) == date(2026, 3, 2)  # the 1st is a Sunday
    assert first_working_day(date(2026, 8, 1)) == date(2026, 8, 3)  # a Saturday
    assert first_working_day(date(2026, 10, 1)) == date(2026, 10, 1)


def said(engaged: int, issues: int | None, target: float = 0.1) -> Engagement:
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    return Engagement("2026-10", "October 2026", first, last, engaged, issues, 0, 0, target)


@pytest.mark.req("R77")
@pytest.mark.parametrize(
    ("found", "words", "word"),
    [
        (said(7, 91), "on 7 of 91 issues (7.7 %, target 10 % or less).", "within target"),
        (said(12, 91), "on 12 of 91 issues (13.2 %", "over target"),
        (said(3, None), "3 times; on how many of all issues is not known", "no denominator"),
        (said(0, 0), "on nothing; no support issue of this period is known", "no issues"),
        (said(5, 4), "that is more than there are issues", "more than issues"),
        (said(0, 3), "so few issues say little", "within target"),
        (said(10, 100), "(10 %, target 10 %", "within target"),
    ],
)
def test_the_headline_says_what_is_known_and_invents_nothing(found, words, word):
    assert words in headline(found)
    assert standing(found) == word
    if not found.issues:
        assert found.rate is None and "0 %" not in headline(found).replace("10 %", "")


def test_hours_in_words_say_how_many_there_were():
    assert [hours(each) for each in (None, 0.5, 3, 3.25, 72)] == [
        "–",
        "30 min",
        "3 h",
        "3.2 h",
        "3 days",
    ]
    assert percent(0.0766) == "7.7 %" and percent(0.1) == "10 %"
    assert "too few" in spread_words(Spread(2, 1.0, 2.0))
    assert moved(Spread(20, 2.0, 9.0), Spread(30, 4.0, 9.0)) == "down from 4 h (of 30)"
    # No word of direction over a handful.
    assert moved(Spread(20, 2.0, 9.0), Spread(3, 4.0, 9.0)) == "4 h before (of 3; few)"
    assert not moved(Spread(20, 2.0, 9.0), Spread(0, None, None))
