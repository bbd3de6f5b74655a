"""An escalation is split over teams, and closes only when every piece has come to an end."""

from datetime import timedelta

import pytest

from holdfast.escalation.models import Piece
from holdfast.escalation.queries.piece import (
    bounces,
    find_piece,
    pieces_for,
    pieces_from,
    pieces_progress,
)
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import deactivate
from holdfast.people.models import Person, Team
from holdfast.people.queries import answering_for
from tests.cast import Story
from tests.stories.test_one_escalation import told

pytestmark = pytest.mark.usefixtures("billing")


def state(piece: Piece) -> str:
    return find_piece(piece.pk).state


def line(story: Story, issue) -> str:
    return pieces_progress([story.see(issue)]).get(issue.pk, "")


@pytest.mark.req("R80", "R81")
def test_split_and_followed_through(story: Story):
    issue = story.owned()
    assert line(story, issue) == ""
    billing = story.piece(issue)
    search = story.piece(issue, team="search", title="Index twice")
    assert told("piece.handed_out") == {"eva", "max"}
    assert line(story, issue) == "2 pieces: 1 sent to Billing, 1 sent to Search"

    story.move(billing, "bounce", reason="Not our code.")
    assert told("piece.bounced") == {"ana"}
    assert find_piece(billing.pk).bounces == 1
    assert Piece.objects.get(pk=billing.pk).is_open, "it waits for the owner to send it again"
    assert line(story, issue) == "2 pieces: 1 sent to Search, 1 bounced by Billing"
    story.move(billing, "resend", by="ana", evidence="Run it twice on an empty account.")
    assert told("piece.sent_again") == {"eva"}
    assert Piece.objects.get(pk=billing.pk).evidence == "Run it twice on an empty account."

    story.move(billing, "take")
    story.move(search, "finish", by="kim", note="Was an old index.")
    assert line(story, issue) == "2 pieces: 1 done, 1 taken by Billing"
    with pytest.raises(
        Conflict, match=r"1 open piece: “Invoices stop” \(taken, Billing\)"
    ) as refused:
        story.ask_to_close(issue)
    assert refused.value.facts["pieces"] == [billing.pk]
    story.move(billing, "finish", by="ida", issue_url="https://issues.example/7")
    assert story.happened(issue)[-1] == "piece.done"
    story.answer(story.ask_to_close(issue), agree=True)
    assert story.see(issue).state == "closed"


@pytest.mark.req("R80")
def test_a_yes_does_not_close_over_a_piece_handed_out_meanwhile(story: Story):
    issue = story.owned()
    request = story.ask_to_close(issue)
    piece = story.piece(issue)
    with pytest.raises(Conflict, match="Invoices stop"):
        story.answer(request, agree=True)
    assert story.see(issue).state == "owned"
    story.move(piece, "waive", by="lea", reason="The customer left.")
    assert told("piece.waived") == {"ana", "eva"}
    story.answer(request, agree=True)
    assert story.see(issue).state == "closed"


@pytest.mark.req("R80")
def test_the_raisers_own_wish_waits_for_the_pieces_too(story: Story):
    issue = story.owned()
    piece = story.piece(issue)
    with pytest.raises(Conflict, match="a lead waives it"):
        story.ask_to_close(issue, by="sam")
    story.move(piece, "waive", by="ana", reason="Not needed any more.")
    story.ask_to_close(issue, by="sam")
    assert story.see(issue).state == "closed"
    with pytest.raises(Conflict, match="reopen it to"):
        story.move(piece, "reopen", by="ana", reason="Back.")
    story.reopen(issue)
    story.move(piece, "reopen", by="ana", reason="Back.")
    assert state(piece) == "sent"


@pytest.mark.req("R80")
def test_waiving_is_for_the_owner_and_a_lead_and_needs_a_reason(story: Story):
    piece = story.piece(story.owned())
    with pytest.raises(NotAllowed, match="Ana Ruiz"):
        story.move(piece, "waive", by="ben", reason="Too much work.")
    with pytest.raises(Invalid) as refused:
        story.move(piece, "waive", by="ana", reason=" ")
    assert refused.value.field == "reason"


@pytest.mark.req("R81")
def test_without_evidence_it_goes_and_is_flagged(story: Story):
    issue = story.owned()
    bare = story.piece(issue, evidence="  ")
    assert bare.without_evidence
    docs = story.piece(issue, title="Say it in the docs", purpose="docs", evidence="")
    assert not docs.without_evidence, "there is nothing to reproduce"
    story.move(bare, "amend", by="ana", evidence="Run the job twice.")
    assert not Piece.objects.get(pk=bare.pk).without_evidence
    assert story.happened(issue)[-1] == "piece.amended"
    story.move(bare, "amend", by="ana", evidence="Run the job twice.")
    assert story.happened(issue).count("piece.amended") == 1
    with pytest.raises(Invalid):
        story.move(bare, "amend", by="ana")


@pytest.mark.req("R78")
def test_a_missing_alert_is_a_piece_for_the_team_that_watches_its_product(story: Story):
    piece = story.piece(story.owned(), title="Alert when the queue stands", purpose="alert")
    assert piece.get_purpose_display() == "The alert was missing"
    with pytest.raises(Invalid) as refused:
        story.piece(piece.escalation, purpose="blame")
    assert refused.value.field == "purpose"


@pytest.mark.req("R80")
def test_who_may_hand_out_and_to_whom(story: Story):
    raised = story.raised()
    with pytest.raises(Conflict, match="Nobody owns"):
        story.piece(raised)
    issue = story.accept(raised, by="ana")
    with pytest.raises(NotAllowed, match="Ana Ruiz, who owns it"):
        story.piece(issue, by="kim")
    story.piece(issue, by="lea")
    for team in ("Nobody", ""):
        with pytest.raises(Invalid, match=r"teams|team that owns") as refused:
            story.piece(issue, team=team)
        assert refused.value.field == "team"
    with pytest.raises(Invalid, match="200,000"):
        story.piece(issue, evidence="x" * 200_000)
    with pytest.raises(Invalid, match="not a web address"):
        story.piece(issue, issue_url="javascript:alert(1)")
    with pytest.raises(NotFound):
        story.move(Piece(pk=99), "take")
    story.move(Piece.objects.get(), "waive", by="ana", reason="Done elsewhere.")
    story.ask_to_close(issue, by="sam")
    with pytest.raises(Conflict, match="reopen it"):
        story.piece(issue)


@pytest.mark.req("R80")
def test_who_may_move_it(story: Story):
    issue = story.owned()
    piece = story.piece(issue)
    for stranger in ("sam", "kim", "eva"):
        with pytest.raises(NotAllowed, match="Billing, Ana Ruiz or a lead"):
            story.move(piece, "take", by=stranger)
    Team.objects.filter(name="Billing").update(contact=story.people["rex"])
    story.move(piece, "take", by="rex")
    with pytest.raises(Conflict, match="was taken by Rex Quill already"):
        story.move(piece, "take", by="ben")
    with pytest.raises(NotAllowed):
        story.move(piece, "resend", by="ben", team="Search")
    story.move(piece, "resend", by="ana", team="Search", note="It is the index after all.")
    assert told("piece.sent_again") == {"rex", "max"}, "the team that had it hears it, too"
    with pytest.raises(NotAllowed):
        story.move(piece, "take", by="ben")
    story.move(piece, "finish", by="kim")


@pytest.mark.req("R81")
def test_the_same_word_twice_is_a_repeat_and_another_one_a_conflict(story: Story):
    issue = story.owned()
    piece = story.piece(issue)
    assert story.piece(issue).pk == piece.pk
    assert story.piece(issue, team="BILLING", evidence="").pk == piece.pk
    with pytest.raises(Conflict, match="has this piece already"):
        story.piece(issue, evidence="Another way.")
    for word, given in (
        ("take", {}),
        ("bounce", {"reason": "Not ours."}),
        ("resend", {"by": "ana", "note": "It is, see there."}),
        ("finish", {"note": "Fixed."}),
    ):
        story.move(piece, word, **given)
        happened = story.happened(issue)
        story.move(piece, word, **given)
        assert story.happened(issue) == happened
    with pytest.raises(Conflict, match="was done by Ben Ahrens already; reopen it first"):
        story.move(piece, "bounce", reason="Too late.", by="ida")
    with pytest.raises(Conflict, match="was done"):
        story.move(piece, "waive", by="ana", reason="Too late.")
    story.move(piece, "reopen", by="ana", reason="It is back.")
    with pytest.raises(Conflict, match="nothing needs reopening"):
        story.move(piece, "reopen", by="lea", reason="It is back.")
    with pytest.raises(Conflict, match="Billing has piece"):
        story.move(piece, "resend", by="lea")
    with pytest.raises(Invalid, match="Say why it comes back"):
        story.move(piece, "bounce", reason="")


def test_bounces_are_counted_in_a_period(story: Story):
    piece = story.piece(story.owned())
    start = story.now
    story.move(piece, "bounce", reason="Not ours.")
    story.move(piece, "resend", by="ana")
    story.now += timedelta(hours=1)
    story.move(piece, "bounce", reason="Still not ours.")
    assert find_piece(piece.pk).bounces == 2
    assert bounces(story.programme, start, story.now + timedelta(seconds=1)) == 2
    assert bounces(story.programme, start, story.now) == 1


@pytest.mark.req("R59")
def test_a_silent_piece_is_heard_and_silence_everywhere_is_a_standstill(story: Story):
    issue = story.owned(severity=3)
    first = story.piece(issue)
    story.forward(days=3)
    second = story.piece(issue, team="Search", title="Index twice")
    story.move(second, "bounce", by="kim", reason="Not ours.")

    story.forward(days=5)  # five working days since the first was handed out
    assert told("piece.silent") == {"eva", "ana"}
    assert story.see(issue).stagnates_since is None, "the other one moved since"
    story.forward(days=3)
    assert Event.objects.filter(kind="piece.silent").count() == 2
    assert story.see(issue).stagnates_since
    stagnating = Event.objects.get(kind="escalation.stagnating")
    assert stagnating.data["why"] == "pieces"
    assert told("escalation.stagnating") == {"ana", "lea"}
    last = Event.objects.filter(kind="piece.silent").latest("pk")
    hears = {each.recipient for each in Delivery.objects.filter(event=last)}
    assert hears == {str(story.people["ana"].pk)}, "who bounced it has done their part"

    story.forward(days=8)
    assert Event.objects.filter(kind="piece.silent").count() == 4, "again, as long afterwards"
    assert Event.objects.filter(kind="escalation.stagnating").count() == 1
    story.move(first, "take")
    assert story.see(issue).stagnates_since is None
    story.move(first, "finish")
    story.move(second, "waive", by="ana", reason="Nobody's.")
    story.forward(days=20)
    assert Event.objects.filter(kind="piece.silent").count() == 4


def test_who_answers_for_a_team(story: Story, billing: Team):
    number = {person.pk: person.login for person in Person.objects.all()}

    def answer() -> set[str]:
        return {number[each] for each in answering_for(billing.pk)}

    Team.objects.filter(pk=billing.pk).update(contact=story.people["rex"])
    assert answer() == {"rex"}
    for gone, left in (("rex", {"eva"}), ("eva", {"ben", "ida"}), ("ben", {"ida"})):
        deactivate(login=gone, reason="Left.", by=story.lea, at=story.now)
        assert answer() == left
    deactivate(login="ida", reason="Left.", by=story.lea, at=story.now)
    assert answer() == {"lea"}


def test_each_sees_what_is_theirs(story: Story):
    issue = story.owned()
    piece = story.piece(issue, by="lea")
    ben, kim = Person.objects.get(login="ben"), story.people["kim"]
    assert [each.piece for each in pieces_for(ben)] == [piece]
    assert pieces_for(kim) == pieces_from(kim) == []
    for giver in ("ana", "lea"):
        assert [each.piece for each in pieces_from(story.people[giver])] == [piece]
    Team.objects.filter(name="Billing").update(contact=kim)
    assert [each.piece for each in pieces_for(kim)] == [piece]
