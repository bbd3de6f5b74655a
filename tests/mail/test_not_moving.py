"""What the mails about corners, pauses, standstills and capacity say to whom."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.journal.models import Event
from holdfast.mail.render import render
from holdfast.people.models import Person
from tests.cast import Story


def letter(kind: str, login: str):
    event = Event.objects.filter(kind=kind).order_by("id").last()
    return render(event, Person.objects.get(login=login), key="mail:1:1")


@pytest.mark.req("R53")
def test_whoever_is_asked_reads_what_corners_it_and_what_to_do(story: Story):
    issue = story.owned(severity=3)
    corner = story.corner(issue, reason="Storage is silent.", ask_of="bo")
    asked = letter("cornered.called", "bo")
    assert "Ana Ruiz cannot move it on alone and asks you for help." in asked.text
    assert "Storage is silent." in asked.text
    assert "Tue 3 Mar 2026, 12:00 (America/New_York)" in asked.text
    assert "say that you have it" in asked.text
    story.now = corner.alarm_at
    story.tick()
    assert "You are asked now." in letter("cornered.climbed", "lea").text
    assert "The programme leads are asked now." in letter("cornered.climbed", "ana").text
    story.now = issue.corners.get().alarm_at
    story.tick()
    assert "as the manager of Ana Ruiz" in letter("cornered.climbed", "max").text
    assert "Max Vogel is asked now." in letter("cornered.climbed", "ana").text
    story.acknowledge(issue, by="max", note="I call them.")
    said = letter("cornered.acknowledged", "ana")
    assert "Max Vogel has it" in said.subject and "I call them." in said.text
    story.free(issue, how="They answered.")
    assert "They answered." in letter("cornered.freed", "max").text


@pytest.mark.req("R48")
def test_a_pause_says_until_when_in_the_readers_time(story: Story):
    issue = story.owned()
    pause = story.pause(issue, date(2026, 3, 13))
    sam = letter("escalation.paused", "sam")
    assert "until Fri 13 Mar 2026, 03:00 (America/Chicago)" in sam.text
    assert "Acme is closed until then." in sam.text
    story.now = pause.resumes_at
    story.tick()
    assert "The pause is over." in letter("escalation.resumed", "ana").text


@pytest.mark.req("R48", "R59")
def test_the_manager_reads_who_knows_already(story: Story):
    issue = story.owned(severity=0)
    for _ in range(3):
        story.now = story.see(issue).alarm_at
        story.tick()
    said = letter("escalation.update_overdue", "max")
    assert "The leads and Max Vogel know." in said.text
    assert "still has no update" in said.subject


@pytest.mark.req("R59")
def test_a_standstill_names_its_way_out(story: Story):
    issue = story.owned()
    for text in ("One.", "Two.", "Three."):
        story.update(issue, text)
    assert "say that you are cornered" in letter("escalation.stagnating", "ana").text
    assert "Ask Ana Ruiz" in letter("escalation.stagnating", "lea").text


@pytest.mark.req("R45")
def test_the_leads_read_who_can_take_no_more(story: Story):
    story.at_capacity("ana", reason="Two sev0", until=date(2026, 3, 5))
    said = letter("capacity.full", "lea")
    assert said.subject == "Ana Ruiz is at capacity until Thu 5 Mar 2026"
    assert "Two sev0" in said.text
    assert said.text.count("/people/ana") == 1
    story.has_capacity("ana")
    assert letter("capacity.free", "lea").subject == "Ana Ruiz takes escalations again"
