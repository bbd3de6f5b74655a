"""What is written down, who is involved, what is linked and merged: from More… on the card."""

from __future__ import annotations

import pytest

from holdfast.escalation.queries.classification import class_of
from holdfast.escalation.queries.fix import fixes_of
from holdfast.escalation.queries.learning import learnings_of
from holdfast.escalation.queries.link import links_of
from holdfast.escalation.queries.merge import standing_merge
from holdfast.escalation.queries.participant import participants
from holdfast.slack.models import Card
from tests.slack.helping import a_card, more, opened, sent


def test_more_shows_each_what_they_may_do_now(slack):
    story, escalation = slack.story, slack.story.owned()
    owner = set(more(slack, escalation, slack.ana).buttons)
    assert {"Ask for help…", "Cornered: I cannot move it on alone…", "Pause it…"} <= owner
    assert "Resume it…" not in owner
    assert "Pieces…" not in owner
    raiser = set(more(slack, escalation, slack.sam).buttons)
    assert "Who answers to the customer…" in raiser
    assert "Ask for help…" not in raiser
    assert more(slack, escalation, slack.rex).buttons == []
    assert "nothing that you can do" in slack.rex.modal.text
    story.answer(story.ask_to_close(escalation), agree=True)
    assert set(more(slack, escalation, slack.ana).buttons) == {
        "Say who fixed it…",
        "What did it turn out to be?…",
        "What should others know?…",
        "Link an incident or a page…",
    }


def test_an_old_button_on_a_closed_escalation_says_why(slack):
    story, escalation = slack.story, slack.story.owned()
    card = a_card(slack, escalation)
    story.answer(story.ask_to_close(escalation), agree=True)
    card.button("Ask for help…").click(by=slack.ana)
    assert slack.ana.modal.text == f"{escalation.ref} has ended (closed); reopen it first."


@pytest.mark.req("R87")
def test_who_fixed_it_and_who_reviewed_it(slack):
    escalation = slack.story.owned()
    form = opened(slack, escalation, slack.ana, "Say who fixed it…")
    sent(
        slack,
        slack.ana,
        form,
        fixed_by="ana",
        why="She knew the code.",
        team="Search",
        reviewer="kim",
        url="https://example.com/pull/1",
    )
    [fix] = fixes_of(escalation)
    assert (fix.person.login, fix.reviewer.login, fix.team.name) == ("ana", "kim", "Search")


def test_a_refusal_only_the_action_knows_is_said_with_what_they_typed(slack):
    escalation = slack.story.owned()
    form = opened(slack, escalation, slack.ana, "Say who fixed it…")
    sent(slack, slack.ana, form, fixed_by="max", why="He was <!channel> awake.", team="Search")
    assert fixes_of(escalation) == []
    text = slack.ana.dms[-1].text
    assert "Nothing was changed." in text
    assert "&lt;!channel&gt; awake" in text


def test_its_class_its_severity_and_what_was_learned(slack):
    story, escalation = slack.story, slack.story.owned()
    form = opened(slack, escalation, slack.ana, "What did it turn out to be?…")
    sent(slack, slack.ana, form, word="Quick fix", evidence="Three lines.")
    assert class_of(escalation).word == "quick_fix"
    form = opened(slack, escalation, slack.ana, "Change its severity…")
    assert form.value("severity").startswith("sev1")
    sent(slack, slack.ana, form, severity="2", reason="There is a workaround.")
    assert story.see(escalation).severity == 2
    form = opened(slack, escalation, slack.ana, "What should others know?…")
    form.fill("text", "Look at the queue.")
    assert form.submit(unchecked=True) == {"audience": "Say who should know: CE, IE, TA, SE."}
    sent(slack, slack.ana, form, audience=["CE", "SE"])
    [learning] = learnings_of(escalation)
    assert (learning.text, learning.audience) == ("Look at the queue.", "CE,SE")


def test_where_the_card_shows_it_no_word_is_said(slack):
    escalation = slack.story.owned()
    card = a_card(slack, escalation)
    Card.objects.filter(escalation=escalation).update(channel_id=card.channel.id, ts=card.ts)
    form = opened(slack, escalation, slack.ana, "What did it turn out to be?…")
    before = len(slack.ana.dms)
    sent(slack, slack.ana, form, word="Defect")
    assert len(slack.ana.dms) == before
    assert class_of(escalation).word == "defect"


def test_a_duplicate_is_merged_and_what_cannot_be_is_said_in_the_form(slack):
    story = slack.story
    first, second = story.owned(), story.owned()
    form = opened(slack, second, slack.ana, "It is a duplicate…")
    assert form.fill("into", "the other").submit() == {
        "into": "Say which one survives, such as ESC-42."
    }
    assert "cannot be merged into itself" in form.fill("into", second.ref).submit()["into"]
    sent(slack, slack.ana, form, into=first.ref, reason="The same index.")
    assert standing_merge(story.see(second)).into == first


def test_an_incident_is_linked_and_taken_away(slack):
    escalation = slack.story.owned()
    form = opened(slack, escalation, slack.ana, "Link an incident or a page…")
    sent(slack, slack.ana, form, url="https://example.com/inc/7", title="INC-7 <b>")
    assert [(each.url, each.sort) for each in links_of(escalation)] == [
        ("https://example.com/inc/7", "incident")
    ]
    more(slack, escalation, slack.ana).button("Links…").click(by=slack.ana)
    listed = slack.ana.modal
    assert "INC-7 &lt;b&gt;" in str(listed.blocks)
    listed.button("Take it away").click(by=slack.ana)
    slack.work()
    assert links_of(escalation) == []
    assert "There is nothing here." in listed.text


@pytest.mark.req("R49")
def test_somebody_is_involved_spoken_to_and_leaves(slack):
    escalation = slack.story.owned()
    form = opened(slack, escalation, slack.ana, "Involve somebody…")
    assert form.submit() == {
        "login": "Name one of them: somebody of the company by login, or somebody outside by name."
    }
    sent(slack, slack.ana, form, login="max", needs="A word each day.")
    [found] = participants(escalation)
    assert (found.person.login, found.needs) == ("max", "A word each day.")
    more(slack, escalation, slack.ana).button("Who is involved…").click(by=slack.ana)
    assert "nobody spoke to them yet" in slack.ana.modal.text
    slack.ana.modal.button("Spoke to them…").click(by=slack.ana)
    sent(slack, slack.ana, slack.ana.modal, note="He knows.")
    [found] = participants(escalation)
    assert found.spoken_at is not None
    more(slack, escalation, slack.max).button("Who is involved…").click(by=slack.max)
    button = slack.max.modal.button("Not involved any more")
    assert button.confirm == "They hear no further update."
    button.click(by=slack.max)
    slack.work()
    assert participants(escalation) == []


def test_who_answers_to_the_customer_is_named(slack):
    story, escalation = slack.story, slack.story.owned()
    form = opened(slack, escalation, slack.sam, "Who answers to the customer…")
    sent(slack, slack.sam, form, login="max")
    assert story.see(escalation).support_engineer.login == "max"
    assert "answers to the customer" in slack.sam.dms[-1].text
