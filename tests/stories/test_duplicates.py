"""Two escalations turn out to be one: one survives, and nobody of the other is forgotten."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest

from holdfast.escalation.models import Ask, Merge, Ownership, Participant, Piece
from holdfast.escalation.queries.merge import duplicates_of, standing_merge
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.models import Team
from tests.cast import Story


def told(kind: str, story: Story) -> set[str]:
    event = Event.objects.filter(kind=kind).order_by("-pk")[0]
    logins = {str(person.pk): login for login, person in story.people.items()}
    return {logins[each.recipient] for each in Delivery.objects.filter(event=event)}


@pytest.mark.req("R60")
def test_one_survives_and_everybody_stays_informed(story: Story):
    first = story.owned(by="ana")
    second = story.supported(story.owned(by="kim", title="Acme cannot search"), by="max")
    person, team = story.people["kim"], Team.objects.get(name="Search")
    Participant.objects.create(
        escalation=second, person=story.people["rex"], needs="A date", by=person, at=story.now
    )
    Participant.objects.create(escalation=second, name="Jo of Acme", by=person, at=story.now)
    ask = Ask.objects.create(
        escalation=second,
        to_team=team,
        what="Look at it",
        due_at=story.now + timedelta(days=1),
        formal=False,
        by=person,
        at=story.now,
        alarm_at=story.now + timedelta(days=20),
    )
    waiting = story.ask_to_close(second, by="kim")  # while no piece is open yet
    piece = Piece.objects.create(
        escalation=second,
        team=team,
        title="The index",
        by=person,
        at=story.now,
        alarm_at=story.now + timedelta(days=20),
    )
    offer = story.offer(second, by="kim", to="bo")

    story.merge(second, first, by="kim", reason="Same index.")

    duplicate, survivor = story.see(second), story.see(first)
    assert (duplicate.state, survivor.state, survivor.owner.login) == ("closed", "owned", "ana")
    assert standing_merge(duplicate).into == survivor
    assert [each.escalation for each in duplicates_of(survivor)] == [duplicate]
    ask.refresh_from_db()
    piece.refresh_from_db()
    assert ask.escalation == piece.escalation == survivor
    assert ask.is_open
    assert piece.is_open
    guests = {str(each): each.needs for each in survivor.participants.all()}
    assert guests == {
        "Rex Quill": f"A date (merged from {duplicate.ref})",
        "Jo of Acme": f"merged from {duplicate.ref}",
        "Max Vogel": f"merged from {duplicate.ref}",
    }, "Sam raised both and hears it anyway"
    offer.refresh_from_db()
    waiting.refresh_from_db()
    assert offer.answer.word == "withdrawn"
    assert not waiting.answer.agree
    assert story.happened(duplicate)[-3:] == [
        "closure.refused",
        "handover.withdrawn",
        "escalation.merged",
    ]
    assert story.happened(survivor)[-1] == "escalation.absorbed"
    assert told("escalation.absorbed", story) == {"ana", "sam"}
    assert told("escalation.merged", story) == {"max", "rex"}
    event = Event.objects.get(kind="escalation.merged")
    assert (event.data["asks"], event.data["pieces"]) == ([ask.pk], [piece.pk])

    story.update(first, "Found it.", by="ana")
    assert {"sam", "rex", "max"} <= told("escalation.updated", story)


@pytest.mark.req("R60")
def test_the_same_again_changes_nothing(story: Story):
    first, second, third = (story.owned(by="ana") for _ in range(3))
    made = story.merge(second, first)
    before = Event.objects.count()
    assert story.merge(second, first, by="lea").pk == made.pk
    assert Event.objects.count() == before
    with pytest.raises(Conflict, match=f"merged into {first.ref} already"):
        story.merge(second, third)
    with pytest.raises(Conflict, match=f"{second.ref} is merged into {first.ref}"):
        story.merge(first, second)


@pytest.mark.req("R41", "R60")
def test_no_owner_is_lost_on_the_way(story: Story):
    owned, unowned = story.owned(by="ana"), story.raised(by="rex")
    with pytest.raises(Conflict, match=f"merge {unowned.ref} into {owned.ref} instead"):
        story.merge(owned, unowned)
    assert story.see(owned).owner.login == "ana"
    story.merge(unowned, owned, by="bo")
    assert told("escalation.merged", story) == {"rex"}
    assert story.see(owned).participants.get().person.login == "rex"


@pytest.mark.req("R60")
def test_who_may_merge(story: Story):
    mine, theirs, nobodys = story.owned(by="ana"), story.owned(by="kim"), story.raised(by="rex")
    for duplicate, login in ((mine, "kim"), (mine, "sam"), (nobodys, "sam"), (nobodys, "max")):
        with pytest.raises(NotAllowed):
            story.merge(duplicate, theirs, by=login)
    story.merge(nobodys, theirs, by="rex")
    story.merge(mine, theirs, by="lea")
    assert Merge.objects.count() == 2
    assert story.see(mine).owner.login == "ana"
    assert not Ownership.objects.filter(escalation=theirs, person=story.people["ana"]).exists()


@pytest.mark.req("R60")
def test_reopening_a_duplicate_gives_it_back_beside_the_survivor(story: Story):
    first, second = story.owned(by="ana"), story.owned(by="kim")
    story.classify(second, "defect", by="kim")
    story.learn(second, by="kim")
    story.merge(second, first, by="kim")
    story.reopen(second, by="sam", reason="It is another index.")
    again = story.see(second)
    assert (again.state, again.owner.login) == ("owned", "kim")
    assert story.see(first).owner.login == "ana"
    assert duplicates_of(first) == []
    assert standing_merge(again) is None
    event = Event.objects.get(kind="escalation.reopened")
    assert event.data["merged_into"] == first.ref
    assert (again.classifications.count(), again.learnings.count()) == (1, 1)
    story.merge(second, first, by="kim", reason="It was the same after all.")
    assert story.see(second).state == "closed"
    assert story.see(first).participants.count() == 0, "Sam raised both"
    assert Merge.objects.filter(escalation=second).count() == 2


@pytest.mark.req("R60")
def test_nonsense(story: Story):
    issue = story.owned(by="ana")
    for into in (issue.ref, issue.ref.lower(), "", "ESC-999", "<b>", "\x00", "ESC-" + "9" * 30):
        with pytest.raises(Invalid) as refused:
            do_merge(story, issue.ref, into)
        assert refused.value.field == "into"
    with pytest.raises(NotFound):
        do_merge(story, "ESC-999", issue.ref)
    other = story.owned(by="ana")
    with pytest.raises(Invalid) as refused:
        story.merge(other, issue, reason="x" * 200_000)
    assert refused.value.field == "reason"
    with pytest.raises(Invalid, match="merge"):
        story.ask_to_close(other, outcome="duplicate")
    assert not Merge.objects.exists()


def do_merge(story: Story, ref: str, into: str):
    from holdfast.escalation.actions import merge

    return merge(ref=ref, into=into, by=story.ana, at=story.now)


@pytest.mark.req("R42", "R60")
def test_an_ask_that_a_merge_moves_meanwhile_is_answered_where_it_went(story: Story, monkeypatch):
    """Who answers reads whose it is, then waits for that escalation; the merge was faster."""
    survivor, duplicate = story.owned(by="kim"), story.owned(by="ana")
    asked = story.ask(duplicate, to_person="bo")
    ask_actions = import_module("holdfast.escalation.actions.ask")
    plain_take = ask_actions.take

    def after_the_merge(ref: str):
        escalation = plain_take(ref)
        asked.escalation = survivor
        asked.save(update_fields=["escalation"])
        return escalation

    monkeypatch.setattr(ask_actions, "take", after_the_merge)
    with pytest.raises(Conflict, match="just moved to another escalation; look again"):
        story.say_of_ask(asked, "agree", by="bo")
    monkeypatch.undo()
    asked.save(update_fields=["escalation"])  # the refusal took the move back
    story.say_of_ask(asked, "agree", by="bo")
    assert Event.objects.get(kind="ask.agreed").subject == survivor.ref
