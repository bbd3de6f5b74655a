"""A small gap goes from a customer's sigh to a customer who knows it is gone (R61 to R64)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.papercut.actions import note_interruptions
from tests.cast import Story
from tests.stories.day import Day


@pytest.mark.req("R61", "R62", "R64")
def test_from_a_wish_to_a_told_customer(day: Day, story: Story):
    sam, lea, ana, max_ = day.at("sam"), day.at("lea"), day.at("ana"), day.at("max")
    assert "No paper cuts yet" in sam.get("/paper-cuts")
    page = sam.post(
        "/paper-cuts/new", title="Exports lose the time zone", customer="Acme", gap="Rows shift."
    )
    assert "CUT-" in page and "Acme" in page
    (api_cut,) = day.api("sam").get("paper-cuts").json()["items"]
    ref, number = api_cut["ref"], api_cut["ref"].removeprefix("CUT-")
    sam.post("/paper-cuts/new", title="Search forgets its filters")

    # Nobody speaks for GTM yet: the page says so. Lea gives Max the voice, and then may not rank.
    assert "Nobody speaks for GTM yet" in sam.get("/paper-cuts")
    lea.post("/paper-cuts/voices", login="max", part="gtm")
    assert "voice" in day.mail("max", "voice.given")
    lea.post(f"/paper-cuts/{number}/rank", status=403, position="1")
    max_.post(f"/paper-cuts/{number}/rank", position="1")
    ana.post(f"/paper-cuts/{number}/estimate", days="20")
    assert "Too large for a paper cut" in max_.get("/paper-cuts")
    ana.post(f"/paper-cuts/{number}/estimate", days="2,5")
    assert "Fits in your days" in ana.get("/paper-cuts")
    lea.post(f"/paper-cuts/{number}/judgement", verdict="yes")
    assert "Exports lose" not in max_.get("/paper-cuts?judged=none")

    # Ana picks it up; an escalation of hers comes first, and the board says why.
    ana.post(f"/paper-cuts/{number}/pick-up")
    assert "Promise no day" in day.mail("sam", "paper_cut.picked_up")
    assert "Your paper cuts" in ana.get("/")
    escalation = story.owned(by="ana")
    assert f"Ana Ruiz owns {escalation.ref}" in sam.get("/paper-cuts")
    assert f"You own {escalation.ref}" in ana.get("/")
    note_interruptions(story.now)
    story.pause(escalation, story.now.date() + timedelta(days=7))
    assert "Paused" not in sam.get("/paper-cuts")
    note_interruptions(story.now)

    # It is shipped: Sam hears so with words for Acme, tells them and says so.
    ana.post(f"/paper-cuts/{number}/shipment", words="Exports keep your time zone.", days="2")
    letter = day.mail("sam", "paper_cut.shipped")
    assert "Exports keep your time zone." in letter and "Acme" in letter
    assert "Not told yet: Acme" in lea.get("/paper-cuts?state=shipped")
    assert f"Tell Acme that {ref} is there" in sam.get("/")
    (wish,) = day.api("sam").get(f"paper-cuts/{ref}").json()["wishes"]
    assert "I told them" in sam.get(f"/paper-cuts/{number}")
    sam.post(f"/wishes/{wish['id']}/told")
    assert "Every customer knows" in lea.get("/paper-cuts?state=shipped")
    history = sam.get(f"/paper-cuts/{number}")
    for said in ("estimated 2.5 working days", "judged it: yes", "picked it up", "told Acme"):
        assert said in history


@pytest.mark.req("R61")
def test_two_drag_at_once(day: Day, story: Story):
    lea, ada = day.at("lea"), day.at("ada")
    for title in ("One", "Two"):
        lea.post("/paper-cuts/new", title=title)
    refs = [each["ref"] for each in day.api("lea").get("paper-cuts").json()["items"]]
    one, two = (ref.removeprefix("CUT-") for ref in refs)
    lea.post(f"/paper-cuts/{one}/rank", position="1")
    lea.post(f"/paper-cuts/{two}/rank", position="2")
    seen = day.api("lea").get("paper-cuts").json()["last_rank"]
    lea.post(f"/paper-cuts/{two}/rank", position="1", seen=seen)
    page = ada.post(f"/paper-cuts/{one}/rank", status=409, position="2", seen=seen)
    assert f"Meanwhile Lea Marsh put CUT-{two} at 1" in page
