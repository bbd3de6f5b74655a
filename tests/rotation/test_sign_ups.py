"""People say where they would sit; nothing they said is lost, and the newest counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.models import Person
from holdfast.rotation import actions
from holdfast.rotation.models import SignUp, Volunteer
from holdfast.rotation.queries import sign_ups as queries
from tests.cast import Story
from tests.rotation.signing import (
    EAGER,
    IF_NEEDED,
    NO,
    WILLING,
    Said,
    dropped,
    opened,
    said,
    seated,
    sheet,
)

SHEET = """\
login\tname\t16 March\t13/4/2026\tW27
@Ana\tAna Ruiz\twilling\tno\tx
Bo Larsen\t\t✓ 1st half\tperhaps\t
\tKim Seo-yeon\te\t\t
zed\t\tyes\tyes\t
sam\tSam Okafor\tyes\t\t
ana\t\teager\t\t
"""


def words(story: Story, *windows) -> dict[tuple[str, int], int]:
    found = queries.current(story.programme, windows)
    logins = dict(Person.objects.values_list("pk", "login"))
    return {(logins[person], number): row.choice for (person, number), row in found.items()}


@pytest.mark.req("R29")
def test_the_newest_word_counts_and_all_are_kept(story: Story):
    one, two = opened(story, 2)
    assert said(story, one, "bo", EAGER, note="After Easter.").written
    assert not said(story, one, "bo", EAGER, note="After Easter.").written
    said(story, one, "bo", NO)
    said(story, two, "bo", IF_NEEDED, halves=(1,))
    assert words(story, one, two) == {("bo", one.pk): NO, ("bo", two.pk): IF_NEEDED}
    history = queries.history(Person.objects.get(login="bo"))
    assert [(row.choice, row.by.login) for row in history] == [(1, "bo"), (0, "bo"), (3, "bo")]
    assert history[0].halves == (1,)
    assert story.told("sign_up.said") == set(), "nobody is told what they said themselves"


def test_a_lead_says_it_for_somebody_who_hears_of_it(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo", by="lea")
    assert SignUp.objects.get().by.login == "lea"
    assert story.told("sign_up.said") == {"bo"}
    with pytest.raises(NotAllowed, match="sign this person up"):
        said(story, one, "bo", by="ana")


def test_no_does_not_end_a_seat_and_says_so(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    seat = seated(story, one, "bo")
    done = said(story, one, "bo", NO)
    assert [each.pk for each in done.still_seated] == [seat.pk]
    assert story.told("sign_up.said") == {"lea"}


def test_who_and_what_takes_a_word(story: Story):
    one, two = opened(story, 2)
    with pytest.raises(Invalid, match="Sam Okafor is no engineer"):
        said(story, one, "sam")
    with pytest.raises(Invalid, match="Say eager"):
        said(story, one, "bo", 7)
    with pytest.raises(Invalid, match="in which half"):
        said(story, one, "bo", halves=())
    with pytest.raises(NotFound):
        actions.sign_up_sheet(
            programme=story.programme,
            login="bo",
            said={one.pk: Said(WILLING), 999999: Said(WILLING)},
            by=story.bo,
            at=story.now,
        )
    dropped(story, two)
    with pytest.raises(Conflict, match="was dropped"):
        actions.sign_up_sheet(
            programme=story.programme,
            login="bo",
            said={one.pk: Said(WILLING), two.pk: Said(WILLING)},
            by=story.bo,
            at=story.now,
        )
    assert not SignUp.objects.exists(), "all of a sheet of one's own, or none"
    lea = story.lea
    Person.objects.filter(login="bo").update(deactivated_at=story.now)
    with pytest.raises(Conflict, match="is deactivated"):
        actions.sign_up(window_id=one.pk, login="bo", choice=2, by=lea, at=story.now)
    story.now += timedelta(days=90)
    with pytest.raises(Conflict, match="is over"):
        said(story, one, "kim")


def test_how_somebody_takes_part(story: Story):
    def change(by: str = "bo", **changes):
        return actions.change_volunteer(login="bo", changes=changes, by=story.of(by), at=story.now)

    assert change(halves=True, rest_days=0).rest_days == 0
    count = Event.objects.count()
    change(halves=True)
    assert Event.objects.count() == count
    assert change(by="lea", most_halves=2).most_halves == 2
    assert story.told("volunteer.changed") == {"bo"}
    assert Volunteer.objects.count() == 1
    with pytest.raises(NotAllowed):
        change(by="kim", halves=False)
    for wrong in ({"allocation": 101}, {"rest_days": -1}, {"shoes": 2}):
        with pytest.raises(Invalid):
            change(**wrong)


@pytest.mark.req("R6", "R36")
def test_a_sheet_comes_in_as_far_as_it_can_be_understood(story: Story):
    one, two = opened(story, 2)
    said(story, one, "ana", WILLING, note="Only mornings.")
    text = SHEET
    looked = sheet(story, text, dry_run=True)
    assert SignUp.objects.count() == 1 and len(looked.written) == 3
    done = sheet(story, text)
    assert words(story, one, two) == {
        ("ana", one.pk): WILLING,
        ("ana", two.pk): NO,
        ("bo", one.pk): WILLING,
        ("kim", one.pk): EAGER,
    }
    assert (len(done.written), done.unchanged) == (3, 1), "a note a sheet knows nothing of stays"
    assert [(each.line, each.column) for each in done.findings] == [
        (1, "W27"),
        (3, "13/4/2026"),
        (5, None),
        (6, "login"),
        (7, None),
    ]
    again = sheet(story, text)
    assert not again.written and again.unchanged == 4
    out = queries.as_sheet(story.programme, at=story.now)
    assert not sheet(story, out).written
    assert sheet(story, out).findings == []
    with pytest.raises(NotAllowed):
        sheet(story, text, by="ana")
    with pytest.raises(Invalid, match="No column of the sheet"):
        sheet(story, "who,what\nana,yes\n")


# --- what the clock says -------------------------------------------------------------------------


def tick(story: Story, **time: float) -> dict[str, int]:
    story.now += timedelta(**time)
    return {
        "asked": actions.ask_for_sign_ups(story.now),
        "announced": actions.announce_open_seats(story.now),
        "unconfirmed": actions.ask_to_confirm(story.now),
    }


def told(kind: str) -> list[set[str]]:
    """Who was told by each event of a kind, in their order."""
    logins = dict(Person.objects.values_list("pk", "login"))
    return [
        {
            logins[int(number)]
            for number in Delivery.objects.filter(event=event).values_list("recipient", flat=True)
        }
        for event in Event.objects.filter(kind=kind).order_by("pk")
    ]


@pytest.mark.req("R29")
def test_who_has_not_answered_is_asked_three_times(story: Story):
    one, two = opened(story, 2)
    said(story, one, "ana", NO)
    said(story, two, "ana", NO)
    said(story, one, "bo")
    assert tick(story)["asked"] == 2
    assert sorted(told("sign_up.asked"), key=str) == [{"bo"}, {"kim"}], "each for what they lack"
    assert tick(story, hours=1)["asked"] == 0
    assert tick(story, days=6)["asked"] == 0
    said(story, two, "bo")
    assert tick(story, days=1)["asked"] == 2
    assert told("sign_up.asked")[2:] == [{"kim"}]
    # The first one starts; about the other they are asked the last time.
    assert tick(story, days=7)["asked"] == 1
    assert tick(story, days=7)["asked"] == tick(story, days=7)["asked"] == 0
    assert len(told("sign_up.asked")) == 4
    # A new window is asked about at once, but not of who said no to all.
    (three,) = opened(story, 1)
    assert tick(story)["asked"] == 1
    assert told("sign_up.asked")[4:] == [{"bo", "kim"}]
    # Other days are another question.
    actions.change_window(
        window_id=three.pk,
        changes={"ends_on": three.ends_on + timedelta(days=1)},
        by=story.lea,
        at=story.now,
    )
    assert tick(story)["asked"] == 1


def test_only_the_windows_that_are_planned_are_asked_about(story: Story):
    windows = opened(story, 8)
    Person.objects.filter(login="kim").update(deactivated_at=story.now)
    assert tick(story)["asked"] == 6
    assert Event.objects.get(kind="sign_up.asked").data["windows"] == [w.pk for w in windows[:6]]
    assert told("sign_up.asked") == [{"ana", "bo"}]


@pytest.mark.req("R10")
def test_open_seats_are_announced_ahead(story: Story):
    one, two, _ = opened(story, 3)
    # On 3 March: the first starts in 13 days, the second in six weeks, the third in ten.
    said(story, one, "kim", NO)
    said(story, one, "bo")
    seated(story, one, "bo")
    assert tick(story)["announced"] == 2
    assert told("window.announced") == [{"ana", "lea"}, {"ana", "bo", "kim", "lea"}]
    events = Event.objects.filter(kind="window.announced").order_by("pk")
    assert [(each.data["missing"], each.data["weeks"]) for each in events] == [(1, 2), (2, 6)]
    assert [each.data["nobody_wants"] for each in events] == [False, True]
    assert tick(story, days=1)["announced"] == 0
    # Four weeks before the second; the third at eight.
    assert tick(story, days=12)["announced"] == 2
    assert tick(story, days=1)["announced"] == 0
    # Two weeks before the second it is full, so nothing is said of it.
    for login in ("ana", "kim"):
        seated(story, two, login, override="Agreed.")
    assert tick(story, days=13)["announced"] == 0


def test_a_seat_nobody_confirmed_is_asked_about(story: Story):
    one, two = opened(story, 2)
    for window, login in ((one, "bo"), (two, "kim")):
        seated(story, window, login, override="Agreed.")
    assert tick(story)["unconfirmed"] == 0, "they were asked by the mail about the seat"
    assert tick(story, days=2)["unconfirmed"] == 1
    assert told("seat.unconfirmed") == [{"bo"}]
    assert tick(story, days=6)["unconfirmed"] == 0
    assert tick(story, days=1)["unconfirmed"] == 1
    assert told("seat.unconfirmed")[1:] == [{"bo", "lea"}]
    assert tick(story, days=7)["unconfirmed"] == 0
    seat = two.seats.get()
    actions.confirm_seat(seat_id=seat.pk, by=story.kim, at=story.now)
    assert tick(story, days=20)["unconfirmed"] == 0
