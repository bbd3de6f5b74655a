"""What helpdesks say of issues comes in by one door, whatever its order and however often."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from holdfast.people.actions import change_policy
from holdfast.people.queries import default_programme
from holdfast.support.actions import recount, take_in
from holdfast.support.models import DayCount, Issue, Tally
from holdfast.support.queries.period import day_in
from tests.cast import START, Story
from tests.support.issues import moment, said, take

FIELDS = [each.attname for each in Issue._meta.fields if each.attname not in {"id", "source"}]


def standing() -> list[tuple]:
    return list(Issue.objects.order_by("key").values_list(*FIELDS))


def counted() -> dict:
    rows = DayCount.objects.exclude(count=0).values_list("day", "team", "filed_defect", "count")
    return {row[:3]: row[3] for row in rows}


def recounted() -> dict:
    """The counts as they are by looking at every issue."""
    zone = Tally.objects.get().zone
    found = Counter(
        (day_in(each.opened_at.isoformat()[:16], zone), each.team, each.filed_defect)
        for each in Issue.objects.filter(deleted_at=None)
    )
    return dict(found)


@pytest.mark.req("R77")
def test_an_issue_comes_in_once(story: Story):
    done = take(story, said("1", title="Slow"), said("2"))
    assert (done.added, done.changed, done.unchanged) == (2, 0, 0)
    done = take(story, said("1", title="Slow"), said("2", state="solved"), source="csv")
    assert (done.added, done.changed, done.unchanged) == (0, 1, 1)
    assert Issue.objects.get(key="2").source == "csv"
    assert Issue.objects.get(key="1").source == "zendesk"


def test_older_news_changes_nothing(story: Story):
    take(story, said("1", title="New", changed_at="2026-03-02 12:00"))
    done = take(story, said("1", title="Old", changed_at="2026-03-02 11:00"))
    assert (done.unchanged, Issue.objects.get().title) == (1, "New")


def test_who_does_not_say_when_leaves_when_it_changed(story: Story):
    take(story, said("1", title="A", changed_at="2026-03-02 12:00"))
    take(story, said("1", title="B"), source="csv")
    take(story, said("1", title="C", changed_at="2026-03-02 11:00"))
    assert Issue.objects.get().title == "B"


def test_of_two_in_a_batch_the_newer_stands_else_the_last(story: Story):
    take(
        story,
        said("1", title="Newer", changed_at="2026-03-02 12:00"),
        said("1", title="Older", changed_at="2026-03-02 11:00"),
        said("2", title="First"),
        said("2", title="Last"),
    )
    assert list(Issue.objects.order_by("key").values_list("title", flat=True)) == ["Newer", "Last"]


def test_what_a_source_knows_nothing_of_stays(story: Story):
    take(story, said("1", team="Search", deleted_at="2026-03-02 12:00"))
    silent = frozenset({"team", "deleted_at"})
    take(story, said("1", title="Slow", silent=silent), said("2", silent=silent), source="csv")
    issue = Issue.objects.get(key="1")
    assert (issue.team, issue.title, bool(issue.deleted_at)) == ("Search", "Slow", True)
    assert counted() == recounted()


def test_what_is_too_long_is_cut_and_an_address_left_out(story: Story):
    take(story, said("1", title="x" * 300, url="https://h.example.com/" + "y" * 500))
    issue = Issue.objects.get()
    assert (len(issue.title), issue.url) == (200, "")


def test_days_are_those_of_the_programme_and_follow_its_zone(story: Story):
    take(story, said("1", "2026-03-02 23:30"), said("2", "2026-03-02 10:00"))
    assert {day.isoformat(): number for (day, _, _), number in counted().items()} == {
        "2026-03-02": 2
    }
    change_policy(
        programme=story.programme,
        effective_on=START.date(),
        changes={"zone": "Asia/Kolkata"},
        reason="Moved.",
        by=story.ada,
        at=story.now,
    )
    story.now += timedelta(days=1)
    assert recount(clock=lambda: story.now, go_on=lambda: True) == 1
    assert recount(clock=lambda: story.now, go_on=lambda: True) == 0
    assert {day.isoformat(): number for (day, _, _), number in counted().items()} == {
        "2026-03-02": 1,
        "2026-03-03": 1,
    }
    take(story, said("1", "2026-03-02 10:00"))
    assert counted() == recounted()


def test_counts_of_issues_from_before_there_were_counts(story: Story):
    Issue.objects.create(
        programme=story.programme, key="0", source="csv", opened_at=moment("2026-03-01 10:00")
    )
    take(story, said("1"))
    assert counted() == recounted()


NEWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 5)), min_size=1, max_size=12, unique=True
)


def version(key: str, number: int):
    """What the helpdesk said of an issue at its version: the same for the same number."""
    dice = Random(f"{key}{number}")
    return said(
        key,
        f"2026-03-0{dice.randint(1, 3)} {dice.randint(0, 23):02}:{dice.choice((0, 59)):02}",
        title=dice.choice(("A", "B")),
        team=dice.choice(("", "Search", "Billing")),
        filed_defect=dice.random() < 0.3,
        deleted_at=dice.choice((None, None, "2026-03-04 10:00")),
        solved_at=dice.choice((None, "2026-03-05 10:00")),
        changed_at=f"2026-03-06 {number:02}:00",
    )


class AnyOrder(TestCase):
    @settings(max_examples=25)
    @given(news=NEWS, order=st.randoms(use_true_random=False), again=st.integers(0, 3))
    def test_any_order_and_any_repeat_end_the_same(self, news, order, again):
        programme = default_programme()
        everything = [version(*each) for each in news]
        latest = {each.key: each for each in sorted(everything, key=lambda each: each.changed_at)}
        shuffled = [*everything, *order.choices(everything, k=again)]
        order.shuffle(shuffled)
        while shuffled:
            size = order.randint(1, len(shuffled))
            batch, shuffled = shuffled[:size], shuffled[size:]
            take_in(programme, batch, source="zendesk", at=START)
        by_order = standing()
        assert counted() == recounted()
        done = take_in(programme, list(latest.values()), source="csv", at=START)
        assert (done.added, done.changed) == (0, 0)
        assert standing() == by_order
        assert [row[FIELDS.index("title")] for row in by_order] == [
            latest[key].title for key in sorted(latest)
        ]
