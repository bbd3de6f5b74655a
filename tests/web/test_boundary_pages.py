"""The pages of fairness, service, waivers and handover packs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from holdfast.escalation.actions import freeze_packs, make_packs
from holdfast.rotation.actions import close_windows
from holdfast.rotation.models import ServedHalf, Waiver
from tests.cast import Story
from tests.rotation.rota import BOUNDARY, sign_up, the_window, window

PACK_AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
HANDOVER = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.mark.req("R16", "R30", "R33")
def test_fairness_is_there_for_everybody_and_every_number_leads_to_its_rows(story: Story, at):
    old = window(date(2024, 5, 6), date(2024, 6, 3), "ana", "kim")
    newer = window(date(2025, 5, 5), date(2025, 6, 2), "ana")
    sign_up("bo", newer)
    sign_up("ana", newer, 3)
    close_windows(story.now)
    page = at("sam").get("/rotation/fairness")
    assert "6 halves served so far, among the 3 people of the pool" in page
    assert "Gini 0.44" in page, "[0, 2, 4]: 16 over 2 * 9 * 2"
    assert "/people/ana/service#served" in page.links
    assert "/people/bo/service#asked" in page.links
    assert f"/rotation?all=1#window-{newer.pk}" in page.links
    assert "<polyline" in page.html and "A waiver is due to" in page
    assert not any("waivers?login" in link for link in page.links), "only leads grant"
    record = at("sam").get("/people/ana/service")
    assert record.text.count("Confirmed") == 4
    assert f"/rotation?all=1#window-{old.pk}" in record.links
    assert "Never signed up" in at("sam").get("/people/kim/service")


@pytest.mark.req("R33")
def test_a_lead_grants_the_waiver_that_is_proposed(story: Story, at):
    sign_up("bo", window(date(2025, 5, 5), date(2025, 6, 2), "ana"))
    lea = at("lea")
    page = lea.get("/rotation/fairness")
    link = next(each for each in page.links if "/rotation/waivers?login=bo" in each)
    form = lea.get(link).forms["/rotation/waivers"]
    assert (form["login"], form["starts_on"], form["ends_on"]) == ("bo", "2024-09-03", "2026-03-03")
    typed = {**form, "reason": "Every window was full."}
    assert "Say why" in lea.post("/rotation/waivers", status=422, **{**typed, "reason": ""}).text
    page = lea.post("/rotation/waivers", **typed)
    assert "Granted; Bo Larsen is told." in page
    assert Waiver.objects.get().person.login == "bo"
    assert "Every window was full." in at("bo").get("/people/bo/service")
    assert "/rotation/waivers" not in at("bo").get("/rotation/waivers").forms
    at("bo").post("/rotation/waivers", status=403, **typed)


def test_a_lead_strikes_and_credits(story: Story, at):
    done = window(date(2025, 5, 5), date(2025, 6, 2), "ana")
    close_windows(story.now)
    row = ServedHalf.objects.get(half=1)
    lea = at("lea")
    assert lea.post(f"/service/{row.pk}/strike", status=422, reason="").alerts
    page = lea.post(f"/service/{row.pk}/strike", reason="She was ill.")
    assert "Struck" in page and "She was ill." in page
    there = "/people/bo/service/credits"
    assert "Choose one of the list" in lea.post(there, status=422, reason="So.").text
    typed = {"window_id": str(done.pk), "half": "1", "reason": "He stood in."}
    page = lea.post(there, **typed)
    assert "He stood in." in page and "1 half in 1 window" in page
    at("bo").post(there, status=403, **typed)
    assert f"/service/{row.pk}/strike" not in at("bo").get("/people/ana/service").links


@pytest.mark.req("R70", "R91")
def test_the_pack_is_decided_on_its_page_and_frozen_there(story: Story, at):
    window(BOUNDARY, date(2026, 4, 13), "bo")
    kept, asked = story.owned(title="Kept"), story.owned(title="Asked")
    number = the_window().pk
    assert "No pack yet" in at("ana").get("/packs")
    assert "no handover pack" in at("ana").get(f"/packs/{number}", status=404)
    make_packs(PACK_AT)
    story.now = PACK_AT
    ana, here = at("ana"), f"/packs/{number}"
    page = ana.get(here)
    assert "2 escalations are undecided" in page
    assert page.forms[f"{here}/items/{kept.ref}"][f"{kept.ref}-to"] == "bo", "who comes is proposed"
    assert not any("/items/" in action for action in at("sam").get(here).forms)
    page = ana.post(f"{here}/items/{kept.ref}", decision="keep")
    assert "Ana Ruiz keeps it." in page
    page = ana.post(
        f"{here}/items/{asked.ref}", status=422, decision="ask", **{f"{asked.ref}-to": ""}
    )
    assert "Say to whom" in page
    page = ana.post(f"{here}/items/{asked.ref}", decision="ask", **{f"{asked.ref}-to": "bo"})
    assert "Bo Larsen is asked to take it; Ana Ruiz owns it until they accept." in page
    assert "Live" in ana.get("/packs")
    at("sam").post(f"{here}/items/{kept.ref}", status=403, decision="keep")
    freeze_packs(HANDOVER)
    story.now = HANDOVER
    page = ana.get(here)
    assert "this is how it was then" in page
    assert not any("/items/" in action for action in page.forms)
    response = ana.client.get(f"{here}.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="handover-2026-03-16.md"'
    assert response.content.decode().startswith("# Handover pack, 2026-02-16 to 2026-03-16")
    ana.post(f"{here}/items/{kept.ref}", status=409, decision="keep")
