"""The pages of plans, as a browser without JavaScript sees them."""

from __future__ import annotations

import pytest

from holdfast.rotation.models import Pin, Plan, Publication
from tests.cast import Story
from tests.rotation.plan_story import Planning, planning


@pytest.fixture
def plans(story: Story) -> Planning:
    made = planning(story, windows=2)
    made.engineers("eva", "udo")
    made.served("eva", "udo")
    made.signs_up("eva", choice=3)
    made.signs_up("udo")
    return made


@pytest.mark.req("R26", "R27")
def test_a_lead_proposes_watches_changes_and_publishes(plans: Planning, at):
    lea = at("lea")
    page = lea.get("/rotation/plans")
    assert page.forms["/rotation/plans"]["seconds"] == "60"
    page = lea.post("/rotation/plans", count="1", since="", seconds="10")
    assert "It waits for the planner" in page
    assert "http-equiv" in page.html
    assert 'hx-trigger="every 2s"' in page.html
    number = Plan.objects.get().pk
    here = f"/rotation/plans/{number}"
    assert f"{here}/cancellation" in page.forms

    Plan.objects.update(
        lease="x",
        progress={
            "levels": [
                {"name": "least", "value": 0, "bound": 0, "proven": True, "seconds": 0.1},
                {"name": "wanted", "value": 3, "bound": 1, "proven": False, "seconds": 2.0},
            ],
            "explaining": False,
        },
    )
    page = lea.get(here)
    assert "The planner is at it" in page
    assert "Proven" in page
    assert "1 at least" in page
    Plan.objects.update(lease="")

    plans.solve()
    page = lea.get(here)
    assert "every 2s" not in page.html
    assert "Who would sit when" in page
    assert "1 seat waits for a yes" in page
    (name,) = plans.says(Plan.objects.get())[0]
    assert f"Without {name.capitalize()}" in page or "would do as well" in page

    taken = {"adds": "no", "person": name, "window": str(plans.windows[0].pk), "half": ""}
    assert "is taken out" in lea.post(f"{here}/edits", **taken)
    broken = {"adds": "yes", "person": "bo", "window": str(plans.windows[0].pk), "half": ""}
    page = lea.post(f"{here}/edits", **broken, reason="", status=422)
    assert "Bo Larsen did not sign up for all of the window of Mon 16 Mar 2026" in page.alerts[0]
    page = lea.post(f"{here}/edits", **broken, reason="He said yes.")
    assert "Why all the same: He said yes." in page
    assert "with what was changed by hand" in page
    page = lea.post(f"{here}/publication")
    assert "Published. Everybody seated is asked" in page
    assert plans.sits()[0] == {"bo"}
    assert "Published" in at("rex").get(here)


def test_who_does_not_lead_reads_published_plans_only(plans: Planning, at):
    plan = plans.propose()
    here = f"/rotation/plans/{plan.pk}"
    at("ana").get(here, status=403)
    page = at("ana").get("/rotation/plans")
    assert here not in page.links
    assert "/rotation/plans" not in page.forms
    at("ana").post("/rotation/plans", status=403, count="", seconds="10")
    at("ana").post(f"{here}/publication", status=403)
    plans.publish(plan)
    assert here in at("ana").get("/rotation/plans").links
    assert f"{here}/publication" not in at("ana").get(here).forms


def test_a_refused_publication_says_what_moved(plans: Planning, at):
    plan = plans.propose()
    (name,) = plans.says(plan)[0]
    plans.signs_up(name, choice=0)
    page = at("lea").post(f"/rotation/plans/{plan.pk}/publication", status=409)
    assert "took back the sign-up" in page.alerts[0]
    assert not Publication.objects.exists()


def test_a_failed_plan_says_why_and_cancelling_ends_one_that_waits(plans: Planning, at):
    lea = at("lea")
    lea.post("/rotation/plans", count="", since="", seconds="10")
    number = Plan.objects.get().pk
    page = lea.post(f"/rotation/plans/{number}/cancellation")
    assert "There is no plan" in page
    assert "Cancelled before the planner had begun" in page
    page = lea.post(f"/rotation/plans/{number}/cancellation", status=409)
    assert "nothing to cancel" in page.alerts[0]
    page = lea.post("/rotation/plans", count="many", since="", seconds="10", status=422)
    assert "This is not a number" in page.alerts[0]


def test_pins_are_set_and_taken_out(plans: Planning, at):
    lea = at("lea")
    typed = {"person": "eva", "window": str(plans.windows[0].pk), "half": ""}
    page = lea.post("/rotation/pins", **typed, seated="yes", reason="", status=422)
    assert "Say why" in page.alerts[0]
    page = lea.post("/rotation/pins", **typed, seated="yes", reason="She asked for March.")
    assert "She asked for March." in page
    number = Pin.objects.get().pk
    assert "counts no more" in lea.post(f"/rotation/pins/{number}/removal")
    assert "Nobody is pinned" in lea.get("/rotation/plans")


def test_a_plan_after_a_declined_seat_says_whose_turn_moved(plans: Planning, at):
    plans.publish(plans.propose(count=1))
    (name,) = plans.sits()[0]
    plans.give_up(name, 0, reason="The team is in launch.")
    plans.solve()
    plan = Plan.objects.get(after__isnull=False)
    page = at("lea").get(f"/rotation/plans/{plan.pk}")
    assert "gave up the seat" in page
    assert "The team is in launch." in page
    assert "New seat" in page
    assert f"after {name.capitalize()} gave up" in at("lea").get("/rotation/plans")


def test_an_empty_seat_says_whom_to_ask(plans: Planning, at):
    for name in ("eva", "udo"):
        plans.signs_up(name, choice=0)
    plan = plans.propose(count=1)
    page = at("lea").get(f"/rotation/plans/{plan.pk}")
    assert "1 seat nobody fills" in page
    assert "Ask one of these" in page
    assert "Nobody else signed up for it." in page
