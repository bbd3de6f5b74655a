"""Handing over on its pages: one with its note prefilled, everything somebody owns, the receiver's
side, and what people off the rotation still hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.models import Handover
from holdfast.people.actions import add_absence, deactivate
from tests.cast import Story

SEVERAL = "/handovers"


@pytest.mark.req("R58")
def test_the_form_is_prefilled_from_the_record_and_edited(story: Story, at):
    ana, issue = at("ana"), story.owned(by="ana")
    story.update(issue, "The index is broken.")
    here = f"/escalations/{issue.ref}"
    assert f"{here}/handovers/new" in ana.get(here).links
    form = ana.get(f"{here}/handovers/new").forms[f"{here}/handovers"]
    assert form["note"].startswith("Context\n") and "The index is broken." in form["note"]
    assert form["to"] == "kim", "who is on with her is asked first"
    note = form["note"] + "\n\nI suspect the disk."
    page = ana.post(f"{here}/handovers", once=form["once"], to="kim", note=note)
    assert "Offered to Kim Seo-yeon" in page and "I suspect the disk." in page
    page = ana.post(f"{here}/handovers", once=form["once"], to="kim", note=note)
    assert Handover.objects.count() == 1, "the same form from a second tab"


@pytest.mark.req("R58")
@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"to": "ana"}, 422, "owns it already"),
        ({"to": "bo"}, 422, "deactivated"),
        ({"to": ""}, 422, "to whom"),
        ({"to": "kim", "note": " "}, 422, "handover note"),
        ({"to": "kim", "note": "x" * 200_000}, 422, "200,000 characters"),
        ({"to": "<b>"}, 422, "Nobody here"),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(
    story: Story, at, typed: dict, status: int, said: str
):
    issue = story.owned(by="ana")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    here = f"/escalations/{issue.ref}/handovers"
    typed = {"note": "<i>Mine</i>\n\nAll of it.", **typed}
    page = at("ana").post(here, status=status, **typed)
    assert said in page.alerts[0] and len(page.alerts) == 1
    assert page.forms[here]["note"].replace("\r\n", "\n") == typed["note"]
    assert "<i>Mine" not in page.html
    assert not Handover.objects.exists()


@pytest.mark.req("R58")
def test_who_may_not_is_told_who_can(story: Story, at):
    issue, raised = story.owned(by="ana"), story.raised()
    for login in ("kim", "sam"):
        assert "Only Ana Ruiz" in at(login).get(
            f"/escalations/{issue.ref}/handovers/new", status=403
        )
        page = at(login).post(
            f"/escalations/{issue.ref}/handovers", status=403, to="kim", note="Mine now."
        )
        assert "Mine now." in page.forms[f"/escalations/{issue.ref}/handovers"]["note"]
    assert "Nobody owns" in at("lea").get(f"/escalations/{raised.ref}/handovers/new", status=409)
    story.offer(issue, to="bo")
    response = at("ana").client.get(f"/escalations/{issue.ref}/handovers/new")
    assert (response.status_code, response["Location"]) == (303, f"/escalations/{issue.ref}")
    page = at("ana").post(f"/escalations/{issue.ref}/handovers", status=409, to="kim", note="Now.")
    assert "already offered to Bo" in page.alerts[0]


def test_a_successor_who_is_away_is_marked(story: Story, at):
    issue = story.owned(by="ana")
    span = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 9)}
    add_absence(login="kim", by=story.kim, at=story.now, **span)
    here = f"/escalations/{issue.ref}/handovers"
    page = at("ana").get(f"{here}/new")
    assert "Kim Seo-yeon · Search · away until Mon 9 Mar" in page
    assert page.forms[here].get("to", "") == ""
    assert "They are away until Mon 9 Mar" in at("ana").post(here, to="kim", note="All.")


# --- everything somebody owns ----------------------------------------------------------------------


@pytest.mark.req("R58", "R91")
def test_a_whole_window_is_handed_over_and_accepted_one_by_one(story: Story, at):
    ana, kim = at("ana"), at("kim")
    first, second = story.owned(by="ana"), story.owned(by="ana", title="Login loops")
    third = story.owned(by="ana", title="Stays mine")
    assert "/handovers/new?from=ana" in ana.get("/people/ana").links
    assert "/handovers/new" in ana.get("/escalations?state=mine").links
    form = ana.get("/handovers/new").forms[SEVERAL]
    for issue in (first, second, third):
        assert form[f"{issue.ref}-give"] == "on"
        assert form[f"{issue.ref}-to"] == "kim"
        assert issue.title in form[f"{issue.ref}-note"]
    del form[f"{third.ref}-give"]
    refs = [each.ref for each in (first, second, third)]
    page = ana.post(SEVERAL, **{**form, "ref": refs})
    assert "2 escalations offered to Kim Seo-yeon. You own each until it is accepted." in page
    assert "Offered to Kim Seo-yeon; the offer ends" in page
    assert list(page.forms[SEVERAL]) and f"{third.ref}-give" in page.forms[SEVERAL]
    ana.post(SEVERAL, **{**form, "ref": refs})
    assert Handover.objects.count() == 2, "the same form from a second tab"

    page = kim.get("/")
    assert "offers you" in page and page.text.count("Read the note") == 2
    assert page.text.count("Why the normal process cannot do it") == 2, "the notes can be read"
    answers = [address for address in page.forms if address.endswith("/acceptance")]
    assert len(answers) == 2
    kim.post(answers[0])
    owners = {story.see(each).owner.login for each in (first, second)}
    assert owners == {"ana", "kim"}
    assert "offers you" in kim.get("/")


@pytest.mark.req("R58")
def test_what_is_refused_keeps_what_was_typed_and_the_others_go(story: Story, at):
    lea = at("lea")
    good, bad, gone = (story.owned(by="ana", title=each) for each in ("Good", "Bad", "Gone"))
    form = lea.get("/handovers/new?from=ana").forms[SEVERAL]
    story.take_over(story.offer(gone, to="bo"), by="bo")
    typed = {
        **form,
        "ref": [good.ref, bad.ref, gone.ref],
        f"{good.ref}-to": "kim",
        f"{bad.ref}-to": "ana",
        f"{bad.ref}-note": "My own words.",
        f"{gone.ref}-note": "Words about what is gone.",
    }
    page = lea.post(SEVERAL, status=422, **typed)
    assert "2 escalations could not be offered" in page and "1 offer went out" in page
    assert "Ana Ruiz owns it already" in page
    assert "Bo Larsen owns" in page and "Words about what is gone." in page
    kept = page.forms[SEVERAL]
    assert kept[f"{bad.ref}-note"].strip() == "My own words."
    assert f"{good.ref}-note" not in kept, "it is offered already"
    assert story.happened(good)[-1] == "handover.offered"
    assert story.see(gone).owner.login == "bo"


@pytest.mark.req("R58")
def test_several_that_make_no_sense(story: Story, at):
    issue = story.owned(by="ana")
    ana = at("ana")
    page = ana.post(SEVERAL, status=422, ref=issue.ref, **{f"{issue.ref}-note": "Kept."})
    assert "nothing is ticked" in page
    assert page.forms[SEVERAL][f"{issue.ref}-note"].strip() == "Kept."
    assert "nothing is ticked" in ana.post(SEVERAL, status=422)
    typed = {"ref": issue.ref, f"{issue.ref}-give": "on", f"{issue.ref}-to": "kim"}
    page = ana.post(SEVERAL, status=422, **typed, **{f"{issue.ref}-note": "x" * 200_000})
    assert "200,000 characters" in page
    assert "Only Ana Ruiz" in at("bo").get("/handovers/new?from=ana", status=403)
    at("bo").post(SEVERAL, status=403, **typed, **{"from": "ana"})
    at("lea").get("/handovers/new?from=nobody", status=404)
    assert at("ana").client.get(SEVERAL)["Location"] == "/handovers/new"
    odd = {"ref": "<b>", "<b>-give": "on", "<b>-to": "kim", "<b>-note": "N"}
    assert "<b>" not in ana.post(SEVERAL, status=404, **odd).html.replace("&lt;b>", "")
    assert not Handover.objects.exists()
    assert "Nothing to hand over" in at("kim").get("/handovers/new")


# --- off the rotation, away, gone ------------------------------------------------------------------


@pytest.mark.req("R91")
def test_what_people_off_the_rotation_hold_has_a_tab(story: Story, at):
    issue = story.owned(by="ana")
    assert "Nobody off the rotation" in at("lea").get("/escalations?state=off-rotation")
    story.now += timedelta(days=20)
    button = f"/escalations/{issue.ref}/handovers/new"
    page = at("lea").get("/escalations?state=off-rotation")
    assert "Ana Ruiz still owns it" in page and "off the rotation since Mon 16 Mar" in page
    assert button in page.links
    assert button in at("ana").get("/escalations?state=off-rotation").links
    assert button not in at("sam").get("/escalations?state=off-rotation").links
    deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
    assert "Deactivated" in at("lea").get("/escalations?state=off-rotation")


@pytest.mark.req("R91")
def test_somebodys_page_shows_what_is_open_while_they_are_away(story: Story, at):
    issue = story.owned(by="ana")
    page = at("ana").post("/people/ana/absences", starts_on="2026-03-03", ends_on="2026-03-13")
    assert "Ana Ruiz is away until Fri 13 Mar and still owns 1 open escalation" in page
    assert issue.title in page
    assert "/handovers/new?from=ana" in at("lea").get("/people/ana").links
    assert "/handovers/new?from=ana" not in at("sam").get("/people/ana").links


def test_an_old_tab_does_not_say_that_it_is_theirs(story: Story, at):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="bo")
    story.take_over(offer, by="bo")
    story.take_over(story.offer(issue, to="kim", by="bo"), by="kim")
    page = at("bo").post(f"/handovers/{offer.pk}/acceptance")
    assert "by now Kim Seo-yeon owns" in page


@pytest.mark.req("R91")
def test_the_owners_stand_on_the_page_once_there_were_several(story: Story, at):
    issue = story.owned(by="ana")
    assert "One after another" not in at("sam").get(f"/escalations/{issue.ref}")
    story.take_over(story.offer(issue, to="bo"), by="bo")
    page = at("sam").get(f"/escalations/{issue.ref}")
    assert "One after another: 2" in page and "until now" in page


# --- links -----------------------------------------------------------------------------------------


@pytest.mark.req("R2")
def test_linking_an_incident(story: Story, at):
    issue = story.owned(by="ana")
    here = f"/escalations/{issue.ref}"
    sam = at("sam")
    page = sam.post(f"{here}/links", url="https://inc.example/9", title="Outage", sort="incident")
    assert "https://inc.example/9" in page.links and "Incident" in page
    assert "linked it: Outage" in page
    page = sam.post(
        f"{here}/links", status=422, url="javascript:alert(1)", title="Bad", sort="other"
    )
    kept = page.forms[f"{here}/links"]
    assert (kept["url"], kept["title"], kept["sort"]) == ("javascript:alert(1)", "Bad", "other")
    assert "not a web address" in page.alerts[0]
    page = at("max").get(here)
    assert f"{here}/links" not in page.forms and "https://inc.example/9" in page.links
    at("max").post(f"{here}/links", status=403, url="https://x.example/", sort="other")
    removal = next(
        address for address in sam.get(here).forms if "/links/" in address and "removal" in address
    )
    page = sam.post(removal)
    assert "took a link away: Outage" in page
    assert removal not in page.forms
    sam.post(removal)
    sam.post("/links/999/removal", status=404)
