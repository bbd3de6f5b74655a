"""Somebody who was away reads in a minute where the programme stands (R70)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from holdfast.escalation.actions import freeze_status
from tests.rotation.rota import BOUNDARY, window


@pytest.mark.req("R70")
def test_it_says_who_is_on_what_is_open_and_what_ended(day):
    story = day.story
    owned = story.owned(customer="Acme")
    raised = story.raised(title="Invoices stop", severity=2)
    story.answer(story.ask_to_close(done := story.owned(title="Old trouble")), agree=True)
    text = day.run("status-doc").out
    assert "**On now:** Ana Ruiz, Kim Seo-yeon, until 2026-03-16." in text
    assert f"[{owned.ref}]" in text
    assert "Acme" in text and "owned by Ana Ruiz" in text
    assert "**nobody owns it yet**, Sam Okafor is answerable" in text
    assert (
        f"{done.ref}](http://127.0.0.1:8000/escalations/{done.ref}) Old trouble: resolved" in text
    )
    said = json.loads(day.run("status-doc", "--json").out)
    assert [each["ref"] for each in said["open"]] == [raised.ref, owned.ref]
    assert day.api("rex", "read").get("status-doc").json() == said
    page = day.at("rex").get("/status-doc")
    assert "Nobody owns it yet" in page.text


def test_what_did_not_change_is_the_same_bytes(day):
    day.story.owned()
    before = day.run("status-doc").out
    day.story.forward(minutes=30)
    assert day.run("status-doc").out == before


def test_a_title_with_line_breaks_and_markup_stays_one_line(day):
    day.story.owned(title="# Not a head")
    text = day.run("status-doc").out
    assert "\n# Not a head" not in text


def test_a_window_nobody_knows_is_refused(day):
    ran = day.run("status-doc", "--window", "1999-01-01")
    assert ran.code == 1
    assert "1999" in ran.err


@pytest.mark.req("R70")
def test_who_comes_back_reads_how_it_stood_at_the_boundary_and_what_changed(day):
    story = day.story
    window(BOUNDARY, date(2026, 4, 13), "bo")
    kept = story.owned(title="Search is slow")
    assert "What changed stands here from the first boundary on" in day.at("rex").get("/status-doc")
    story.now = datetime(2026, 3, 16, 9, tzinfo=UTC)
    freeze_status(story.now)
    story.now = datetime(2026, 3, 18, 9, tzinfo=UTC)
    raised = story.raised(title="Invoices stop")
    page = day.at("rex").get("/status-doc")
    assert "Since the last boundary" in page and "Invoices stop" in page
    assert "/status-doc/2026-02-16" in page.links
    frozen = day.at("rex").get("/status-doc/2026-02-16")
    assert "It never changes" in frozen and kept.ref in frozen and raised.ref not in frozen
    ran = day.run("status-doc", "--window", "2026-02-20")
    assert ran.code == 0 and "As it stood" in ran.out and raised.ref not in ran.out
    said = json.loads(day.run("status-doc", "--window", "2026-02-20", "--json").out)
    api = day.api("rex", "read")
    assert api.get("status-doc?window=2026-02-16").json() == said
    assert [each["starts_on"] for each in api.get("status-docs").json()["items"]] == ["2026-02-16"]
    assert "2026-02-16" in day.run("status-doc", "--list").out
    live = json.loads(day.run("status-doc", "--window", "2026-03-17", "--json").out)
    assert [each["ref"] for each in live["changes"]["new"]] == [raised.ref]
    assert day.at("rex").get("/status-doc?window=2026-02-20", status=303)
    assert "is not a day" in day.at("rex").get("/status-doc/yesterday", status=404)
