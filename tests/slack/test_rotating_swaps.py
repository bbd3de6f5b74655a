"""Seats change hands in Slack: offered, taken, refused, given back."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.journal.models import Event
from holdfast.rotation.actions import change_volunteer
from holdfast.rotation.models import Seat, Swap
from tests.rotation import swapping
from tests.rotation.rota import the_window
from tests.rotation.swapping import engineer, offer, seat, standing, take, window
from tests.slack.rotating import home, linked, told, word


@pytest.fixture
def ahead(slack):
    """Ana has a seat that lies ahead; Bo and Kim are willing to rest less, and served before."""
    story = slack.story
    swapping.served(story, "ana", "bo", "kim")
    for login in ("ana", "bo", "kim"):
        _needs_no_rest(story, login)
    return seat(story, window(story, wanted=1, most=1), "ana")


def _needs_no_rest(story, login: str) -> None:
    change_volunteer(
        login=login,
        changes={"rest_days": 0, "halves": True},
        by=story.of(login),
        at=story.now,
    )


@pytest.mark.req("R28")
def test_ana_offers_to_all_bo_takes_it_and_kim_reads_who_has_it(slack, ahead):
    story = slack.story
    linked(slack, "bo", "kim")
    slack.workspace.command("/holdfast swap", by=slack.ana)
    slack.ana.modal.button(f"swap.offer|{ahead.pk}").click()
    form = slack.ana.modal
    assert "Mon 13 Apr to Mon 11 May 2026" in form.text
    form.fill("note", "My sister marries.").submit()
    slack.work()
    swap = Swap.objects.get()
    assert (swap.to, swap.days) == (None, ahead.days)
    assert "all who could may take it now" in word(slack.ana)
    assert "My sister marries." in told(slack, "bo").shown
    late = told(slack, "kim").button("Take it")
    slack.bo.dms[-1].button("Take it").click(by=slack.bo)
    slack.work()
    assert "Done: you are on Mon 13 Apr to Mon 11 May 2026 now, confirmed." in word(slack.bo)
    assert standing(story, ahead.window) == [("bo", "04-13", "05-11", True)]
    late.click(by=slack.kim)
    slack.work()
    assert "Bo Larsen has taken it already." in word(slack.kim)
    assert standing(story, ahead.window) == [("bo", "04-13", "05-11", True)]


def test_days_of_it_to_one_person_found_by_name(slack, ahead):
    linked(slack, "bo")
    slack.workspace.command("/holdfast swap", by=slack.ana)
    slack.ana.modal.button(f"swap.offer|{ahead.pk}").click()
    form = slack.ana.modal
    form.fill("to", "Bo Larsen").fill("part", "Days of it")
    assert "Say which days" in form.submit()["starts_on"]
    form.fill("starts_on", "2026-04-20").fill("ends_on", "2026-06-01")
    assert "offer days of it" in form.submit()["ends_on"]
    form.fill("ends_on", "2026-04-27").submit()
    slack.work()
    told(slack, "bo").button("Take it").click(by=slack.bo)
    slack.work()
    assert standing(slack.story, ahead.window) == [
        ("ana", "04-13", "04-20", True),
        ("ana", "04-27", "05-11", True),
        ("bo", "04-20", "04-27", True),
    ]


def test_a_seat_in_return_is_one_of_theirs(slack, ahead):
    story = slack.story
    linked(slack, "bo")
    later = window(story, swapping.LAST, date(2026, 6, 8), wanted=1)
    back = seat(story, later, "bo")
    slack.workspace.command("/holdfast swap", by=slack.ana)
    slack.ana.modal.button(f"swap.offer|{ahead.pk}").click()
    form = slack.ana.modal
    form.fill("in_return", "Bo Larsen: Mon 11 May to Mon 8 Jun 2026")
    assert "Name whose seat comes back" in form.submit()["to"]
    form.fill("to", "Kim Seo-yeon")
    assert "That seat is not Kim Seo-yeon’s" in form.submit()["in_return"]
    form.fill("to", "Bo Larsen")
    assert form.submit() == {}
    slack.work()
    assert Swap.objects.get().in_return == back


def test_a_rule_in_the_way_is_said_in_its_place(slack, ahead):
    engineer("udo", rest=90)
    seat(slack.story, the_window(), "udo", position=2)
    slack.workspace.command("/holdfast swap", by=slack.ana)
    slack.ana.modal.button(f"swap.offer|{ahead.pk}").click()
    form = slack.ana.modal
    form.fill("to", "Udo")
    wrong = form.submit()["to"]
    assert "Udo" in wrong
    assert "on the web, with the reason" in wrong
    assert not Swap.objects.exists()


def test_somebody_not_asked_otherwise_is_found_by_name_and_refused_in_words(slack, ahead):
    slack.workspace.command("/holdfast swap", by=slack.ana)
    slack.ana.modal.button(f"swap.offer|{ahead.pk}").click()
    form = slack.ana.modal
    form.fill("to", "Max Vogel")
    assert "Max Vogel cannot take it" in form.submit()["to"]


def test_no_needs_a_reason_for_one_and_none_for_all(slack, ahead):
    story = slack.story
    linked(slack, "ana", "bo", "kim")
    first = offer(story, ahead, to="bo")
    told(slack, "bo").button("Say no…").click(by=slack.bo)
    slack.bo.modal.fill("reason", " ")
    assert "Say why not" in slack.bo.modal.submit()["reason"]
    slack.bo.modal.fill("reason", "I travel.").submit()
    slack.work()
    assert Swap.objects.get(pk=first.pk).end.reason == "I travel."
    again = told(slack, "ana")
    assert "I travel." in again.shown
    again.button("Offer it to somebody else…").click(by=slack.ana)
    slack.ana.modal.submit()
    slack.work()
    told(slack, "kim").button("Say no").click(by=slack.kim)
    slack.work()
    assert "it stays open for the others" in word(slack.kim)


def test_an_offer_is_withdrawn_from_the_home_and_taking_it_then_says_so(slack, ahead):
    story = slack.story
    linked(slack, "bo")
    swap = offer(story, ahead, to="bo")
    late = told(slack, "bo").button("Take it")
    page = home(slack, "ana")
    assert "You offer it to Bo Larsen" in page.text
    page.button("Withdraw the offer…").click()
    slack.ana.modal.fill("reason", "I can after all.").submit()
    slack.work()
    assert Swap.objects.get(pk=swap.pk).end.word == "withdrawn"
    late.click(by=slack.bo)
    slack.work()
    assert "This offer was withdrawn. I can after all." in word(slack.bo)


def test_what_is_offered_to_me_stands_on_my_home(slack, ahead):
    swap = offer(slack.story, ahead, to="bo", note="Please <!here>.")
    page = home(slack, "bo")
    assert "Ana Ruiz: *Mon 13 Apr to Mon 11 May 2026* is offered to Bo Larsen" in page.text
    assert "&lt;!here&gt;" in page.text
    page.button("Take it").click()
    slack.work()
    assert Swap.objects.get(pk=swap.pk).end.taker.login == "bo"


def test_a_lead_arranges_it_and_both_say_yes(slack, ahead):
    story = slack.story
    linked(slack, "ana", "bo")
    offer(story, ahead, by="lea", to="bo")
    told(slack, "ana").button("Give it").click(by=slack.ana)
    slack.work()
    assert "done once the other says yes, too" in word(slack.ana)
    told(slack, "bo")
    slack.bo.dms[0].button("Take it").click(by=slack.bo)
    slack.work()
    assert standing(story, ahead.window) == [("bo", "04-13", "05-11", True)]


def test_what_was_taken_goes_back_when_asked(slack, ahead):
    story = slack.story
    linked(slack, "ana", "bo")
    take(story, offer(story, ahead, to="bo"), "bo")
    told(slack, "ana").button("Give it back…").click(by=slack.ana)
    slack.ana.modal.fill("note", "My sister does not marry.").submit()
    slack.work()
    assert "Asked; it goes back once the other says yes" in word(slack.ana)
    told(slack, "bo").button("Give it").click(by=slack.bo)
    slack.work()
    assert [row[0] for row in standing(story, ahead.window)] == ["ana"]


def test_nobody_answers_for_another(slack, ahead):
    linked(slack, "bo")
    offer(slack.story, ahead, to="bo")
    button = told(slack, "bo").button("Take it")
    button.place.channel.members.append(slack.kim)
    button.click(by=slack.kim)
    slack.work()
    assert "only they can answer it" in word(slack.kim)
    assert not Event.objects.filter(kind="swap.taken").exists()


def test_somebody_without_a_seat_has_none_to_offer(slack):
    slack.workspace.command("/holdfast swap", by=slack.bo)
    assert "You have no seat on the rotation" in slack.bo.modal.text
    assert not Seat.objects.filter(person__login="bo").exists()
