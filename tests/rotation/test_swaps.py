"""Offering a seat, taking it, and every word in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.actor import RequestKey
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import add_absence, deactivate
from holdfast.people.models import Person
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, SignUp, Swap, SwapAnswer, SwapEnd, Volunteer, Withdrawal
from holdfast.rotation.queries import as_rows, holes, who
from holdfast.rotation.queries.swap import could_take, proposed, swaps_for
from holdfast.rotation.rules.table import write_table
from tests.cast import Story
from tests.rotation import swapping as do

DAY = timedelta(days=1)


@pytest.fixture
def ahead(story: Story):
    """A window that lies ahead with Ana and Mia, who both served before, as Kit did; Noa never has."""
    for login in ("kit", "mia", "noa"):
        do.engineer(login)
    Volunteer.objects.create(person=story.people["ana"], rest_days=20)
    do.served(story, "ana", "kit", "mia")
    where = do.window(story)
    where.mine = do.seat(story, where, "ana")
    do.seat(story, where, "mia", position=1)
    return where


def on(story: Story, *day: int) -> list[tuple[str, str]]:
    found = who(story.programme, at=datetime(*day, tzinfo=UTC))
    return [(each.person.login, each.part.value) for each in found.engineers]


@pytest.mark.req("R29")
def test_a_seat_is_offered_and_nothing_changes_before_it_is_taken(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit", note="Our release is that week.")
    assert swap.is_open and swap.days == (do.FIRST, do.LAST)
    assert do.standing(story, ahead) == [
        ("ana", "04-13", "05-11", True),
        ("mia", "04-13", "05-11", True),
    ]
    assert story.told("swap.offered") == {"kit"}
    done = do.take(story, swap, "kit")
    assert (done.end.word, done.end.taker.login) == ("taken", "kit")
    assert do.standing(story, ahead) == [
        ("kit", "04-13", "05-11", True),
        ("mia", "04-13", "05-11", True),
    ]
    taken = Seat.objects.get(window=ahead, person__login="kit")
    assert (taken.source, taken.part, taken.confirmation.by.login) == ("swap", None, "kit")
    assert Withdrawal.objects.get(seat=ahead.mine).reason == f"Taken by Kit (swap {swap.pk})."
    assert story.told("swap.taken") == {"ana", "lea"}
    events = Event.objects.count()
    assert do.take(story, swap, "kit").end.pk == done.end.pk, "twice is once"
    assert Event.objects.count() == events


@pytest.mark.req("R28", "R9")
def test_a_cover_of_three_days_in_the_middle(story: Story, ahead):
    """The giver keeps what is before and after; who is on is right at once, the hole count too."""
    swap = do.offer(
        story, ahead.mine, starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 23), to="kit"
    )
    do.take(story, swap, "kit")
    assert do.standing(story, ahead) == [
        ("ana", "04-13", "04-20", True),
        ("ana", "04-23", "05-11", True),
        ("kit", "04-20", "04-23", True),
        ("mia", "04-13", "05-11", True),
    ]
    assert sorted(on(story, 2026, 4, 19, 12)) == [("ana", "on"), ("mia", "on")]
    assert sorted(on(story, 2026, 4, 20, 12)) == [
        ("ana", "outgoing"),
        ("kit", "incoming"),
        ("mia", "on"),
    ]
    assert sorted(on(story, 2026, 4, 21, 12)) == [("kit", "on"), ("mia", "on")]
    assert sorted(on(story, 2026, 4, 23, 12)) == [
        ("ana", "incoming"),
        ("kit", "outgoing"),
        ("mia", "on"),
    ]
    found = who(story.programme, at=datetime(2026, 4, 20, 12, tzinfo=UTC))
    assert {each.person.login for each in found.engineers if each.has_duty} == {"kit", "mia"}
    assert all(each.window.pk != ahead.pk for each in holes(story.programme, since=do.FIRST))
    kept = Seat.objects.filter(window=ahead, person__login="ana", withdrawal=None)
    assert {each.confirmation.at for each in kept} == {ahead.mine.confirmation.at}, "the same yes"


def test_halves_and_what_is_left_of_a_seat_that_runs(story: Story, ahead):
    for half, days in ((0, ("04-13", "04-27")), (1, ("04-27", "05-11"))):
        swap = do.offer(story, ahead.mine, to="kit", half=half)
        assert (f"{swap.starts_on:%m-%d}", f"{swap.ends_on:%m-%d}") == days
        do.say(story, "withdraw", swap, "ana")
    # Tuesday 15:00 of the running window: today has begun, the rest has not.
    running = Seat.objects.get(person__login="kim")
    Person.objects.filter(login="kit").update(team=running.person.team)
    swap = do.offer(story, running, to="kit")
    assert swap.days == (date(2026, 3, 4), date(2026, 3, 16))
    assert swap.expires_at == datetime(2026, 3, 4, 9, tzinfo=UTC), "before its days begin"
    do.take(story, swap, "kit")
    assert ("kim", "02-16", "03-04", True) in do.standing(story, running.window)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"half": 2}, "half", "first half and a second"),
        ({"half": 0, "starts_on": do.FIRST}, "half", "not both"),
        ({"starts_on": do.FIRST - DAY}, "starts_on", "offer days of it"),
        ({"ends_on": do.LAST + DAY}, "ends_on", "offer days of it"),
        ({"starts_on": do.LAST}, "ends_on", "must be after"),
        (
            {"starts_on": date(2026, 4, 20), "ends_on": date(2026, 4, 20)},
            "ends_on",
            "must be after",
        ),
        ({"to": "nobody"}, "to", "nobody"),
        ({"to": "ana"}, "to", "has this seat already"),
        ({"to": "rex"}, "to", "no engineer"),
        ({"in_return": "mine"}, "in_return", "Name whose seat"),
        ({"to": "kit", "in_return": "mia"}, "in_return", "not Kit’s"),
    ],
)
def test_what_cannot_be_offered(story: Story, ahead, given, field: str, words: str):
    if "in_return" in given:
        login = {"mine": "ana"}.get(given["in_return"], given["in_return"])
        given = {**given, "in_return": Seat.objects.get(window=ahead, person__login=login).pk}
    with pytest.raises(Invalid, match=words) as refused:
        do.offer(story, ahead.mine, **given)
    assert refused.value.field == field
    assert not Swap.objects.exists()


def test_what_is_over_or_gone_is_not_offered(story: Story, ahead):
    past = Seat.objects.get(person__login="kit")
    with pytest.raises(Conflict, match="is over"):
        do.offer(story, past)
    with pytest.raises(NotFound):
        actions.offer_swap(seat_id=99999, by=story.ana, at=story.now)
    actions.withdraw_seat(seat_id=ahead.mine.pk, reason="Ill.", by=story.ana, at=story.now)
    with pytest.raises(Conflict, match=r"not have this seat any more: Ill\."):
        do.offer(story, ahead.mine)


def test_who_may_offer_answer_and_withdraw(story: Story, ahead):
    for login in ("bo", "kit", "sam"):
        with pytest.raises(NotAllowed, match="Only Ana Ruiz, their manager or a lead"):
            do.offer(story, ahead.mine, by=login, to="kit")
    swap = do.offer(story, ahead.mine, to="kit")
    for login in ("mia", "lea", "ana"):
        with pytest.raises(NotAllowed, match="offered to Kit"):
            do.take(story, swap, login)
        if login != "ana":
            with pytest.raises(NotAllowed, match="offered to Kit"):
                do.say(story, "decline", swap, login, reason="No.")
    with pytest.raises(NotAllowed, match="manager or a lead can withdraw"):
        do.say(story, "withdraw", swap, "kit")
    with pytest.raises(Conflict, match="withdraw it instead"):
        do.say(story, "decline", swap, "ana", reason="No.")
    assert do.say(story, "withdraw", swap, "max").end.word == "withdrawn"  # her manager
    do.say(story, "withdraw", swap, "lea")
    assert story.told("swap.withdrawn") == {"ana", "kit"}
    with pytest.raises(Conflict, match="was withdrawn"):
        do.take(story, swap, "kit")
    open_to_all = do.offer(story, ahead.mine)
    with pytest.raises(NotAllowed, match="your own seat"):
        do.take(story, open_to_all, "ana")
    with pytest.raises(NotAllowed, match="sign up first"):
        do.take(story, open_to_all, "rex")
    with pytest.raises(NotFound):
        actions.accept_swap(swap_id=9999, by=story.bo, at=story.now)


def test_the_same_offer_again_is_a_repeat_and_another_one_waits(story: Story, ahead):
    key = story.ana.with_request(RequestKey("web:1", "d"))
    facts = {"seat_id": ahead.mine.pk, "to": "kit", "at": story.now}
    swap = actions.offer_swap(**facts, by=key)
    assert actions.offer_swap(**facts, by=key).pk == swap.pk
    assert do.offer(story, ahead.mine, to="@Kit").pk == swap.pk
    with pytest.raises(Conflict, match="is offered to Kit already") as refused:
        do.offer(story, ahead.mine, to="noa", override="She wants to learn.", by="lea")
    assert refused.value.facts == {"swap": swap.pk}
    story.now = swap.expires_at
    assert do.offer(story, ahead.mine, to="kit").pk != swap.pk, "an expired one is in nobody's way"
    assert Swap.objects.get(pk=swap.pk).end.word == "expired"


@pytest.mark.req("R29")
def test_declining_leaves_the_giver_on_and_says_why(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit")
    with pytest.raises(Invalid, match="Say why not"):
        do.say(story, "decline", swap, "kit")
    assert do.say(story, "decline", swap, "kit", reason="A wedding.").end.reason == "A wedding."
    assert do.say(story, "decline", swap, "kit", reason="x").end.reason == "A wedding."
    assert story.told("swap.declined") == {"ana"}
    assert ("ana", "04-13", "05-11", True) in do.standing(story, ahead)
    with pytest.raises(Conflict, match=r"was declined\. A wedding\."):
        do.take(story, swap, "kit")


@pytest.mark.req("R29", "R37")
def test_offered_to_all_who_could_and_the_first_has_it(story: Story, ahead):
    SignUp.objects.create(
        person_id=Person.objects.get(login="noa").pk,
        window=ahead,
        choice=0,
        source="web",
        at=story.now,
    )
    swap = do.offer(story, ahead.mine)
    # Bo never served and would sit beside Mia alone, who has: as many first-timers as others.
    assert story.told("swap.offered") == {"bo", "kit"}
    assert [each.pk for each in swaps_for(Person.objects.get(login="kit"))] == [swap.pk]
    do.say(story, "decline", swap, "bo")
    assert Swap.objects.get(pk=swap.pk).is_open, "a no of one of many ends nothing"
    assert swaps_for(Person.objects.get(login="bo")) == []
    do.take(story, swap, "kit")
    with pytest.raises(Conflict, match="Kit has taken it already") as late:
        do.take(story, swap, "bo")
    assert late.value.facts["taker"] == "kit"
    assert story.told("swap.taken") == {"ana", "lea"}, "who said no hears no more of it"


def test_all_who_were_invited_hear_that_it_is_taken(story: Story, ahead):
    swap = do.offer(story, ahead.mine)
    assert story.told("swap.offered") == {"bo", "kit", "noa"}
    do.take(story, swap, "noa")
    assert story.told("swap.taken") == {"ana", "bo", "kit", "lea"}


def test_the_most_rested_come_first_then_the_eager(story: Story, ahead):
    for login, choice in (("noa", 2), ("bo", 3), ("kit", 3)):
        SignUp.objects.create(
            person=Person.objects.get(login=login),
            window=ahead,
            choice=choice,
            source="web",
            at=story.now,
        )
    found = could_take(proposed(do.offer(story, ahead.mine)), at=story.now)
    assert [(each.person.login, each.choice) for each in found] == [
        ("bo", 3),
        ("noa", 2),
        ("kit", 3),
    ]
    assert found[-1].last_until == date(2025, 11, 30)


def test_where_nobody_could_the_leads_hear_it(story: Story, ahead):
    Person.objects.filter(login__in=["bo", "kit", "noa", "kim"]).update(deactivated_at=story.now)
    do.offer(story, ahead.mine)
    assert story.told("swap.offered") == {"lea"}


def test_arranged_by_a_manager_both_are_asked(story: Story, ahead):
    with pytest.raises(Invalid, match="Say who takes it"):
        do.offer(story, ahead.mine, by="max")
    swap = do.offer(story, ahead.mine, by="max", to="kit", half=1)
    assert swap.is_arranged and story.told("swap.arranged") == {"ana", "kit"}
    do.take(story, swap, "kit")
    assert story.told("swap.consented") == {"ana", "max"}
    assert ("ana", "04-13", "05-11", True) in do.standing(story, ahead), "one yes moves nothing"
    with pytest.raises(NotAllowed, match="only they can give it away"):
        do.say(story, "consent", swap, "lea")
    assert do.say(story, "consent", swap, "ana").end.word == "taken"
    assert do.standing(story, ahead)[:2] == [
        ("ana", "04-13", "04-27", True),
        ("kit", "04-27", "05-11", True),
    ]
    assert story.told("swap.taken") == {"kit", "max", "lea"}
    do.say(story, "consent", swap, "ana")


def test_a_lead_who_takes_it_themselves_asks_the_giver(story: Story, ahead):
    swap = do.offer(story, ahead.mine, by="lea", to="lea")
    assert story.told("swap.arranged") == {"ana"}
    assert do.say(story, "consent", swap, "ana").end.taker.login == "lea"


def test_either_ends_what_was_arranged(story: Story, ahead):
    for login in ("ana", "kit"):
        swap = do.offer(story, ahead.mine, by="lea", to="kit")
        do.say(story, "decline", swap, login, reason="I would rather not.")
        assert story.told("swap.declined") == {"ana", "kit", "lea"} - {login}
    assert SwapEnd.objects.filter(word="declined").count() == 2


@pytest.mark.req("R29")
def test_a_true_swap_goes_through_together(story: Story, ahead):
    later = do.window(story, date(2026, 8, 3), date(2026, 8, 31), wanted=1)
    back = do.seat(story, later, "kit")
    swap = do.offer(story, ahead.mine, to="kit", in_return=back.pk, half=0)
    do.take(story, swap, "kit")
    assert do.standing(story, later) == [("ana", "08-03", "08-31", True)]
    assert do.standing(story, ahead)[:2] == [
        ("ana", "04-27", "05-11", True),
        ("kit", "04-13", "04-27", True),
    ]
    assert Withdrawal.objects.get(seat=back).reason.startswith("Taken by Ana Ruiz in return")


def test_both_sides_of_a_true_swap_are_held_against_the_rules(story: Story, ahead):
    """What comes back must suit the giver, too: the whole is refused, and nothing happens."""
    near = do.window(story, date(2026, 5, 11), date(2026, 6, 8), wanted=1)
    back = do.seat(story, near, "kit")
    with pytest.raises(Invalid, match="Ana Ruiz rests 20 days") as refused:
        do.offer(story, ahead.mine, to="kit", in_return=back.pk, half=0)
    assert refused.value.facts["rules"] == ["rest"]
    swap = do.offer(story, ahead.mine, to="kit", in_return=back.pk)  # all of it for all of it
    assert do.take(story, swap, "kit").end.returned.person.login == "ana"
    started = Seat.objects.get(person__login="kim")
    with pytest.raises(Invalid, match="has begun"):
        do.offer(
            story,
            Seat.objects.get(person__login="ana", window=near, withdrawal=None),
            to="kim",
            in_return=started.pk,
        )


def test_a_rule_is_broken_only_by_the_lead_and_for_a_reason(story: Story, ahead):
    noa = Person.objects.get(login="noa")
    do.seat(story, do.window(story, date(2026, 6, 1), date(2026, 6, 29)), "noa")
    noa.volunteer.rest_days = 40
    noa.volunteer.save()
    with pytest.raises(Invalid, match=r"rests 40 days .* A lead can arrange it") as refused:
        do.offer(story, ahead.mine, to="noa")
    assert refused.value.field == "to"
    with pytest.raises(NotAllowed, match="Only a lead can let a rule be broken"):
        do.offer(story, ahead.mine, to="noa", override="Please.")
    swap = do.offer(story, ahead.mine, to="noa", override="She asked for both.", by="lea")
    assert (swap.override.rules, swap.override.reason) == (["rest"], "She asked for both.")
    # What was not overridden still holds when it is taken.
    add_absence(
        login="noa",
        starts_on=do.FIRST,
        ends_on=do.LAST,
        reason="",
        by=story.lea,
        at=story.now,
    )
    with pytest.raises(Conflict, match="away on all of these days"):
        do.take(story, swap, "noa")
    Person.objects.get(login="noa").absences.all().delete()
    do.take(story, swap, "noa")
    do.say(story, "consent", swap, "ana")
    assert ("noa", "04-13", "05-11", True) in do.standing(story, ahead)


def test_people_who_are_gone_neither_give_nor_take(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit")
    taker = story.of("kit")
    deactivate(login="kit", reason="Left.", by=story.ada, at=story.now)
    with pytest.raises(NotAllowed, match="deactivated"):
        actions.accept_swap(swap_id=swap.pk, by=taker, at=story.now)
    do.say(story, "withdraw", swap, "ana")
    with pytest.raises(Invalid, match="deactivated"):
        do.offer(story, ahead.mine, to="kit")
    deactivate(login="ana", reason="Left.", by=story.ada, at=story.now)
    with pytest.raises(Conflict, match="cannot agree"):
        do.offer(story, ahead.mine, to="mia", by="lea")


@pytest.mark.req("R29")
def test_what_was_taken_goes_back_by_the_yes_of_who_gave_it(story: Story, ahead):
    swap = do.offer(
        story, ahead.mine, starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 23), to="kit"
    )
    with pytest.raises(Conflict, match="Nobody has taken this"):
        do.say(story, "untake", swap, "ana")
    do.take(story, swap, "kit")
    with pytest.raises(NotAllowed):
        do.say(story, "untake", swap, "bo")
    back = do.say(story, "untake", swap, "kit", note="I cannot after all.")
    assert story.told("swap.asked_back") == {"ana"}
    assert (back.undoes_id, back.to.login, back.seat.person.login) == (swap.pk, "ana", "kit")
    assert ("kit", "04-20", "04-23", True) in do.standing(story, ahead), "until Ana says yes"
    do.take(story, back, "ana")
    assert ("ana", "04-13", "05-11", True) in do.standing(story, ahead), "whole as before"
    assert story.told("swap.untaken") == {"kit", "lea"}
    with pytest.raises(Conflict, match="changed hands"):
        do.say(story, "untake", swap, "kit")


def test_the_giver_or_a_lead_may_ask_for_it_back_and_both_say_yes(story: Story, ahead):
    swap = do.take(story, do.offer(story, ahead.mine, to="kit"), "kit")
    asked = do.say(story, "untake", swap, "ana")
    assert story.told("swap.asked_back") == {"kit"}
    do.say(story, "decline", asked, "kit", reason="I planned with it.")
    asked = do.say(story, "untake", swap, "lea")
    assert story.told("swap.asked_back") == {"ana", "kit"}
    do.take(story, asked, "ana")
    do.say(story, "consent", asked, "kit")
    assert ("ana", "04-13", "05-11", True) in do.standing(story, ahead)


def test_until_the_day_before_it_starts(story: Story, ahead):
    swap = do.take(story, do.offer(story, ahead.mine, to="kit"), "kit")
    story.now = datetime(2026, 4, 13, 5, tzinfo=UTC)
    with pytest.raises(Conflict, match="until the day before it starts"):
        do.say(story, "untake", swap, "kit")
    story.now -= DAY
    assert do.say(story, "untake", swap, "kit").is_open


# --- by the clock --------------------------------------------------------------------------------


def test_a_reminder_half_way_and_then_it_expires(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit")
    assert swap.expires_at == datetime(2026, 3, 10, 15, tzinfo=UTC), "five of Kit's working days"
    assert actions.mind_swaps(swap.alarm_at - timedelta(seconds=1)) == 0
    assert actions.mind_swaps(swap.alarm_at) == 1
    assert actions.mind_swaps(swap.alarm_at) == 0
    assert story.told("swap.reminded") == {"kit"}
    assert actions.mind_swaps(swap.expires_at) == 1
    assert story.told("swap.expired") == {"ana", "kit"}
    story.now = swap.expires_at
    with pytest.raises(Conflict, match="has expired"):
        do.take(story, swap, "kit")
    again = do.offer(story, ahead.mine)
    actions.mind_swaps(again.alarm_at)
    assert story.told("swap.reminded") == {"bo", "kit", "noa"}
    actions.mind_swaps(again.expires_at)
    assert story.told("swap.expired") == {"ana", "bo", "kit", "noa", "lea"}


def test_one_that_is_not_swept_yet_is_expired_all_the_same(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit")
    story.now = swap.expires_at
    with pytest.raises(Conflict, match="has expired"):
        do.take(story, swap, "kit")
    with pytest.raises(Conflict, match="has expired"):
        do.say(story, "decline", swap, "kit", reason="No.")


def test_a_seat_that_is_withdrawn_ends_what_was_offered_of_it(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit")
    actions.withdraw_seat(seat_id=ahead.mine.pk, reason="Ill.", by=story.lea, at=story.now)
    end = Swap.objects.get(pk=swap.pk).end
    assert (end.word, end.reason) == ("withdrawn", "The seat was withdrawn: Ill.")
    assert story.told("swap.withdrawn") == {"ana", "kit"}


def test_whoever_withdraws_it_behind_our_back_the_sweep_finds_it(story: Story, ahead):
    """The database itself marks what has lost its ground, whichever part of the product did it."""
    swap = do.offer(story, ahead.mine, to="kit")
    Withdrawal.objects.create(seat=ahead.mine, by=None, at=story.now, reason="The plan moved.")
    with pytest.raises(Conflict, match=r"not stand any more.*The plan moved\."):
        do.take(story, swap, "kit")
    assert actions.mind_swaps(story.now) == 1
    assert "The plan moved." in SwapEnd.objects.get(swap=swap).reason
    assert story.told("swap.withdrawn") == {"ana", "kit"}


def test_a_window_that_moves_ends_its_offers(story: Story, ahead):
    later = do.window(story, date(2026, 8, 3), date(2026, 8, 31), wanted=1)
    back = do.seat(story, later, "kit")
    swap = do.offer(story, ahead.mine, to="kit", in_return=back.pk)
    later.wanted = 2
    later.save()
    assert not Swap.objects.get().is_void
    later.ends_on += DAY
    later.save()
    with pytest.raises(Conflict, match="dates of its window were changed"):
        do.take(story, swap, "kit")
    assert actions.mind_swaps(story.now) == 1
    assert SwapEnd.objects.get().word == "withdrawn"


# --- in the database -----------------------------------------------------------------------------


def test_the_database_keeps_the_words_and_wants_both_to_agree(story: Story, ahead):
    swap = do.offer(story, ahead.mine, to="kit")
    taken = do.seat(story, ahead, "noa")
    noa = Person.objects.get(login="noa")

    def refused(act, *args, **given) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            act(*args, **given)

    end = {"swap": swap, "at": story.now, "taker": noa, "taken": taken, "word": "taken"}
    refused(SwapEnd.objects.create, **end)
    refused(SwapEnd.objects.create, **{**end, "taken": None})
    refused(Swap.objects.filter(pk=swap.pk).update, note="Other words.")
    refused(Swap.objects.filter(pk=swap.pk).delete)
    other = {"seat": swap.seat, "starts_on": do.FIRST, "ends_on": do.LAST, "by": noa}
    later = story.now + DAY
    refused(Swap.objects.create, **other, at=story.now, expires_at=later, alarm_at=later)
    refused(Swap.objects.create, **other, at=story.now, expires_at=story.now)
    do.say(story, "withdraw", swap, "ana")
    refused(SwapAnswer.objects.create, swap=swap, person=noa, agree=True, at=story.now)
    for facts in (SwapAnswer, SwapEnd):
        refused(facts.objects.update, at=later)
        refused(facts.objects.all().delete)


# --- beside the table ----------------------------------------------------------------------------


@pytest.mark.req("R6", "R11")
def test_the_table_names_everybody_once_and_changes_nothing_when_it_comes_back(story: Story, ahead):
    swap = do.offer(
        story, ahead.mine, to="kit", starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 23)
    )
    do.take(story, swap, "kit")
    rows = [row for row in as_rows(story.programme) if row.starts_on == do.FIRST]
    assert [seat.login for seat in rows[0].seats] == ["ana", "kit", "mia"]
    table = write_table(as_rows(story.programme), format="markdown", usual_wanted=2)
    assert not imported(story, table).changed_anything


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (
            ("2026-04-13", "2026-05-12"),  # all parts lie in it and keep their days and their yes
            [
                ("ana", "04-13", "04-20", True),
                ("ana", "04-23", "05-11", True),
                ("kit", "04-20", "04-23", True),
                ("mia", "04-13", "05-12", False),
            ],
        ),
        (
            ("2026-04-20", "2026-05-18"),  # who keeps a part is not asked for the whole beside it
            [
                ("ana", "04-23", "05-11", True),
                ("kit", "04-20", "04-23", True),
                ("mia", "04-20", "05-18", False),
            ],
        ),
        (
            ("2026-05-08", "2026-06-05"),  # no part lies in it: each is asked for the whole, once
            [(login, "05-08", "06-05", False) for login in ("ana", "kit", "mia")],
        ),
    ],
)
def test_a_window_that_the_table_moves_asks_each_of_them_once(story: Story, ahead, to, expected):
    swap = do.offer(
        story, ahead.mine, to="kit", starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 23)
    )
    do.take(story, swap, "kit")
    table = write_table(as_rows(story.programme), format="markdown", usual_wanted=2)
    dates = "2026-04-13 to 2026-05-11"
    assert dates in table
    moved = imported(story, table.replace(dates, " to ".join(to)), replace=None)
    assert moved.windows_changed == 1
    assert do.standing(story, ahead) == expected
    assert story.told("window.changed") == {"ana", "kit", "mia"}


def imported(story: Story, table: str, **given: object):
    upload = actions.upload_table(
        programme=story.programme, content=table.encode(), name="t.md", by=story.lea, at=story.now
    )
    return actions.import_table(upload=upload, accept=(), by=story.lea, at=story.now, **given)
