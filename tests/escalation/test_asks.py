"""Asking for help: who may, by when, what is answered, and what never goes quiet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from holdfast.escalation.actions import decline, remind_asks
from holdfast.escalation.actions.ask import send_to_alert_team, withdraw_open_asks
from holdfast.escalation.models import Ask, Escalation
from holdfast.escalation.presenting.ask import ask_as_data
from holdfast.escalation.queries import ask as queries
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.models import Person, Team
from holdfast.people.queries import answering_for
from tests.cast import START, Story


@pytest.fixture
def indexing(story: Story) -> Team:
    """A team with two members, Max among them, whom nobody manages."""
    team = Team.objects.create(name="Indexing")
    Person.objects.filter(login__in=["max", "rex"]).update(team=team)
    return team


def told(kind: str) -> set[str]:
    """Logins of who is owed the news of the last event of a kind."""
    event = Event.objects.filter(kind=kind).latest("id")
    people = [int(each.recipient) for each in Delivery.objects.filter(event=event)]
    return set(Person.objects.filter(pk__in=people).values_list("login", flat=True))


def numbers(*logins: str) -> set[int]:
    return set(Person.objects.filter(login__in=logins).values_list("pk", flat=True))


@pytest.mark.req("R42", "R43", "R52", "R71")
def test_from_asking_to_done(story: Story, indexing: Team):
    issue = story.owned()
    asked = story.ask(issue, to_team="indexing", tried="Rebuilt one shard.")
    assert (asked.to_team, asked.formal, asked.state, asked.is_open) == (
        indexing,
        True,
        "sent",
        True,
    )
    assert not asked.without_attempt
    # A day is the end of the team's working day: the programme's usual hours, UTC.
    assert asked.due_at == datetime(2026, 3, 5, 17, tzinfo=UTC)
    assert story.say_of_ask(asked, "acknowledge", by="max").state == "acknowledged"
    assert story.say_of_ask(asked, "agree", by="rex").state == "agreed"
    done = story.say_of_ask(asked, "finish", by="max", note="Index 7 was corrupt.")
    assert (done.state, done.is_open) == ("done", False)
    assert [answer.word for answer in done.answers.all()] == ["acknowledged", "agreed", "done"]
    assert story.happened(issue)[-4:] == ["ask.sent", "ask.acknowledged", "ask.agreed", "ask.done"]


@pytest.mark.req("R42")
def test_the_people_asked_and_the_asker_are_told(story: Story, indexing: Team):
    issue = story.owned()
    asked = story.ask(issue, by="lea", to_person="bo")
    assert told("ask.sent") == {"bo", "ana"}
    story.say_of_ask(asked, "decline", by="bo", note="I do not know that part.")
    assert told("ask.declined") == {"lea", "ana"}
    story.ask(issue, to_team="Indexing")
    assert told("ask.sent") == {"max", "rex"}
    event = Event.objects.filter(kind="ask.sent").latest("id")
    assert event.data["people"]["asked"] is None
    assert event.data["team"] == "Indexing"


@pytest.mark.req("R56")
def test_who_hears_for_a_team(story: Story, indexing: Team):
    assert set(answering_for(indexing.pk)) == numbers("max", "rex")
    Person.objects.filter(login="rex").update(manager=Person.objects.get(login="sam"))
    assert set(answering_for(indexing.pk)) == numbers("sam")
    indexing.contact = Person.objects.get(login="bo")
    indexing.save()
    assert set(answering_for(indexing.pk)) == numbers("bo")
    Person.objects.filter(login__in=["bo", "sam", "rex"]).update(deactivated_at=START)
    assert set(answering_for(indexing.pk)) == numbers("max")
    Person.objects.filter(login="max").update(deactivated_at=START)
    assert set(answering_for(indexing.pk)) == numbers("lea")


@pytest.mark.req("R76")
def test_a_formal_request_without_an_attempt_is_flagged_and_sent(story: Story):
    issue = story.owned()
    assert story.ask(issue).without_attempt
    assert not story.ask(issue, what="Just a look", formal=False).without_attempt
    assert not story.ask(issue, to_person="bo").without_attempt, "a word among colleagues"
    assert story.ask(issue, to_person="bo", formal=True).without_attempt


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 200_000}, "what"),
        ({"until": None}, "by"),
        ({"until": date(2026, 3, 2)}, "by"),
        ({"until": START}, "by"),
        ({"until": datetime(2026, 3, 4)}, "by"),
        ({"until": date(9999, 12, 31)}, "by"),
        ({"until": datetime(2029, 1, 1, tzinfo=UTC)}, "by"),
        ({"to_team": "Nobodies"}, "to_team"),
        ({"to_team": ""}, "to_team"),
        ({"to_team": "Search", "to_person": "bo"}, "to_team"),
        ({"to_person": "nobody"}, "to_person"),
        ({"to_person": "ana"}, "to_person"),
        ({"to_person": "kim"}, "to_person"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(story: Story, given: dict, field: str):
    issue = story.owned()
    Person.objects.filter(login="kim").update(deactivated_at=START)
    with pytest.raises(Invalid) as refused:
        story.ask(issue, **given)
    assert refused.value.field == field
    assert not Ask.objects.exists()


def test_who_may_ask(story: Story):
    issue = story.owned()
    with pytest.raises(NotAllowed, match="Ana Ruiz, who owns it"):
        story.ask(issue, by="kim")
    story.ask(issue, by="lea")
    with pytest.raises(Conflict, match="Nobody owns"):
        story.ask(story.raised())
    story.ask_to_close(issue, by="sam")
    with pytest.raises(Conflict, match="closed"):
        story.ask(issue, what="Something else")


def test_the_same_ask_again_is_a_repeat(story: Story):
    issue = story.owned()
    first = story.ask(issue)
    assert story.ask(issue).pk == first.pk
    assert story.ask(issue, tried="More").pk != first.pk
    assert story.happened(issue).count("ask.sent") == 2


def test_a_day_ends_when_the_receiver_stops_working(story: Story):
    issue = story.owned()
    # Seoul is nine hours ahead: their Thursday ends at 08:00 UTC.
    asked = story.ask(issue, to_person="kim", until=date(2026, 3, 5))
    assert asked.due_at == datetime(2026, 3, 5, 8, tzinfo=UTC)
    saturday = story.ask(issue, to_person="kim", until=date(2026, 3, 7))
    assert saturday.due_at == datetime(2026, 3, 7, 8, tzinfo=UTC)
    with pytest.raises(Invalid, match="past"):
        story.ask(issue, to_person="kim", until=date(2026, 3, 3))


def test_who_may_answer(story: Story, indexing: Team):
    issue = story.owned()
    to_team, to_bo = story.ask(issue, to_team="Indexing"), story.ask(issue, to_person="bo")
    for asked, by in ((to_team, "bo"), (to_team, "ana"), (to_bo, "kim"), (to_bo, "ana")):
        with pytest.raises(NotAllowed):
            story.say_of_ask(asked, "acknowledge", by=by)
    indexing.contact = Person.objects.get(login="bo")
    indexing.save()
    story.say_of_ask(to_team, "acknowledge", by="bo")
    story.say_of_ask(to_bo, "acknowledge", by="lea")


def test_the_words_never_go_back(story: Story, indexing: Team):
    issue = story.owned()
    asked = story.ask(issue, to_team="Indexing")
    story.say_of_ask(asked, "agree", by="max")
    assert story.say_of_ask(asked, "agree", by="max").state == "agreed", "a repeat"
    assert story.happened(issue).count("ask.agreed") == 1
    with pytest.raises(Conflict, match="agreed to already by Max Vogel"):
        story.say_of_ask(asked, "agree", by="max", note="Another tab says more.")
    for word, by in (("acknowledge", "max"), ("agree", "rex")):
        with pytest.raises(Conflict, match="agreed to already by Max Vogel"):
            story.say_of_ask(asked, word, by=by)
    with pytest.raises(Invalid) as refused:
        story.say_of_ask(asked, "decline", by="rex", note=" ")
    assert refused.value.field == "reason"
    story.say_of_ask(asked, "decline", by="rex", note="It turned out to be storage.")
    for word in ("acknowledge", "agree", "finish"):
        with pytest.raises(Conflict, match="declined already by Rex Quill"):
            story.say_of_ask(asked, word, by="max")
    with pytest.raises(NotFound):
        story.say_of_ask(Ask(pk=999_999), "agree", by="max")


def test_who_may_withdraw(story: Story, indexing: Team):
    issue = story.owned()
    asked = story.ask(issue, to_team="Indexing", by="lea")
    with pytest.raises(NotAllowed):
        story.say_of_ask(asked, "withdraw", by="max")
    story.say_of_ask(asked, "withdraw", by="ana", note="Found it myself.")
    assert told("ask.withdrawn") == {"lea", "max", "rex"}
    assert story.say_of_ask(asked, "withdraw", by="ana").state == "withdrawn", "a repeat"
    with pytest.raises(Conflict, match="withdrawn already by Ana"):
        story.say_of_ask(asked, "withdraw", by="lea")
    with pytest.raises(Conflict, match="withdrawn"):
        story.say_of_ask(asked, "finish", by="max")


@pytest.mark.req("R43", "R48")
def test_an_ask_that_nobody_answers_is_said_aloud(story: Story, indexing: Team):
    issue = story.owned(severity=3)
    asked = story.ask(issue, to_team="Indexing", until=date(2026, 3, 6))
    story.forward(hours=23)
    assert "ask.unanswered" not in story.happened(issue)
    story.forward(hours=2)
    assert story.happened(issue)[-1] == "ask.unanswered"
    assert told("ask.unanswered") == {"ana", "max", "rex"}
    story.say_of_ask(asked, "agree", by="max")
    story.forward(days=2, hours=2)
    assert "ask.overdue" in story.happened(issue)[-3:]
    assert story.happened(issue).count("ask.unanswered") == 1
    assert told("ask.overdue") == {"ana", "max", "rex"}
    story.forward(days=4)  # a weekend lies between
    assert story.happened(issue).count("ask.overdue") >= 2
    assert told("ask.overdue") == {"ana", "max", "rex", "lea"}
    story.say_of_ask(asked, "finish", by="max")
    before = story.happened(issue).count("ask.overdue")
    story.forward(days=4)
    assert story.happened(issue).count("ask.overdue") == before


def test_an_open_ask_always_has_a_next_alarm(story: Story):
    issue = story.owned()
    asked = story.ask(issue, until=START + timedelta(minutes=30))
    story.forward(hours=1)
    assert story.happened(issue)[-1] == "ask.overdue"
    story.say_of_ask(asked, "acknowledge", by="kim")
    asked.refresh_from_db()
    assert asked.alarm_at is not None and asked.alarm_at > story.now


def test_two_tickers_ring_once(story: Story):
    issue = story.owned()
    asked = story.ask(issue)
    rang = asked.alarm_at
    later = rang + timedelta(minutes=1)
    assert remind_asks(later) == 1
    assert remind_asks(later) == 0
    Ask.objects.filter(pk=asked.pk).update(alarm_at=rang)  # as if the clock was set back
    assert remind_asks(later) == 0
    assert story.happened(issue).count("ask.unanswered") == 1


@pytest.mark.req("R60")
def test_what_ends_takes_its_open_asks_along(story: Story):
    issue = story.owned()
    story.ask(issue)
    done = story.ask(issue, what="Another")
    story.say_of_ask(done, "finish", by="kim")
    story.ask_to_close(issue, by="sam")
    assert [each.state for each in queries.asks_of(issue)] == ["done", "withdrawn"]
    assert story.happened(issue)[-2:] == ["ask.withdrawn", "escalation.closed"]
    assert told("ask.withdrawn") >= {"ana"}
    story.reopen(issue)
    story.ask(issue)


@pytest.mark.req("R60")
def test_an_ask_that_ends_by_silence_names_nobody(story: Story):
    issue = story.owned()
    asked = story.ask(issue)
    with transaction.atomic():
        withdraw_open_asks(issue, by=CLOCK, at=story.now)
    (answer,) = ask_as_data(queries.ask(asked.pk))["answers"]
    assert (answer["word"], answer["by"]) == ("withdrawn", None)
    with pytest.raises(Conflict, match="was withdrawn already\\."):
        story.say_of_ask(asked, "agree", by="kim")


@pytest.mark.req("R78")
def test_an_alert_goes_to_the_team_whose_it_is_before_anybody_accepts(story: Story, indexing: Team):
    issue = story.raised()
    Escalation.objects.filter(pk=issue.pk).update(alert_team=indexing)
    issue = story.see(issue)
    with transaction.atomic():
        asked = send_to_alert_team(issue, by=story.sam, at=story.now)
    assert asked is not None
    assert (asked.to_team, asked.by.login, asked.formal) == (indexing, "sam", False)
    assert told("ask.sent") == {"max", "rex"}
    decline(ref=issue.ref, reason="No crisis.", by=story.ana, at=story.now)
    assert story.happened(issue)[-2:] == ["ask.withdrawn", "escalation.declined"]
    assert send_to_alert_team(story.raised(), by=story.sam, at=story.now) is None


@pytest.mark.req("R77")
def test_what_counts_as_engaging_engineering(story: Story):
    issue, other = story.owned(), story.owned()
    since, until = START - timedelta(days=1), START + timedelta(days=1)
    counted = story.ask(issue)
    story.ask(issue, what="Among us", formal=False)
    story.ask(issue, to_person="bo")
    taken_back = story.ask(issue, what="Never mind")
    story.say_of_ask(taken_back, "withdraw", by="ana")
    looked_at = story.ask(other, what="Somebody looked")
    story.say_of_ask(looked_at, "acknowledge", by="kim")
    story.say_of_ask(looked_at, "withdraw", by="ana")
    found = queries.engagements(story.programme, since=since, until=until)
    assert list(found) == [counted, looked_at]
    assert queries.engaged(story.programme, since=since, until=until) == (2, 2)
    assert queries.engaged(story.programme, since=since, until=START) == (0, 0)
    assert queries.engaged(story.programme, since=START, until=until) == (2, 2)


def test_lists_of_asks(story: Story, indexing: Team):
    issue = story.owned()
    to_team, to_bo = story.ask(issue, to_team="Indexing"), story.ask(issue, to_person="bo")
    bo, rex = Person.objects.get(login="bo"), Person.objects.get(login="rex")
    assert queries.asks_waiting_for(bo) == [to_bo]
    assert queries.asks_waiting_for(rex) == [to_team]
    indexing.contact = bo
    indexing.save()
    assert {each.pk for each in queries.asks_waiting_for(bo)} == {to_team.pk, to_bo.pk}
    page = queries.page_of_asks(story.programme, limit=1)
    assert (list(page.items), page.next) == ([to_bo], to_bo.pk)
    rest = queries.page_of_asks(story.programme, limit=1, after=page.next)
    assert (list(rest.items), rest.next) == ([to_team], None)
    story.say_of_ask(to_bo, "agree", by="bo")
    states = {"sent": [to_team], "agreed": [to_bo], "acknowledged": [], "open": [to_bo, to_team]}
    for state, wanted in {**states, "ended": [], "all": [to_bo, to_team]}.items():
        assert list(queries.page_of_asks(story.programme, state=state).items) == wanted, state
    with pytest.raises(Invalid):
        queries.page_of_asks(story.programme, state="nonsense")


@pytest.mark.req("R58")
def test_what_somebody_was_asked_is_named_when_they_go(story: Story):
    from holdfast.people.actions import deactivate

    issue = story.owned()
    story.ask(issue, to_person="bo")
    deactivate(login="bo", reason="left", by=story.ada, at=story.now)
    event = Event.objects.get(kind="person.deactivated")
    assert event.data["held"]["asks"] == [f"{issue.ref}: Read the index of Acme."]
    assert "ana" in told("person.deactivated")


def test_answers_are_facts(story: Story):
    """The migration that let the clock withdraw an ask made the table anew, its guards with it."""
    issue = story.owned()
    asked = story.ask(issue)
    story.say_of_ask(asked, "acknowledge", by="kim")
    from django.db import DatabaseError

    for statement in (
        "UPDATE escalation_askanswer SET note = 'x'",
        "DELETE FROM escalation_askanswer",
    ):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
