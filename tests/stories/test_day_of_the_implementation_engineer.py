"""Ivo brings Umbra Freight live: until then and 14 days on he is first, after that it is Sam."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Customer, Escalation
from tests.cast import Story, at, before_go_live
from tests.stories.day import Day

TYPED = {
    "title": "The import of waybills stops",
    "stakes": "Umbra Freight goes live on the 20th and has no waybills.",
    "why_now": "The team of the importer answers in a week.",
    "severity": "1",
    "customer": "umbra freight",
}
FLAG = "Raised past the first responder"


@pytest.fixture(autouse=True)
def _umbra(story: Story) -> None:
    before_go_live()


def newest() -> Escalation:
    return Escalation.objects.latest("pk")


@pytest.mark.req("R74", "R85")
def test_before_they_are_live_he_is_first_and_who_passes_him_by_is_flagged(day: Day, story: Story):
    page = day.at("sam").get("/escalations/new?customer=Umbra%20Freight")
    assert "The implementation engineer responds first" in page
    page = day.at("sam").post("/escalations/new", **TYPED)
    assert FLAG in page, "flagged, and not stopped"
    assert FLAG not in day.at("sam").post(
        "/escalations/new", **{**TYPED, "first_response": "Ivo reran the import twice."}
    )
    page = day.at("ivo").post("/escalations/new", **TYPED)
    assert FLAG not in page and "When it was raisedImplementation" in page
    assert "Ivo Brandt (you), who raised it, is answerable" in page
    shown = day.run("escalation", "show", newest().ref, "--json").json
    assert (shown["phase"], shown["past_first_responder"]) == ("implementation", False)


@pytest.mark.req("R75", "R46", "R44")
def test_what_he_raises_has_an_owner_soon_and_sam_answers_to_the_customer(day: Day, story: Story):
    day.at("ivo").post("/escalations/new", **TYPED)
    issue = newest()
    here = f"/escalations/{issue.ref}"
    # Who answers to a customer is named with the customer, not by who happened to raise it.
    assert issue.support_engineer == story.people["sam"]
    assert "Tell the customer that it is escalated" in day.mail("sam", "escalation.raised")
    day.at("ana").post(f"{here}/acceptance", next_step="Read the importer's queue.")
    for login in ("ivo", "sam"):
        assert "Ana Ruiz accepted this escalation" in day.mail(login, "escalation.accepted")
    page = day.at("ivo").get(here)
    assert "Single point of contact" in page and f"{here}/support-engineer" in page.forms
    day.at("ivo").post(f"{here}/support-engineer", login="ivo")
    assert "after Sam Okafor" in day.mail("sam", "support.named")
    day.at("ana").post(f"{here}/updates", text="The queue was full.")
    assert "The queue was full." in day.mail("ivo", "escalation.updated")
    assert story.see(issue).owner.login == "ana"


@pytest.mark.req("R84", "R86")
def test_the_days_after_go_live_are_still_his_and_the_first_after_them_are_sams(
    day: Day, story: Story
):
    ivo, sam = day.at("ivo"), day.at("sam")
    for moment, first in (
        (at(20, 8), "implementation"),  # the day they go live
        (at(2, 8, month=4), "implementation"),  # the 14th day
        (at(3, 8, month=4), "support"),
    ):
        story.now = moment
        page = ivo.get("/escalations/new?customer=Umbra%20Freight")
        assert f"The {first} engineer responds first" in page, moment
    assert FLAG in ivo.post("/escalations/new", **TYPED)
    assert FLAG not in sam.post("/escalations/new", **TYPED)
    assert newest().phase == "live"


@pytest.mark.req("R86")
def test_go_live_moves_and_what_is_not_known_is_said(day: Day, story: Story):
    ivo = day.at("ivo")
    done = day.run(
        *("customers", "import", "-", "--as", "ivo", "--json"),
        stdin="name,ga_on\nUmbra Freight,2025-11-03\n",
    )
    assert done.code == 0, done.err
    assert Customer.objects.get().implementation_engineer.login == "ivo", "blank cells keep"
    assert "The support engineer responds first" in ivo.get(
        "/escalations/new?customer=Umbra Freight"
    )
    ivo.post("/customers", name="Penumbra", implementation_engineer="ivo")
    page = ivo.get("/escalations/new?customer=Penumbra")
    assert "Phase unknown" in page and "GA date" in page
    day.at("lea").post(
        "/policy/changes",
        **day.at("lea").get("/policy/changes").forms["/policy/changes"]
        | {"ga_buffer_days": "", "reason": "It is being talked about again."},
    )
    page = ivo.get("/escalations/new?customer=Umbra Freight")
    assert "Phase unknown: the policy sets no buffer after GA" in page
    assert FLAG not in ivo.post("/escalations/new", **TYPED), "nobody is blamed for the unknown"
    assert newest().phase == "unknown"


@pytest.mark.req("R60", "R75")
def test_sam_who_answers_to_the_customer_may_agree_to_the_end_of_what_ivo_raised(
    day: Day, story: Story
):
    ref = day.api("ivo").raised(customer="Umbra Freight")
    issue = story.accept(newest(), by="ana")
    typed = {"outcome": "not_reproducible", "reason": "It ran ten times."}
    day.at("ana").post(f"/escalations/{ref}/closure-requests", **typed)
    for login in ("ivo", "sam"):
        assert "It ran ten times." in day.mail(login, "closure.asked")
        assert "Ana Ruiz asks to close" in day.at(login).get("/")
    sam = day.at("sam")
    forms = sam.get(f"/escalations/{ref}").forms
    sam.post(next(each for each in forms if each.startswith("/closure-requests/")), agree="yes")
    assert story.see(issue).state == "closed"
    assert "It ran ten times." in day.mail("ivo", "escalation.closed"), "and Ivo hears it"
    page = day.at("ivo").post(f"/escalations/{ref}/reopening", reason="It stopped at night.")
    assert "Owned" in page and story.see(issue).owner.login == "ana"


@pytest.mark.req("R23", "R24")
def test_what_was_learned_for_implementation_reaches_him(day: Day, story: Story):
    day.api("ivo").raised(customer="Umbra Freight")
    issue = story.accept(newest(), by="ana")
    answer = story.ask_to_close(issue)
    assert "Agree, or say what is still missing." in day.mail("ivo", "closure.asked")
    agreed = day.api("ivo").put(f"closure-requests/{answer.pk}/answer", {"agree": True})
    assert agreed.status_code == 200, agreed.content
    day.at("ana").post(
        f"/escalations/{issue.ref}/learnings",
        text="Fill the queue in the evening.",
        audience=["IE", "CE"],
    )
    assert "Fill the queue in the evening." in day.mail("ivo", "learning.written")
    found = day.run("escalation", "learnings", "--audience", "IE").out
    assert "Fill the queue in the evening." in found
    assert "Fill the queue" in day.at("ivo").get("/learnings?audience=IE")
    assert "Fill the queue" not in day.at("ivo").get("/learnings?audience=TA")
