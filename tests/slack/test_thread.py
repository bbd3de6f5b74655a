"""What must be read in the thread where it was first asked, once, in the words of people (R69)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from holdfast.escalation.actions import update
from holdfast.kernel.actor import RequestKey
from holdfast.slack.identity import person_of
from tests.slack.test_cards import asked, card_in, room


def said(slack, channel=None) -> list[str]:
    """Our words beside the card, oldest first; moments as they are without Slack."""
    slack.work()
    posts = [each for each in (channel or room(slack)).posts if not each.buttons]
    return [re.sub(r"<[^|>]*\|([^>]*)>", r"\1", each.shown) for each in posts]


@pytest.fixture
def raised(slack):
    person_of(slack.ana.id, at=slack.story.now)
    return asked(slack)


@pytest.fixture
def owned(slack, raised):
    slack.story.accept(raised, by="ana")
    slack.work()
    return raised


@pytest.mark.req("R47", "R69")
def test_who_accepted_is_named_as_the_single_point_of_contact(slack, owned):
    [words] = said(slack)
    assert words == (
        f"*Ana Ruiz* owns {owned.ref} from now on, and is your single point of contact.\n"
        "*Next* First look, and a first update to everybody involved (Ana Ruiz, by Wed 4 Mar)\n"
        "*Next update by* Wed 4 Mar 2026, 15:00 UTC"
    )
    assert {each.thread_ts for each in room(slack).posts} == {room(slack).messages[0].ts}
    assert slack.home.posts == []


@pytest.mark.req("R48", "R69")
def test_an_update_is_quoted_with_what_is_next(slack, owned):
    slack.story.update(owned, "Found it.\nRolling back <!here>.", next_step="Roll back")
    assert said(slack)[-1] == (
        "*Ana Ruiz* writes:\n>Found it.\n>Rolling back &lt;!here&gt;.\n"
        "*Next* Roll back (Ana Ruiz, by Wed 4 Mar)\n*Next update by* Wed 4 Mar 2026, 15:00 UTC"
    )
    before = len(said(slack))
    slack.story.update(owned, "Found it.\nRolling back <!here>.", next_step="Roll back")
    assert len(said(slack)) == before  # the same words a moment later are the same update


@pytest.mark.req("R58")
def test_who_took_over_is_the_contact_from_then_on(slack, owned):
    slack.story.take_over(slack.story.offer(owned, to="kim"), by="kim")
    assert said(slack)[-1].startswith(
        "*Kim Seo-yeon* has taken it over from *Ana Ruiz*, and is your single point of contact from now "
        "on.\n*Next*"
    )


@pytest.mark.req("R72")
def test_a_no_has_its_reason_and_what_to_do_instead(slack, raised):
    slack.story.decline(raised, by="kim", reason="Not ours.", alternative="Ask Billing.")
    assert said(slack) == [
        "*Kim Seo-yeon* declined it:\n>Not ours.\nWhat to do instead:\n>Ask Billing."
    ]


@pytest.mark.req("R60")
def test_closing_is_asked_for_refused_agreed_to_and_undone(slack, owned):
    story = slack.story
    request = story.ask_to_close(owned)
    assert said(slack)[-1].startswith(
        "*Ana Ruiz* asks to close it as resolved:\n>Fixed and deployed.\nAgree, or say what is missing, "
        "with the buttons of the card. Without an answer it closes "
    )
    story.answer(request, agree=False, note="Not for Acme.")
    assert said(slack)[-1] == "*Sam Okafor*: not yet, it stays open.\n>Not for Acme."
    story.pause(owned, date(2026, 3, 6))
    assert said(slack)[-1] == (
        "*Ana Ruiz* paused it until Fri 6 Mar 2026, 08:00 UTC:\n>Acme is closed until then."
    )
    request = story.ask_to_close(owned)
    slack.work()
    story.answer(request, agree=True, note="Thanks.")
    assert said(slack)[-1] == (
        "Closed as resolved:\n>Fixed and deployed.\n*Sam Okafor* agreed:\n>Thanks."
    )
    assert not any(
        "goes on with" in each for each in said(slack)
    )  # the pause ended with it, which says nothing of its own
    story.reopen(owned)
    assert said(slack)[-1].startswith("*Sam Okafor* reopened it:\n>It is back.\n*Next* Look again")


def test_the_end_of_a_pause_is_said(slack, owned):
    slack.story.pause(owned, date(2026, 3, 4))
    slack.story.forward(days=1)
    assert "The pause is over.\n*Next*" in said(slack)[-1]


def test_a_merged_one_says_where_it_goes_on(slack, owned):
    survivor = slack.story.owned(by="kim", title="Indexing stopped")
    slack.work()
    slack.story.merge(owned, survivor, reason="One index.")
    assert said(slack)[-1] == (
        f"*Ana Ruiz* merged it: it goes on in {survivor.ref} · Indexing stopped (its card).\n"
        ">One index."
    )
    [*_, last] = room(slack).posts
    assert card_in(slack, slack.home).permalink in last.shown


def test_from_elsewhere_the_news_stand_beneath_the_card(slack):
    escalation = slack.story.owned()
    slack.story.update(escalation, "News.")
    slack.work()
    card = card_in(slack, slack.home)
    assert [each.thread_ts for each in slack.home.posts] == [None, card.ts]
    [both] = said(slack, slack.home)
    assert ["owns" in both, "News." in both] == [
        True,
        True,
    ]  # what waited together is said together


def test_what_somebody_wrote_in_the_thread_is_not_said_there_again(slack, owned):
    before = len(said(slack))
    ana = replace(slack.story.ana, via="slack").with_request(RequestKey("slack:Ev00000001", "x"))
    update(ref=owned.ref, text="As I write here.", by=ana, at=slack.story.now)
    assert len(said(slack)) == before


def test_an_answer_that_got_lost_is_no_second_post(slack, owned):
    before = len(said(slack))
    slack.workspace.cuts("chat.postMessage")
    slack.story.update(owned, "News.")
    slack.work(seconds=3600)
    assert len(said(slack)) == before + 1


def test_a_thread_we_are_not_in_hears_everything_at_once_when_we_are_invited(slack):
    escalation = asked(slack, bot=False, private=True)
    slack.story.accept(escalation, by="ana")
    slack.story.update(escalation, "News.")
    slack.work()
    assert room(slack).posts == []
    room(slack).invites_app(slack.sam)
    slack.work()
    [both] = said(slack)
    assert ["owns" in both, "News." in both] == [True, True]
    card_in(slack)
