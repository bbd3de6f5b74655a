"""What an engineer brings home from a seat (R24)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from holdfast.credit.actions import remind_of_returns, send_return, write_return
from holdfast.credit.models import Return, ReturnNote
from holdfast.credit.presenting.returns import return_as_data, return_as_markdown
from holdfast.credit.queries.returns import report_of, seat_of
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, NotAllowed, NotFound
from holdfast.people.models import Area, Person, Team
from holdfast.rotation.models import Seat
from tests.cast import Story

pytestmark = pytest.mark.req("R24")
OVER = datetime(2026, 3, 18, 9, tzinfo=UTC)


def ana_seat() -> Seat:
    return Seat.objects.get(person__login="ana", withdrawal=None)


def told(kind: str) -> set[str]:
    owed = Delivery.objects.filter(event__kind=kind, channel="mail")
    numbers = {int(each.recipient) for each in owed}
    return set(Person.objects.filter(pk__in=numbers).values_list("login", flat=True))


@pytest.fixture
def search(story: Story) -> Team:
    team, _ = Team.objects.get_or_create(name="Search")
    Person.objects.filter(login__in=("ana", "bo", "kim")).update(team=team)
    return team


def test_it_holds_what_was_led_learned_said_and_sent_back(story: Story, search: Team):
    Area.objects.create(name="Indexing", keywords="search, index", team=search)
    issue = story.owned(customer="Acme")
    story.learn(issue, "Look at the index first.", by="ana", customer_words="You saved our Friday.")
    piece = story.piece(issue, team="Search")
    story.move(piece, "bounce", by="bo", reason="Not ours.")
    story.answer(story.ask_to_close(story.owned(title="Old trouble")), agree=True)
    story.owned(by="kim", title="Kim leads this")
    data = return_as_data(report_of(ana_seat(), at=OVER), base="https://h.example")
    assert [(each["title"], each["outcome"]) for each in data["led"]] == [
        ("Search is down for Acme", "Open"),
        ("Old trouble", "Resolved"),
    ]
    assert data["days"] == 29 and data["over"] and data["team"] == "Search"
    assert data["learnings"][0]["customer_words"] == "You saved our Friday."
    assert [(each["id"], each["bounced"], each["open"]) for each in data["pieces"]] == [
        (piece.pk, 1, True)
    ]
    assert data["areas"][0]["name"] == "Indexing"
    text = return_as_markdown(data)
    assert "“You saved our Friday.”" in text and "sent back 1 time" in text


def test_what_is_sent_goes_home_once_and_stands(story: Story, search: Team):
    seat = ana_seat()
    write_return(seat_id=seat.pk, note="First words.", by=story.ana, at=story.now)
    with pytest.raises(Conflict, match="send the report when it is over"):
        send_return(seat_id=seat.pk, by=story.ana, at=story.now)
    story.now = OVER
    sent = send_return(seat_id=seat.pk, note="Last words.", by=story.ana, at=story.now)
    assert sent.data["note"] == "Last words." and "Last words." in sent.markdown
    assert told("return.sent") == {"bo", "kim", "max"}
    assert send_return(seat_id=seat.pk, by=story.ana, at=story.now) == sent
    assert Event.objects.filter(kind="return.sent").count() == 1
    with pytest.raises(Conflict, match="what was sent stands"):
        write_return(seat_id=seat.pk, note="Later.", by=story.ana, at=story.now)
    for change in (lambda: Return.objects.update(markdown=""), ReturnNote.objects.all().delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_it_is_its_engineers_to_write_and_to_send(story: Story):
    for who in ("lea", "max", "kim"):
        with pytest.raises(NotAllowed, match="Ana Ruiz's to write"):
            write_return(seat_id=ana_seat().pk, note="x", by=story.of(who), at=story.now)
    with pytest.raises(NotFound):
        seat_of(987654)


def test_without_a_home_nobody_is_told_and_it_says_so(story: Story):
    Person.objects.filter(login="ana").update(manager=None, team=None)
    with pytest.raises(Conflict, match="Nobody here is of the home team"):
        send_return(seat_id=ana_seat().pk, by=story.ana, at=OVER)
    assert not Return.objects.exists()


def test_who_has_not_sent_it_is_asked_once_at_the_end(story: Story, search: Team):
    assert remind_of_returns(story.now) == 0
    kim = Seat.objects.get(person__login="kim")
    send_return(seat_id=kim.pk, by=story.kim, at=OVER)
    assert remind_of_returns(OVER) == 1
    assert remind_of_returns(OVER + timedelta(days=3)) == 0
    assert told("return.due") == {"ana"}


def test_history_asks_nobody(story: Story):
    from tests.rotation.rota import window

    window(date(2025, 1, 6), date(2025, 2, 3), "bo")
    assert remind_of_returns(story.now) == 0
