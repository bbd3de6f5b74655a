from datetime import UTC, date, datetime, timedelta

import pytest

from holdfast.web import words
from holdfast.web.pictures import Span, picture
from holdfast.web.templatetags.holdfast import typed

NOW = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.5, "due in less than a minute"),
        (5, "due in 5 min"),
        (125, "due in 2 h 5 min"),
        (60 * 5 + 30, "due in 5 h"),
        (60 * 24, "due in 1 day"),
        (60 * 80, "due in 3 days"),
        (-0.5, "due now"),
        (-180, "overdue by 3 h"),
    ],
)
def test_due(minutes: float, said: str):
    assert words.due(NOW + timedelta(minutes=minutes), NOW) == said


def test_days_have_their_weekday_and_the_year_where_it_is_another():
    assert words.day(date(2026, 3, 3), NOW.date()) == "Tue 3 Mar"
    assert words.day(date(2027, 3, 3), NOW.date()) == "Wed 3 Mar 2027"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("<b>", "<p>&lt;b&gt;</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        (
            "(see https://x.example/a).",
            (
                '<p>(see <a href="https://x.example/a" rel="noopener noreferrer nofollow">'
                "https://x.example/a</a>).</p>"
            ),
        ),
        ('https://x.example/"onload=', None),
    ],
)
def test_what_people_type_is_escaped(text: str, html: str | None):
    made = typed(text)
    assert html is None or made == html
    assert '"onload' not in made


def test_the_picture_has_a_lane_for_each_seat_and_knows_today():
    today = NOW.date()
    spans = [
        Span(today - timedelta(days=7), today + timedelta(days=21), "Ana", "active"),
        Span(today - timedelta(days=7), today + timedelta(days=21), "Kim", "active"),
        Span(today + timedelta(days=21), today + timedelta(days=49), "Bo", "confirmed"),
    ]
    made = picture(spans, today=today)
    assert made and [box.y for box in made.boxes] == [26, 56, 26]
    assert picture([Span(date(2022, 1, 1), date(2022, 2, 1), "Old", "served")], today=today) is None
