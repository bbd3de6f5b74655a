"""A piece becomes an issue in its team's tracker: once, whatever breaks, and with nothing private."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from holdfast.escalation.actions import save_customer
from holdfast.journal.ledger import deliver_due
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Invalid, NotAllowed
from holdfast.outside.errors import Denied, Gone, Limited, Unanswered
from holdfast.tracker.actions import (
    file_ask,
    file_piece,
    hear,
    look_at,
    remove_place,
    set_place,
)
from holdfast.tracker.actions.sending import tell_of_dead
from holdfast.tracker.models import Filing
from holdfast.tracker.port import Standing, State
from tests.cast import Story, another_team
from tests.support.issues import said, take
from tests.tracker.memory import Memory


@pytest.fixture
def placed(story: Story, memory: Memory) -> Story:
    another_team()
    place(story)
    return story


def place(story: Story, **given):
    facts = {"team": "Billing", "tracker": "github", "where": "acme/payments", **given}
    return set_place(by=story.lea, at=story.now, **facts)


def send(story: Story) -> None:
    deliver_due("tracker", clock=lambda: story.now)


def filed(story: Story, **given) -> Filing:
    piece = story.piece(story.owned(), **given)
    made = file_piece(piece_id=piece.pk, by=story.ana, at=story.now)
    send(story)
    made.refresh_from_db()
    return made


def stands(made: Filing, state: State, at, **given) -> Standing:
    return Standing(made.key, state, state.value, at, **given)


@pytest.mark.req("R80")
def test_a_piece_is_filed_once_with_its_brief(placed, memory):
    made = filed(placed)
    file_piece(piece_id=made.piece_id, by=placed.ana, at=placed.now)
    send(placed)
    (issue,) = memory.issues
    assert "Run the job twice." in issue.body
    assert "renews on Friday" in issue.body
    assert made.marker in issue.body
    assert made.key == "acme/payments#1"
    made.piece.refresh_from_db()
    assert made.piece.issue_url == made.url
    assert placed.told("filing.filed") == {"ana"}


def test_only_the_owner_or_a_lead_files(placed):
    piece = placed.piece(placed.owned())
    with pytest.raises(NotAllowed):
        file_piece(piece_id=piece.pk, by=placed.bo, at=placed.now)


def test_a_place_that_takes_pieces_by_itself(placed, memory):
    place(placed, by_itself=True)
    placed.piece(placed.owned())
    send(placed)
    send(placed)
    assert len(memory.issues) == 1


@pytest.mark.req("R42")
def test_an_ask_is_filed(placed, memory):
    asked = placed.ask(placed.owned(), to_team="Billing")
    file_ask(ask_id=asked.pk, by=placed.ana, at=placed.now)
    send(placed)
    assert memory.issues[0].title == "Read the index of Acme."


def test_an_answer_that_got_lost_makes_no_second_issue(placed, memory):
    memory.after = [Unanswered("GitHub", "cut")]
    made = filed(placed)
    assert made.key == ""
    placed.now += timedelta(hours=1)
    send(placed)
    made.refresh_from_db()
    assert made.key == "acme/payments#1"
    assert len(memory.issues) == 1


def test_killed_between_making_and_noting(placed, memory, monkeypatch):
    from holdfast.tracker import channel

    def killed(**_):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(channel, "note_filed", killed)
        with pytest.raises(SystemExit):
            filed(placed)
    placed.now += timedelta(hours=1)
    send(placed)
    assert Filing.objects.get().key == "acme/payments#1"
    assert len(memory.issues) == 1


def test_an_hour_of_500(placed, memory):
    memory.before = [Unanswered("GitHub", "broke down")] * 4
    filed(placed)
    for _ in range(12):
        placed.now += timedelta(minutes=30)
        send(placed)
    assert len(memory.issues) == 1
    assert Filing.objects.get().key


@pytest.mark.parametrize("error", [Denied("GitHub", "no"), Limited("GitHub", None)])
def test_what_may_not_be_done_now_waits(placed, memory, error):
    if isinstance(error, Limited):
        error.until = placed.now + timedelta(minutes=5)
    memory.before = [error]
    assert filed(placed).key == ""
    placed.now += timedelta(hours=2)
    send(placed)
    assert Filing.objects.get().key


def test_a_place_that_is_gone_is_told(placed, memory):
    memory.before = [Gone("GitHub", "GitHub does not know it (404).")]
    filed(placed)
    assert placed.told("filing.refused") == {"ana", "lea"}
    assert Delivery.objects.get(key__startswith="filing:").state == "dead"


@pytest.mark.req("R80", "R42")
def test_a_public_place_learns_nothing(placed, memory):
    memory.public = True
    piece = placed.piece(placed.owned(customer="Acme"), title="Acme's invoices stop")
    with pytest.raises(Invalid, match="names something private: the customer “Acme” in the title"):
        file_piece(piece_id=piece.pk, by=placed.ana, at=placed.now)
    assert not Filing.objects.exists()
    save_customer(name="Blue-Moon Ltd", ga_on=None, by=placed.ada, at=placed.now)
    piece = placed.piece(placed.owned(), evidence="Log in as BLUE\u200bMOON.ltd")
    with pytest.raises(Invalid, match="Blue-Moon"):
        file_piece(piece_id=piece.pk, by=placed.ana, at=placed.now)
    made = filed(placed, title="Jobs run twice")
    assert "Acme" not in made.body
    assert "renews" not in made.body
    assert "http" not in made.body


def test_a_place_that_became_public_meanwhile_gets_nothing(placed, memory):
    piece = placed.piece(placed.owned())
    file_piece(piece_id=piece.pk, by=placed.ana, at=placed.now)
    memory.public = True
    send(placed)
    assert memory.issues == []
    assert placed.told("filing.refused") == {"ana", "lea"}


def test_who_closes_it_there_finishes_the_piece(placed):
    made = filed(placed)
    news = stands(made, State.DONE, placed.now + timedelta(minutes=1), login="Ben")
    for _ in range(2):
        hear(news, tracker="github", at=placed.now)
    made.piece.refresh_from_db()
    assert not made.piece.is_open
    assert Event.objects.filter(kind="filing.moved").count() == 1
    assert Event.objects.get(kind="piece.done").via == "github"


@pytest.mark.parametrize("login", ["", "stranger", "bo"])
def test_closed_by_somebody_else_its_owner_decides(placed, login):
    made = filed(placed)
    news = stands(made, State.DONE, placed.now + timedelta(minutes=1), login=login)
    hear(news, tracker="github", at=placed.now)
    made.piece.refresh_from_db()
    assert made.piece.is_open
    assert placed.told("filing.moved") == {"ana"}


def test_older_news_never_replaces_newer(placed):
    made = filed(placed)
    later = placed.now + timedelta(minutes=9)
    hear(stands(made, State.DROPPED, later), tracker="github", at=placed.now)
    older = stands(made, State.DONE, later - timedelta(minutes=1), login="ben")
    hear(older, tracker="github", at=placed.now)
    made.refresh_from_db()
    assert made.state == "dropped"
    made.piece.refresh_from_db()
    assert made.piece.is_open
    hear(stands(made, State.OPEN, later + timedelta(minutes=1)), tracker="github", at=placed.now)
    assert Event.objects.filter(kind="filing.moved").last().data["reopened"]
    assert placed.told("filing.moved") == {"ana"}


def test_unknown_issues_are_ignored(placed):
    hear(Standing("acme/x#9", State.DONE, "closed", placed.now), tracker="github", at=placed.now)
    assert not Event.objects.filter(kind="filing.moved").exists()


def test_an_issue_filed_by_hand_is_followed(placed):
    url = "https://github.com/acme/payments/issues/7"
    piece = placed.piece(placed.owned(), issue_url=url)
    send(placed)
    news = Standing("acme/payments#7", State.DONE, "closed", placed.now, login="ben")
    hear(news, tracker="github", at=placed.now)
    piece.refresh_from_db()
    assert not piece.is_open


def test_nothing_is_asked_where_no_tracker_is_on(story, monkeypatch, django_assert_num_queries):
    from holdfast.tracker import port
    from holdfast.tracker.channel import TrackerChannel

    monkeypatch.setattr(port, "_trackers", {})
    event = Event(kind="piece.handed_out", data={"piece": 1, "issue_url": ""})
    with django_assert_num_queries(0):
        assert TrackerChannel().announce(event, [], at=story.now) == []


def test_news_that_never_came_are_found_the_next_day(placed, memory):
    made = filed(placed)
    closed = stands(made, State.DONE, placed.now + timedelta(hours=1), login="ben")
    memory.standings[made.key] = closed
    placed.now += timedelta(hours=25)
    send(placed)
    made.piece.refresh_from_db()
    assert not made.piece.is_open
    placed.now += timedelta(hours=25)
    send(placed)
    assert Delivery.objects.get(key=f"standing:{made.pk}").state == "sent"


@pytest.mark.parametrize("bounced", [True, False])
def test_the_issue_of_a_team_that_has_it_no_more_finishes_nothing(placed, memory, bounced):
    """Sent on to Search, the old issue is closed by who owns the escalation: Ana reads so, no more."""
    made = filed(placed)
    placed.now += timedelta(hours=1)
    if bounced:
        placed.move(made.piece, "bounce", reason="Not ours.")
    placed.move(made.piece, "resend", by="ana", team="Search", evidence="Run it in search.")
    closed = stands(made, State.DONE, placed.now, login="ana", email="ana@example.com")
    hear(closed, tracker="github", at=placed.now)
    made.refresh_from_db()
    assert (made.state, made.piece.is_open) == ("done", True)
    assert placed.told("filing.moved") == {"ana"}


def test_sent_again_to_the_same_team_it_is_still_its_issue(placed, memory):
    made = filed(placed)
    placed.now += timedelta(hours=1)
    placed.move(made.piece, "bounce", reason="Show us.")
    placed.move(made.piece, "resend", by="ana", evidence="Run it on Monday.")
    hear(stands(made, State.DONE, placed.now, login="ben"), tracker="github", at=placed.now)
    made.piece.refresh_from_db()
    assert not made.piece.is_open


@pytest.mark.req("R80")
def test_customers_of_support_issues_and_other_escalations_are_private(placed, memory):
    memory.public = True
    take(placed, said("1", customer="Sable Rail AG"))
    placed.owned(customer="Orchid Bank")
    for name in ("Sable Rail", "orchid-bank"):
        piece = placed.piece(placed.owned(), title=f"Jobs of {name} run twice")
        with pytest.raises(Invalid, match="something private: the customer"):
            file_piece(piece_id=piece.pk, by=placed.ana, at=placed.now)


@pytest.mark.req("R80")
def test_a_filing_given_up_is_told_once_and_tried_again(placed, memory):
    memory.before = [Unanswered("GitHub", "broke down")] * 99
    made = filed(placed)
    while Delivery.objects.get(key=f"filing:{made.pk}").state != "dead":
        placed.now += timedelta(days=1)
        send(placed)
    assert placed.told("filing.refused") == set()
    assert (tell_of_dead(placed.now), tell_of_dead(placed.now)) == (1, 0)
    assert placed.told("filing.refused") == {"ana", "lea"}
    made.refresh_from_db()
    assert made.stands == "trouble"
    assert made.trouble.startswith("Given up")
    memory.before = []
    file_piece(piece_id=made.piece_id, by=placed.ana, at=placed.now)
    send(placed)
    made.refresh_from_db()
    assert (made.stands, made.trouble) == ("open", "")


def test_what_was_sent_is_never_changed(placed):
    made = filed(placed)
    row = Filing.objects.filter(pk=made.pk)
    for change in ({"title": "x"}, {"body": "x"}, {"where": "a/b"}, {"key": "a/b#1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_what_a_look_at_a_place_saw_is_kept(placed, memory):
    there = place(placed)
    assert look_at(there, at=placed.now) == "acme/payments is there; it is private."
    memory.public = True
    look_at(there, at=placed.now)
    there.refresh_from_db()
    assert (there.public, there.trouble) == (True, "")
    memory.look = lambda *_, **__: (_ for _ in ()).throw(Gone("GitHub", "no"))
    assert "does not know" in look_at(there, at=placed.now)
    there.refresh_from_db()
    assert (there.public, there.looked_at) == (None, placed.now)
    assert place(placed, where="acme/other").trouble == ""
    assert remove_place(team="Billing", by=placed.lea, at=placed.now)
    assert remove_place(team="Billing", by=placed.lea, at=placed.now) is None
