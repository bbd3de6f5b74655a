"""A seat is confirmed, or given up, where its person reads of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.rotation.actions import ask_to_confirm
from holdfast.rotation.models import Confirmation, Plan, Withdrawal
from tests.rotation.plan_story import planning
from tests.rotation.signing import changed, dropped, opened, seated
from tests.slack.rotating import home, linked, stands, told, word


@pytest.mark.req("R1", "R29")
def test_kim_confirms_her_seat_from_the_direct_message(slack):
    story = slack.story
    linked(slack, "kim")
    _, second, _ = opened(story)
    seat = seated(story, second, "kim", override="Nobody signed up.")
    message = told(slack, "kim")
    assert message.buttons == ["Confirm", "Decline…", "Offer to somebody…"]
    yes = message.button("Confirm")
    yes.click(by=slack.kim)
    slack.work()
    confirmed = Confirmation.objects.get(seat=seat)
    assert confirmed.by.login == "kim"
    assert word(slack.kim) == "Confirmed: you are on Mon 13 Apr to Mon 11 May 2026."
    yes.click(by=slack.kim)  # the old button again
    slack.work()
    assert Confirmation.objects.get(seat=seat).at == confirmed.at


def test_who_has_not_confirmed_is_asked_with_buttons_and_the_lead_without(slack):
    story = slack.story
    linked(slack, "kim", "lea")
    first, *_ = opened(story)
    seated(story, first, "kim", override="Nobody signed up.")
    story.now += timedelta(days=2)
    ask_to_confirm(story.now)
    assert "Confirm" in told(slack, "kim").buttons
    story.now += timedelta(days=8)
    ask_to_confirm(story.now)
    assert told(slack, "lea").buttons == []


def test_a_seat_is_declined_with_the_reason_and_what_follows_is_said(slack):
    story = slack.story
    linked(slack, "kim", "lea")
    _, second, _ = opened(story)
    seat = seated(story, second, "kim", override="Nobody signed up.")
    told(slack, "kim").button("Decline…").click(by=slack.kim)
    form = slack.kim.modal
    assert "the planner looks for somebody else at once" in form.text
    form.fill("reason", "   ")
    assert form.submit() == {"reason": "Say why the seat is withdrawn; it is kept."}
    form.fill("reason", "My sister marries.").submit()
    slack.work()
    assert Withdrawal.objects.get(seat=seat).reason == "My sister marries."
    assert "Given up: Mon 13 Apr to Mon 11 May 2026." in word(slack.kim)
    assert "My sister marries." in told(slack, "lea").shown


@pytest.mark.req("R10")
def test_who_gives_up_a_planned_seat_sets_the_planner_to_work(slack):
    linked(slack, "bo")
    plans = planning(slack.story, windows=1)
    plans.served("bo")
    plans.signs_up("bo")
    plans.publish(plans.propose(seconds=1))
    seat = plans.seat_of("bo", 0)
    told(slack, "bo").button("Decline…").click(by=slack.bo)
    slack.bo.modal.fill("reason", "A move.").submit()
    slack.work()
    assert Plan.objects.filter(after=Withdrawal.objects.get(seat=seat)).exists()


def test_an_old_button_of_a_seat_that_is_gone_says_so(slack):
    story = slack.story
    linked(slack, "kim")
    _, second, _ = opened(story)
    seat = seated(story, second, "kim", override="Nobody signed up.")
    message = told(slack, "kim")
    yes, no = message.button("Confirm"), message.button("Decline…")
    no.click(by=slack.kim)
    slack.kim.modal.fill("reason", "No.").submit()
    slack.work()
    yes.click(by=slack.kim)
    slack.work()
    assert "was withdrawn; a lead seats them again" in word(slack.kim)
    no.click(by=slack.kim)
    assert "there is nothing left to do" in slack.kim.modal.text
    assert stands(seat) == "withdrawn"


def test_a_yes_is_to_the_days_that_were_shown(slack):
    story = slack.story
    linked(slack, "kim")
    *_, last = opened(story)
    seat = seated(story, last, "kim", override="Nobody signed up.")
    old = told(slack, "kim").button("Confirm")
    changed(story, last, ends_on=date(2026, 6, 9))
    assert "Confirm" in told(slack, "kim").buttons
    old.click(by=slack.kim)
    slack.work()
    assert "it is Mon 11 May to Tue 9 Jun 2026 now" in word(slack.kim)
    assert stands(seat) == "proposed"
    slack.kim.seen[-1].button("Confirm").click(by=slack.kim)
    slack.work()
    assert stands(seat) == "confirmed"


def test_somebody_else_may_not_confirm_it(slack):
    story = slack.story
    linked(slack, "kim")
    _, second, _ = opened(story)
    seat = seated(story, second, "kim", override="Nobody signed up.")
    button = told(slack, "kim").button("Confirm")
    button.place.channel.members.append(slack.bo)
    button.click(by=slack.bo)
    slack.work()
    assert "You may not confirm this seat." in word(slack.bo)
    assert stands(seat) == "proposed"


def test_the_home_shows_my_seats_with_who_is_beside_me(slack):
    story = slack.story
    _, second, _ = opened(story)
    seat = seated(story, second, "kim", override="Nobody signed up.")
    page = home(slack, "kim")
    assert "*Mon 16 Feb to Mon 16 Mar 2026*, confirmed\nBeside you: Ana Ruiz." in page.text
    assert "*Mon 13 Apr to Mon 11 May 2026*, not confirmed yet" in page.text
    assert "Mon 16 Mar to Mon 13 Apr 2026: not answered" in page.text
    page.button("Confirm").click()
    slack.work()
    assert stands(seat) == "confirmed"
    assert home(slack, "kim").buttons.count("Give it up…") == 2
    assert home(slack, "rex").blocks == []


def test_a_window_that_is_dropped_is_not_asked_about_any_more(slack):
    story = slack.story
    _, second, _ = opened(story)
    assert "13 Apr to Mon 11 May" in home(slack, "kim").text
    dropped(story, second)
    assert "13 Apr to Mon 11 May" not in home(slack, "kim").text
