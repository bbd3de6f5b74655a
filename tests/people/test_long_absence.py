"""A long absence changes nothing by itself; it raises an alarm that names what must be handed over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.journal.models import Delivery, Event
from holdfast.people.actions import add_absence, begin_absences, deactivate, remove_absence
from holdfast.people.models import Absence
from holdfast.people.queries import away_now, away_until, names
from holdfast.people.rules.absence import days, running, stretch
from tests.cast import Story


def d(day: int, month: int = 3) -> date:
    return date(2026, month, day)


def away(story: Story, login: str, first: date, last: date, *, by: str = "") -> None:
    add_absence(login=login, starts_on=first, ends_on=last, by=story.of(by or login), at=story.now)


def alarms() -> list[Event]:
    return list(Event.objects.filter(kind="absence.long").order_by("id"))


@pytest.mark.req("R91")
def test_it_tells_the_leads_the_person_and_whom_it_concerns_and_names_each(story: Story):
    issue = story.owned(by="ana")
    story.owned(by="ana", title="Login loops")
    away(story, "ana", d(10), d(16))  # seven days: from then on it is long
    (alarm,) = alarms()
    held = alarm.data["held"]
    assert [name.partition(" ")[0] for name in held["escalations"]] == [
        issue.ref,
        f"ESC-{issue.pk + 1}",
    ]
    assert "2026-02-16 to 2026-03-16" in held["seats"]
    assert (alarm.data["away_from_on"], alarm.data["days"]) == ("2026-03-10", 7)
    recipients = [int(each.recipient) for each in Delivery.objects.filter(event=alarm)]
    assert {each.login for each in names(recipients).values()} == {"ana", "lea", "sam"}
    assert story.see(issue).owner.login == "ana"
    away(story, "ana", d(10), d(16))
    assert len(alarms()) == 1, "the same days again are a repeat"


@pytest.mark.req("R91")
@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (d(10), d(15), "six days are not long"),
        (d(20, 2), d(2), "it is over"),
    ],
)
def test_when_there_is_no_alarm(story: Story, first: date, last: date, why: str):
    story.owned(by="ana")
    away(story, "ana", first, last, by="lea")
    assert not alarms(), why


def test_who_holds_nothing_then_alarms_nobody(story: Story):
    away(story, "bo", d(10), d(30))
    assert not alarms()
    away(story, "ana", d(20), d(30))
    assert not alarms(), "her seat ends before she goes"
    away(story, "kim", d(10), d(30))
    assert list(alarms()[0].data["held"]) == ["seats"]


@pytest.mark.req("R91")
def test_short_ones_that_join_make_a_long_one(story: Story):
    story.owned(by="bo")
    away(story, "bo", d(10), d(12))
    away(story, "bo", d(16), d(18))
    assert not alarms()
    away(story, "bo", d(13), d(15))
    (alarm,) = alarms()
    assert (alarm.data["away_from_on"], alarm.data["away_until_on"]) == ("2026-03-10", "2026-03-18")
    away(story, "bo", d(11), d(14))
    assert len(alarms()) == 1, "within what everybody knows there is no news"
    away(story, "bo", d(19), d(25))
    assert [each.data["days"] for each in alarms()] == [9, 16]


def test_stretches():
    spans = [(d(10), d(12)), (d(1), d(3)), (d(5), d(9))]
    assert stretch(spans, around=(d(13), d(13))) == (d(5), d(13))
    assert stretch(spans, around=(d(4), d(4))) == (d(1), d(12))
    assert stretch([], around=(d(4), d(4))) == (d(4), d(4))
    assert running(spans, d(11)) == (d(5), d(12))
    assert running(spans, d(4)) is None
    assert days((d(1), d(1))) == 1


def test_until_when_somebody_is_away_in_their_own_zone(story: Story):
    kim = story.people["kim"]
    away(story, "kim", d(4), d(6))
    away(story, "kim", d(7), d(9))
    assert away_until(kim, at=story.now) == d(9), "in Seoul it is the 4th already"
    assert away_until(story.people["ana"], at=story.now) is None
    away(story, "bo", d(2), d(3))
    away(story, "bo", d(4), d(5))
    everybody = [each.pk for each in story.people.values()]
    assert away_now(everybody, at=story.now) == {story.people["bo"].pk: d(5)}
    assert away_now([kim.pk], at=story.now) == {}


@pytest.mark.req("R91")
def test_what_was_accepted_since_rings_when_it_begins(story: Story):
    away(story, "bo", d(10), d(20))
    away(story, "bo", d(10), d(25))
    assert not alarms(), "nothing is held yet"
    issue = story.owned(by="bo")
    story.forward(days=6)
    assert not alarms(), "in New York it is still the 9th"
    story.forward(days=1)
    (alarm,) = alarms()
    assert issue.ref in alarm.data["held"]["escalations"][0]
    assert (alarm.by, alarm.data["begins"], alarm.data["away_until_on"]) == (
        None,
        True,
        "2026-03-25",
    )
    recipients = [int(each.recipient) for each in Delivery.objects.filter(event=alarm)]
    assert {each.login for each in names(recipients).values()} == {"bo", "lea", "sam"}
    story.forward(days=10)
    assert len(alarms()) == 1, "it rings once"


@pytest.mark.req("R91")
@pytest.mark.parametrize("what", ["handed over", "shorter", "removed", "deactivated", "overslept"])
def test_when_a_beginning_is_quiet(story: Story, what: str):
    long = what != "shorter"
    away(story, "bo", d(10), d(20) if long else d(12))
    issue = story.owned(by="bo")
    if what == "handed over":
        story.take_over(story.offer(issue, by="bo", to="kim"), by="kim")
    elif what == "removed":
        remove_absence(absence_id=Absence.objects.get().pk, by=story.bo, at=story.now)
    elif what == "deactivated":
        deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    begin_absences(story.now + timedelta(days=30 if what == "overslept" else 9))
    assert not alarms()
    assert not Absence.objects.filter(alarm_at__isnull=False).exists()


@pytest.mark.req("R91")
def test_what_goes_on_from_a_shorter_one_rings_at_the_beginning_of_both(story: Story):
    away(story, "bo", d(13), d(20))
    away(story, "bo", d(10), d(12))
    story.owned(by="bo")
    story.forward(days=14)
    (alarm,) = alarms()
    assert (alarm.data["away_from_on"], alarm.data["days"]) == ("2026-03-10", 11)


@pytest.mark.req("R91")
def test_who_answers_to_the_customer_or_for_what_nobody_owns_is_missed_too(story: Story):
    supported = story.supported(story.owned(by="ana"), by="max")
    unowned = story.raised(by="max", title="Login loops")
    over = story.supported(story.owned(by="ana"), by="max")
    story.ask_to_close(over, by="sam")
    away(story, "max", d(10), d(20))
    held = {
        "escalations as support engineer": [f"{supported.ref} (sev1): Search is down for Acme"],
        "escalations that nobody owns yet": [f"{unowned.ref} (sev1): Login loops"],
    }
    assert alarms()[0].data["held"] == held
    assert story.told("absence.long") == {"max", "lea", "ana", "sam"}
    deactivate(login="max", reason="Left.", by=story.lea, at=story.now)
    assert Event.objects.get(kind="person.deactivated").data["held"] == held
    assert story.told("person.deactivated") == {"lea", "ana", "sam"}
