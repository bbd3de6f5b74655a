"""A home team makes room, somebody says so, and says at the end whether it was so (R35, R90)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import add_absence, change_person, deactivate, set_contact
from holdfast.people.models import Person
from holdfast.rotation.actions import confirm_seat, import_table, ring_reliefs, upload_table
from holdfast.rotation.actions.relief import adjust_relief
from holdfast.rotation.models import Confirmation, DroppedOutcome, Relief, Seat, Withdrawal
from holdfast.rotation.queries import relief as queries
from tests.cast import Story
from tests.rotation.reliefs import ENDS, STARTS, Reliefs


@pytest.fixture
def relief(story: Story) -> Reliefs:
    return Reliefs(story)


def happened(found: Relief) -> list[str]:
    events = Event.objects.filter(subject=f"relief-{found.pk}").order_by("id")
    return list(events.values_list("kind", flat=True))


@pytest.mark.req("R35", "R90")
def test_confirming_a_seat_asks_the_manager_for_room(story: Story, relief: Reliefs):
    made = relief.made()
    assert (made.team.name, made.manager.login) == ("Search", "max")
    # Ana, Kim and Bo: 21 days each, as no window starts on the last one.
    assert (made.ee_days, made.capacity_days, made.percent) == (21, 63, Decimal("33.3"))
    assert sorted(days for _, days in made.members) == [21, 21, 21]
    assert queries.relief_state(made) == "open"
    assert story.told("relief.made") == {"max"}
    confirm_seat(seat_id=made.seat_id, by=story.ana, at=story.now)
    assert Relief.objects.count() == 1
    assert happened(made) == ["relief.made"]


def test_the_numbers_stay_when_the_team_changes(story: Story, relief: Reliefs):
    relief.window(ENDS, ENDS + timedelta(days=28))  # the last day is the next window's
    made = relief.made(allocation=50)
    assert (made.ee_days, made.capacity_days, made.percent) == (20, 60, Decimal("16.7"))
    add_absence(login="kim", starts_on=STARTS, ends_on=ENDS, by=story.lea, at=story.now)
    deactivate(login="bo", reason="left", by=story.lea, at=story.now)
    again = relief.see(made)
    assert (again.capacity_days, again.percent) == (60, Decimal("16.7"))
    second = relief.made("kim")
    assert second.capacity_days == 20, "Kim is away, Bo is gone"
    assert second.ee_days == 0 and second.percent == 0


def test_part_time_holidays_and_half_a_seat(story: Story, relief: Reliefs):
    change_person(
        login="ana", given={"workdays": "Mon-Thu", "holidays": "DE"}, by=story.lea, at=story.now
    )
    made = relief.made(starts_on=STARTS, ends_on=date(2026, 4, 20))
    # Two weeks of four days, without Easter Monday.
    assert (made.ee_days, made.ends_before) == (7, date(2026, 4, 20))
    assert made.capacity_days == 7 + 10 + 10


def test_who_is_asked(story: Story, relief: Reliefs):
    assert relief.made("kim").manager is None
    assert story.told("relief.made") == {"lea"}, "no manager and no contact: the leads"
    set_contact(team="Search", contact="rex", by=story.lea, at=story.now)
    assert relief.made("bo").manager.login == "rex"
    Person.objects.filter(login="max").update(deactivated_at=story.now)
    assert relief.made("ana").manager.login == "rex", "Max has left"


def test_nobody_answers_for_their_own(story: Story, relief: Reliefs):
    set_contact(team="Search", contact="kim", by=story.lea, at=story.now)
    made = relief.made("kim")
    assert made.manager is None
    with pytest.raises(NotAllowed):
        relief.acknowledge(made, by="kim")


@pytest.mark.req("R35")
def test_without_a_team_it_says_so_and_is_asked_for_again(story: Story, relief: Reliefs):
    Person.objects.filter(login="kim").update(team=None)
    made = relief.made("kim")
    assert (made.team, made.percent, made.alarm_at) == (None, None, None)
    assert queries.flag(made, today=story.now.date()) == "No home team known"
    assert made in queries.late_reliefs(story.programme, today=story.now.date())
    with pytest.raises(Conflict, match="No home team of Kim"):
        relief.acknowledge(made, by="lea")
    change_person(login="kim", given={"team": "Search"}, by=story.lea, at=story.now)
    again = relief.ask(made.seat)
    assert again.pk != made.pk and again.team.name == "Search"
    assert queries.is_ended(relief.see(made))
    assert relief.ask(made.seat).pk == again.pk, "twice changes nothing"


def test_a_team_of_one_is_all_of_it(story: Story, relief: Reliefs):
    Person.objects.filter(login__in=["kim", "bo"]).update(team=None)
    made = relief.made()
    assert (made.percent, len(made.members)) == (Decimal("100.0"), 1)


@pytest.mark.req("R35")
def test_acknowledged_with_what_is_dropped(story: Story, relief: Reliefs):
    made = relief.made()
    done = relief.acknowledge(made, " The  index rewrite ", "", "Query hints", "Query hints")
    assert [item.text for item in done.dropped.all()] == ["The index rewrite", "Query hints"]
    assert queries.relief_state(done) == "acknowledged"
    assert (done.acknowledgement.by.login, done.acknowledgement.via) == ("max", "test")
    assert story.told("relief.acknowledged") == {"ana", "lea"}
    again = relief.acknowledge(made, "Query hints", "Docs", by="lea")
    assert [item.text for item in again.dropped.all()] == [
        "The index rewrite",
        "Query hints",
        "Docs",
    ]
    assert again.acknowledgement.by.login == "max", "the first word stands"
    relief.drop(made, "Docs")
    assert happened(made) == ["relief.made", "relief.acknowledged", "relief.dropped"]


@pytest.mark.parametrize("who", ["ana", "kim", "rex", "sam"])
def test_others_cannot_acknowledge(story: Story, relief: Reliefs, who: str):
    made = relief.made()
    with pytest.raises(NotAllowed, match="Max Vogel, who answers for Search, or a lead can"):
        relief.acknowledge(made, by=who)
    with pytest.raises(NotAllowed):
        relief.drop(made, "Everything", by=who)


def test_bad_input(story: Story, relief: Reliefs):
    made = relief.made()
    with pytest.raises(Invalid, match="50 things"):
        relief.acknowledge(made, *(f"Thing {number}" for number in range(51)))
    with pytest.raises(Invalid, match="200"):
        relief.acknowledge(made, "x" * 201)
    with pytest.raises(Invalid, match="Name what"):
        relief.drop(made, " \n ")
    assert queries.relief_state(relief.see(made)) == "open"
    with pytest.raises(NotFound):
        queries.relief(999_999)
    with pytest.raises(NotFound):
        queries.dropped(999_999)
    with pytest.raises(Invalid, match="not a state"):
        queries.page_of_reliefs(story.programme, state="maybe")


@pytest.mark.req("R35")
def test_promised_against_done(story: Story, relief: Reliefs):
    made = relief.acknowledge(relief.made(), "The index rewrite", "Query hints")
    first, second = made.dropped.all()
    with pytest.raises(Conflict, match="starts on 2026-04-06"):
        relief.tell(first, days=5)
    relief.on(date(2026, 5, 6))
    assert story.told("relief.over") == {"ana", "max"}
    assert queries.flag(relief.see(made), today=story.now.date()).startswith("Nobody has said")
    for wrong in (None, "", "many", "-1", "63.1", "nan", "1e9"):
        with pytest.raises(Invalid, match="from 0 to 63"):
            relief.tell(first, days=wrong)
    with pytest.raises(Invalid, match="dropped or done"):
        relief.tell(first, dropped=None)
    with pytest.raises(NotAllowed, match="and the engineer or a lead can"):
        relief.tell(first, days=5, by="kim")
    relief.tell(first, days="12,5")
    relief.tell(second, dropped=False, days=99, by="max")
    told = relief.see(made)
    assert queries.relief_state(told) == "told"
    assert queries.given_days(told) == Decimal("12.5")
    (row,) = queries.relief_by_team(story.programme, since=STARTS, until=ENDS)
    assert (row.team.name, row.promised, row.acknowledged, row.done) == ("Search", 21, 21, 12.5)
    assert (row.dropped, row.dropped_really, row.done_anyway, row.told) == (2, 1, 1, 1)
    # Somebody remembers it otherwise: the newest word counts, the same one changes nothing.
    relief.tell(second, days=3, by="lea")
    relief.tell(second, days=3, by="lea")
    assert queries.given_days(relief.see(made)) == Decimal("15.5")
    assert DroppedOutcome.objects.filter(dropped=second).count() == 2
    events = len(happened(made))
    relief.on(date(2026, 6, 1))
    assert len(happened(made)) == events, "it is over"


@pytest.mark.req("R35")
def test_what_nobody_acknowledges_rings(story: Story, relief: Reliefs):
    made = relief.made()
    relief.on(date(2026, 3, 29))
    assert happened(made) == ["relief.made"]
    relief.on(date(2026, 3, 31))
    assert story.told("relief.unacknowledged") == {"max"}, "ahead: the manager"
    ring_reliefs(story.now)
    assert happened(made).count("relief.unacknowledged") == 1
    relief.on(date(2026, 4, 7))
    assert story.told("relief.unacknowledged") == {"max", "lea"}
    today = story.now.date()
    assert queries.late_reliefs(story.programme, today=today) == [made]
    assert queries.open_by_seat(story.programme, today=today) == {made.seat_id: made}
    assert "has begun" in queries.flag(relief.see(made), today=today)
    relief.on(date(2026, 4, 14))
    assert happened(made).count("relief.unacknowledged") == 3
    relief.acknowledge(made)
    relief.on(date(2026, 6, 1))
    assert happened(made).count("relief.unacknowledged") == 3
    assert "relief.over" not in happened(made), "nothing was named, nothing is to tell"


def test_it_stops_ringing_when_the_seat_is_over(story: Story, relief: Reliefs):
    made = relief.made()
    relief.on(date(2026, 7, 1))
    assert happened(made).count("relief.unacknowledged") == 6
    assert relief.see(made).alarm_at is None


def test_a_worker_that_slept_through_it_says_nothing_late(story: Story, relief: Reliefs):
    made = relief.made()
    story.now += timedelta(days=120)
    assert ring_reliefs(story.now) == 0
    assert happened(made) == ["relief.made"] and relief.see(made).alarm_at is None


def test_the_interval_is_policy(story: Story, relief: Reliefs):
    from holdfast.people.actions import change_policy

    change_policy(
        programme=story.programme,
        effective_on=story.now.date(),
        changes={"relief_days": 14},
        reason="Fewer mails.",
        by=story.lea,
        at=story.now,
    )
    made = relief.made()
    relief.on(date(2026, 4, 21))
    assert happened(made).count("relief.unacknowledged") == 3


@pytest.mark.req("R90")
def test_another_manager_is_asked(story: Story, relief: Reliefs):
    made = relief.made()
    change_person(login="ana", given={"manager": "rex"}, by=story.lea, at=story.now)
    with pytest.raises(NotAllowed):
        relief.acknowledge(made, by="max")
    ring_reliefs(story.now)
    assert story.told("relief.passed_on") == {"rex"}
    assert relief.see(made).manager.login == "rex"
    assert ring_reliefs(story.now) == 0
    relief.acknowledge(made, by="rex")
    deactivate(login="rex", reason="left", by=story.lea, at=story.now)
    ring_reliefs(story.now)
    assert relief.see(made).manager is None and story.told("relief.passed_on") == set()


def test_contacts_and_managers_who_are_away_for_good(story: Story, relief: Reliefs):
    """The sweep sees who answers exactly as the pages do."""
    made = relief.made()
    for change in (
        lambda: set_contact(team="Search", contact="bo", by=story.lea, at=story.now),
        lambda: Person.objects.filter(login="ana").update(manager=None),
        lambda: set_contact(team="Search", contact="ana", by=story.lea, at=story.now),
        lambda: set_contact(team="Search", contact="kim", by=story.lea, at=story.now),
        lambda: Person.objects.filter(login="kim").update(deactivated_at=story.now),
    ):
        change()
        ring_reliefs(story.now)
        now = relief.see(made)
        assert now.manager == queries.answering(now.seat.person, now.team)
        assert ring_reliefs(story.now) == 0
    assert now.manager is None


@pytest.mark.req("R35")
def test_a_withdrawn_seat_ends_it(story: Story, relief: Reliefs):
    made = relief.acknowledge(relief.made(), "Docs")
    relief.withdraw(made)
    assert queries.relief_state(relief.see(made)) == "ended"
    assert story.told("relief.ended") == {"max"}
    with pytest.raises(Conflict, match="has ended"):
        relief.acknowledge(made)
    with pytest.raises(Conflict, match="has ended"):
        relief.tell(made.dropped.first(), days=1)
    with pytest.raises(Conflict, match="withdrawn"):
        relief.ask(made.seat)
    assert queries.relief_by_team(story.programme, since=STARTS, until=ENDS) == []
    again = relief.made()
    assert again.pk != made.pk and queries.relief_state(again) == "open"


def test_a_table_that_withdraws_ends_it(story: Story, relief: Reliefs):
    made = relief.made()
    text = (
        "| Dates | Engineers |\n|---|---|\n"
        "| 2026-04-06 to 2026-05-04 | [Kim](https://github.com/kim) |\n"
    )
    upload = upload_table(
        programme=story.programme, content=text.encode(), name="x", by=story.lea, at=story.now
    )
    import_table(upload=upload, accept=(), replace=None, by=story.lea, at=story.now)
    assert queries.relief_state(relief.see(made)) == "ended"
    assert happened(made) == ["relief.made", "relief.ended"]


def test_one_that_was_forgotten_is_put_away(story: Story, relief: Reliefs):
    made = relief.made()
    Withdrawal.objects.create(seat=made.seat, by=None, at=story.now, reason="By hand.")
    assert queries.relief_state(relief.see(made)) == "ended"
    relief.on(STARTS)
    assert happened(made) == ["relief.made", "relief.ended"]
    assert relief.see(made).alarm_at is None


def test_a_seat_that_changes_gets_another_one(story: Story, relief: Reliefs):
    made = relief.acknowledge(relief.made(), "Docs")

    def adjusted() -> Relief:
        with transaction.atomic():
            seat = Seat.objects.get(pk=made.seat_id)
            return adjust_relief(seat=seat, by=story.lea, at=story.now)

    assert adjusted().pk == made.pk
    Seat.objects.filter(pk=made.seat_id).update(starts_on=STARTS, ends_on=date(2026, 4, 20))
    half = adjusted()
    assert half.pk != made.pk and (half.ee_days, half.ends_before) == (10, date(2026, 4, 20))
    assert queries.relief_state(relief.see(made)) == "ended"
    assert queries.relief_state(half) == "open"


@pytest.mark.req("R35")
def test_seats_confirmed_before_there_were_reliefs(story: Story, relief: Reliefs):
    today = story.now.date()
    seats = queries.seats_without(story.programme, today=today)
    assert [seat.person.login for seat in seats] == ["ana", "kim"], "of the cast's first day"
    with pytest.raises(NotAllowed):
        relief.ask(seats[0], by="ana")
    made = relief.ask(seats[0])
    assert queries.is_late(made, today=today), "it has begun already"
    assert len(queries.seats_without(story.programme, today=today)) == 1
    with pytest.raises(NotFound):
        relief.ask(Seat(pk=999_999))
    with pytest.raises(Conflict, match="not confirmed"):
        relief.ask(relief.seat("bo"))
    relief.on(date(2026, 3, 20))
    with pytest.raises(Conflict, match="is over"):
        relief.ask(seats[1])
    assert queries.seats_without(story.programme, today=story.now.date()) == []


def test_a_seat_that_is_over_is_confirmed_without(story: Story, relief: Reliefs):
    seat = relief.seat("bo", window=relief.window(date(2026, 1, 5), date(2026, 2, 2)))
    confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    assert not Relief.objects.exists() and Confirmation.objects.filter(seat=seat).exists()


def test_what_waits_for_whom(story: Story, relief: Reliefs):
    today = story.now.date()

    def for_(login: str, day: date = today) -> tuple[list, list, list]:
        return tuple(queries.reliefs_concerning(story.people[login], today=day))

    made = relief.made()
    relief.made("bo")
    assert for_("max") == ([made], [made], [])
    assert for_("ana") == for_("lea") == ([], [], [])
    assert queries.reliefs_of(story.people["ana"]) == [made]
    made = relief.acknowledge(made, "Docs")
    assert for_("max") == ([made], [], [])
    after = ENDS + timedelta(days=3)
    assert for_("max", after) == for_("ana", after) == ([], [], [made])
    relief.on(after)
    relief.tell(made.dropped.first(), days=2)
    assert for_("max", after) == for_("ana", after) == ([], [], [])


def test_lists_by_state(story: Story, relief: Reliefs):
    first, second, third = relief.made("ana"), relief.made("bo"), relief.made("kim")
    relief.acknowledge(first)
    relief.withdraw(third, by="kim")

    def listed(state: str) -> list[int]:
        return [each.pk for each in queries.page_of_reliefs(story.programme, state=state).items]

    assert listed("open") == [second.pk]
    assert listed("acknowledged") == [first.pk]
    assert listed("ended") == [third.pk]
    assert listed("standing") == [second.pk, first.pk]
    assert listed("all") == [third.pk, second.pk, first.pk]
    page = queries.page_of_reliefs(story.programme, state="all", limit=2)
    rest = queries.page_of_reliefs(story.programme, state="all", after=page.next)
    assert [each.pk for each in rest.items] == [first.pk]


# --- the database itself -------------------------------------------------------------------------


def test_the_database_keeps_the_facts(story: Story, relief: Reliefs):
    made = relief.acknowledge(relief.made(), "Docs")
    for change in (
        lambda: Relief.objects.filter(pk=made.pk).update(percent=1),
        lambda: Relief.objects.filter(pk=made.pk).update(ends_before=ENDS),
        lambda: made.dropped.update(text="Nothing"),
        lambda: type(made.acknowledgement).objects.update(via="web"),
        lambda: Relief.objects.create(
            seat=made.seat,
            starts_on=STARTS,
            ends_before=ENDS,
            allocation=100,
            ee_days=1,
            capacity_days=1,
            at=story.now,
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    made.alarm_at = None
    made.save(update_fields=["alarm_at"])
