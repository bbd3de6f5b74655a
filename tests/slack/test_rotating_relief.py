"""A manager makes room for their engineer where they read of it (R35)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.rotation.actions import ring_reliefs
from holdfast.rotation.queries import relief as queries
from tests.rotation.reliefs import Reliefs
from tests.slack.rotating import home, linked, told, word


def later(slack, *, days: int) -> None:
    """That many days on, and the sweep of reliefs."""
    slack.story.now += timedelta(days=days)
    ring_reliefs(slack.story.now)


@pytest.mark.req("R35")
def test_max_makes_room_and_names_what_is_dropped(slack):
    story = slack.story
    linked(slack, "max", "ana")
    relief = Reliefs(story).made("ana")
    told(slack, "max").button("Make room…").click(by=slack.max)
    form = slack.max.modal
    assert "*Ana Ruiz* is on Mon 6 Apr to Mon 4 May 2026." in form.text
    form.fill("dropped", "x" * 201)
    assert "longer than 200 characters" in form.submit()["dropped"]
    form.fill("dropped", "The <!channel> migration\n\nRota of the queue").submit()
    slack.work()
    found = queries.relief(relief.pk)
    assert found.acknowledgement.by.login == "max"
    assert found.acknowledgement.via == "slack"
    assert [item.text for item in found.dropped.all()] == [
        "The <!channel> migration",
        "Rota of the queue",
    ]
    assert "Ana Ruiz and the lead know it" in word(slack.max)
    assert "&lt;!channel&gt; migration" in told(slack, "ana").shown


def test_what_nobody_told_stands_on_the_home_of_who_knows(slack):
    reliefs = Reliefs(slack.story)
    relief = reliefs.made("ana")
    reliefs.acknowledge(relief, "Rota")
    assert "Was it really dropped?" not in home(slack, "max").text
    later(slack, days=64)
    page = home(slack, "max")
    assert "*Ana Ruiz* is on Mon 6 Apr to Mon 4 May 2026." in page.text
    page.button("Say what became of it…").click()
    slack.max.modal.fill("became", "It was done all the same").submit()
    slack.work()
    assert "Was it really dropped?" not in home(slack, "max").text


def test_somebody_who_may_not_reads_who_can(slack):
    story = slack.story
    linked(slack, "max")
    relief = Reliefs(story).made("ana")
    button = told(slack, "max").button("Make room…")
    button.place.channel.members.append(slack.rex)
    button.click(by=slack.rex)
    slack.rex.modal.submit()
    slack.work()
    assert "Max Vogel, who answers for" in word(slack.rex)
    assert not queries.is_acknowledged(queries.relief(relief.pk))


def test_an_old_button_of_a_relief_that_ended_says_so(slack):
    story = slack.story
    linked(slack, "max")
    reliefs = Reliefs(story)
    relief = reliefs.made("ana")
    button = told(slack, "max").button("Make room…")
    reliefs.withdraw(relief)
    button.click(by=slack.max)
    assert "This relief has ended" in slack.max.modal.text


def test_who_has_not_answered_is_asked_again_with_the_button(slack):
    story = slack.story
    linked(slack, "max")
    reliefs = Reliefs(story)
    reliefs.made("ana")
    slack.work()
    before = len(slack.max.dms)
    later(slack, days=35)
    assert "Make room…" in told(slack, "max").buttons
    assert len(slack.max.dms) > before


def test_ana_says_what_became_of_it(slack):
    story = slack.story
    linked(slack, "ana")
    reliefs = Reliefs(story)
    relief = reliefs.made("ana")
    reliefs.acknowledge(relief, "Migration", "Rota")
    later(slack, days=64)
    told(slack, "ana").button("Say what became of it…").click(by=slack.ana)
    form = slack.ana.modal
    assert form.options("item") == ["Migration", "Rota"]
    form.fill("became", "It was dropped").fill("days", "many")
    assert "from 0 to" in form.submit()["days"]
    form.fill("days", "2,5").submit()
    slack.work()
    more = told(slack, "ana")
    assert "Something else was to be dropped, too." in more.shown
    more.button("Say what became of it…").click(by=slack.ana)
    slack.ana.modal.fill("became", "It was done all the same").submit()
    slack.work()
    assert "Something else" not in slack.ana.dms[-1].shown
    said = [queries.outcome_of(item) for item in queries.relief(relief.pk).dropped.all()]
    assert [(each.was_dropped, float(each.days)) for each in said] == [(True, 2.5), (False, 0.0)]
