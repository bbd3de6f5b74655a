"""Offering a seat on the web, and every answer to it."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.rotation.models import Seat, Swap, Volunteer, Window
from tests.cast import Story
from tests.rotation import swapping as do


@pytest.fixture
def mine(story: Story) -> Seat:
    Volunteer.objects.create(person=story.people["ana"], rest_days=20)
    do.engineer("kit")
    do.served(story, "ana", "kit")
    return do.seat(story, do.window(story), "ana")


@pytest.mark.req("R29", "R28")
def test_days_of_a_seat_are_offered_taken_and_shown(story: Story, at, mine: Seat):
    ana, kit = at("ana"), at("kit")
    offer = f"/seats/{mine.pk}/swaps"
    assert offer in ana.get("/rotation").links and offer in ana.get("/people/ana").links
    assert offer not in kit.get("/rotation").links
    form = ana.get(offer)
    assert "Could" in form and "for the first time" in form, "whom a rule keeps from it, and why"
    days = {"part": "days", "starts_on": "2026-04-20", "ends_on": "2026-04-23"}
    page = ana.post(offer, **days, to="kit", note="Our release.")
    assert "Nothing changes before it is taken" in page and "Our release." in page
    swap = Swap.objects.get()
    assert "Offered to Kit" in ana.get("/rotation")
    assert "Ana Ruiz’s seat is offered to you" in kit.get("/")
    assert "Waits for you" in kit.get("/swaps")
    page = kit.post(f"/swaps/{swap.pk}/acceptance")
    assert "Done: you sit on these days now" in page
    assert "did not move with the seat" in page
    shown = ana.get("/rotation")
    for words in ("Mon 20 Apr to Thu 23 Apr", "Mon 13 Apr to Mon 20 Apr", "Taken by Kit for"):
        assert words in shown
    assert "part of a window" in kit.get("/people/kit")
    assert "Taken" in kit.get("/swaps?state=mine") and "Taken" in ana.get("/swaps?state=ended")

    page = kit.post(f"/swaps/{swap.pk}/untaking", note="I cannot.")
    back = Swap.objects.get(undoes=swap)
    assert "goes back once the other says yes" in page
    assert f"/swaps/{swap.pk}/untaking" not in kit.get(f"/swaps/{swap.pk}").forms
    assert "Done: you sit" in ana.post(f"/swaps/{back.pk}/acceptance")


def test_saying_no_and_taking_it_back(story: Story, at, mine: Seat):
    ana, kit = at("ana"), at("kit")
    ana.post(f"/seats/{mine.pk}/swaps", part="first", somebody="@kit")
    here = f"/swaps/{Swap.objects.get().pk}"
    assert Swap.objects.get().ends_on == date(2026, 4, 27)
    page = kit.post(f"{here}/decline", status=422, reason=" ")
    assert page.alerts and page.title.startswith("Not yet")
    assert "they read why" in kit.post(f"{here}/decline", reason="A wedding.")
    assert "A wedding." in ana.get(here)
    page = kit.post(f"{here}/acceptance", status=409)
    assert "was declined" in " ".join(page.alerts)
    ana.post(f"/seats/{mine.pk}/swaps", part="rest")
    here = f"/swaps/{Swap.objects.latest('pk').pk}"
    assert "stays open for the others" in kit.post(f"{here}/decline")
    assert "is not offered any more" in ana.post(f"{here}/withdrawal")
    assert "No seat is offered" in at("bo").get("/swaps")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"part": "days"}, "Say which days"),
        ({"part": "days", "starts_on": "2026-06-01"}, "The seat runs from"),
        ({"part": "rest", "somebody": "nobody"}, "nobody"),
        ({"part": "rest", "to": "bo"}, "for the first time"),
        ({"part": "all"}, "Choose one of the list"),
    ],
)
def test_what_cannot_be_offered_is_said_at_its_field(story: Story, at, mine: Seat, typed, words):
    page = at("ana").post(f"/seats/{mine.pk}/swaps", status=422, **typed)
    assert words in " ".join(page.alerts)
    assert not Swap.objects.exists()


def test_a_manager_arranges_and_a_lead_in_spite_of_a_rule(story: Story, at, mine: Seat):
    later = do.seat(story, do.window(story, date(2026, 8, 3), date(2026, 8, 31)), "kit")
    page = at("max").get(f"/seats/{mine.pk}/swaps")
    assert "Arrange a swap of Ana Ruiz’s seat" in page
    assert "override" not in page.forms[f"/seats/{mine.pk}/swaps"]
    page = at("max").post(f"/seats/{mine.pk}/swaps", part="rest", to="kit", in_return=str(later.pk))
    assert "both are asked" in page
    here = f"/swaps/{Swap.objects.get().pk}"
    assert "asks you to give your seat to Kit" in at("ana").get("/")
    assert "waits for the yes of Ana Ruiz and Kit" in at("rex").get(here)
    assert "Your yes is kept" in at("kit").post(f"{here}/acceptance")
    page = at("ana").post(f"{here}/consent")
    assert "Done: Kit sits on these days" in page and "in return" in page
    taken = Seat.objects.get(window=mine.window, person__login="kit")
    at("lea").post(f"/seats/{taken.pk}/swaps", part="rest", to="bo", override="Kit stays around.")
    page = at("lea").get(f"/swaps/{Swap.objects.latest('pk').pk}")
    assert "In spite of a rule" in page and "Kit stays around." in page


def test_a_stranger_to_it_reads_and_changes_nothing(story: Story, at, mine: Seat):
    swap = do.offer(story, mine, to="kit")
    page = at("rex").get(f"/swaps/{swap.pk}")
    assert not [each for each in page.forms if each.startswith("/swaps")]
    assert "Only Ana Ruiz" in at("rex").get(f"/seats/{mine.pk}/swaps")
    at("rex").post(f"/swaps/{swap.pk}/acceptance", status=403)
    at("rex").get("/swaps/999", status=404)
    at("rex").get("/seats/999/swaps", status=404)
    assert Window.objects.count() == 3
