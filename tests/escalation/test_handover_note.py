"""The handover note is written from the record (R58): nothing of it is asked of the giver's memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.actions import link
from holdfast.escalation.models import (
    Ask,
    AskAnswer,
    Cornered,
    Participant,
    Pause,
    Piece,
    PieceMove,
)
from holdfast.escalation.queries.handover_note import handover_note
from holdfast.escalation.rules.handover_note import UPDATES
from holdfast.kernel.text import BODY
from holdfast.people.models import Team
from tests.cast import Story

HEADINGS = ["Context", "What was tried", "Links", "Last step", "Next step"]


def headings(note: str) -> list[str]:
    return [part.splitlines()[0] for part in note.split("\n\n")]


def part(note: str, heading: str) -> str:
    return next(each for each in note.split("\n\n") if each.startswith(f"{heading}\n"))


@pytest.mark.req("R58")
def test_it_says_what_the_receiver_must_know_even_of_one_nobody_wrote_about(story: Story):
    issue = story.owned(by="ana", customer="Acme")
    note = handover_note(story.see(issue))
    assert headings(note) == HEADINGS
    assert f"{issue.ref}, sev1 for Acme: Search is down for Acme" in note
    assert "Acme renews on Friday" in note and "two weeks long" in note
    assert "Raised by Sam Okafor, Tue 3 Mar 2026. Owned by Ana Ruiz." in note
    assert "No update was written yet." in note
    assert "Took it on. (Ana Ruiz, Tue 3 Mar 2026, 15:00 UTC)" in part(note, "Last step")
    assert part(note, "Next step").endswith("(Ana Ruiz, by Wed 4 Mar 2026)")


@pytest.mark.req("R58")
def test_updates_stand_newest_last_and_the_oldest_give_way(story: Story):
    issue = story.owned(by="ana")
    for number in range(UPDATES + 3):
        story.now += timedelta(minutes=10)
        story.update(issue, f"Attempt {number}: {'x' * 400}")
    tried = part(handover_note(story.see(issue)), "What was tried")
    assert "(3 earlier updates are in the timeline.)" in tried
    assert "Attempt 2:" not in tried
    assert tried.index("Attempt 3:") < tried.index(f"Attempt {UPDATES + 2}:")
    assert "x" * 300 not in tried and "…" in tried
    assert f"Attempt {UPDATES + 2}" in part(handover_note(story.see(issue)), "Last step")


@pytest.mark.req("R58")
def test_it_names_links_open_work_people_and_what_stops_it(story: Story):
    issue = story.owned(by="ana", origin_url="https://tickets.example/77")
    link(ref=issue.ref, url="https://inc.example/9", title="Outage", by=story.ana, at=story.now)
    team = Team.objects.get(name="Search")
    given = {"escalation": issue, "by": story.people["ana"], "at": story.now}
    later = story.now + timedelta(days=2)
    asked = Ask.objects.create(
        **given,
        to_team=team,
        what="Read the logs",
        due_at=later,
        formal=True,
        alarm_at=later,
        tried="Restarted it twice",
    )
    AskAnswer.objects.create(ask=asked, word="agreed", by=story.people["bo"], at=story.now)
    open_piece = Piece.objects.create(
        **given,
        team=team,
        title="Rebuild the index",
        issue_url="https://gh.example/1",
        alarm_at=later,
    )
    PieceMove.objects.create(
        piece=open_piece, word="taken", team=team, by=story.people["bo"], at=story.now
    )
    Participant.objects.create(
        **given, name="Acme's CTO", needs="a date to tell their board", spoken_at=story.now
    )
    Participant.objects.create(**given, person=story.people["rex"], left_at=story.now)
    pause = Pause.objects.create(**given, reason="Waits for the maintenance", resumes_at=later)
    cornered = Cornered.objects.create(
        **given, reason="Nobody answers", until=later, alarm_at=later
    )
    issue = story.see(issue)
    issue.pause, issue.cornered = pause, cornered
    issue.save()

    note = handover_note(story.see(issue))
    assert "- First asked: https://tickets.example/77" in part(note, "Links")
    assert "- Incident Outage: https://inc.example/9" in part(note, "Links")
    assert "- Search: Rebuild the index: https://gh.example/1" in part(note, "Links")
    assert "- Search: Rebuild the index (taken)" in part(note, "Pieces still open")
    assert "- Search: Read the logs (agreed, until Thu 5 Mar" in part(note, "Asks still open")
    assert "Before asking: Restarted it twice" in part(note, "What was tried")
    assert "Acme's CTO needs a date to tell their board" in part(note, "Who is involved")
    assert "Rex" not in note, "somebody who left is not involved"
    assert "Paused until Thu 5 Mar 2026: Waits for the maintenance" in note
    assert "Cornered since Tue 3 Mar 2026: Nobody answers" in note


@pytest.mark.req("R58")
def test_however_much_is_written_the_note_can_be_kept(story: Story):
    issue = story.owned(by="ana", stakes="s" * 19_000, why_now="w" * 19_000, customer="c" * 200)
    for number in range(UPDATES):
        story.update(issue, f"{number} " + "u" * 19_000, next_step="n" * 1900)
    given = {"escalation": issue, "by": story.people["ana"], "at": story.now}
    later = story.now + timedelta(days=2)
    for number in range(40):
        url = f"https://x.example/{number}/{'l' * 1900}"
        link(ref=issue.ref, url=url, title="t" * 200, by=story.ana, at=story.now)
        Participant.objects.create(**given, name=f"{number} {'p' * 190}", needs="n" * 5000)
        Ask.objects.create(
            **given,
            to_person=story.people["bo"],
            what="a" * 9000,
            tried="b" * 9000,
            due_at=later,
            formal=True,
            alarm_at=later,
        )
    note = handover_note(story.see(issue))
    assert BODY * 0.6 < len(note) < BODY
    assert "- and 39 more, on its page" in part(note, "Links")
    assert part(note, "Next step").endswith("(Ana Ruiz, by Wed 4 Mar 2026)")
    assert story.offer(issue, to="bo", note=None).note == note


@pytest.mark.req("R58")
def test_left_out_it_is_the_one_from_the_record_and_an_empty_one_is_refused(story: Story):
    from holdfast.kernel.refusal import Invalid

    issue = story.owned(by="ana")
    with pytest.raises(Invalid) as refused:
        story.offer(issue, to="bo", note="  ")
    assert refused.value.field == "note"
    offer = story.offer(issue, to="bo", note=None)
    assert headings(offer.note) == HEADINGS
    story.update(issue, "Something happened since.")
    again = story.offer(issue, to="bo", note=None)
    assert again == offer, "the same wish again is a repeat, though the record goes on"
