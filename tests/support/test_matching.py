"""Which escalation is about which support issue: found by its address, or said by somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, NotAllowed, NotFound
from holdfast.support.actions import match, match_raised, unmatch
from holdfast.support.models import Match, Pointer, Tally, Unmatch
from holdfast.support.queries.issue import issue_by_key, matches_of, matches_with, page_of_issues
from holdfast.support.rules.pointing import Points, points
from tests.cast import Story
from tests.support.issues import said, take

pytestmark = pytest.mark.req("R77")
AT = "https://acme.example.com"


def about(escalation) -> list[str]:
    return [each.issue.key for each in matches_of(escalation)]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"{AT}/agent/tickets/123", ("123", "acme.example.com")),
        (f"{AT}/a/tickets/123/edit", ("123", "acme.example.com")),
        ("https://ACME.example.com/tickets/123?x=1", ("123", "acme.example.com")),
        ("https://jira.example.com/browse/sup-12", ("SUP-12", "jira.example.com")),
        (f"{AT}/tickets/12a", ("", "")),
        (f"{AT}/tickets/new", ("", "")),
    ],
)
def test_what_an_address_names(address, found):
    assert points(address) == Points(address, *found)


def test_what_names_nothing():
    assert points("tickets/12") is None
    assert points("https://[") is None
    assert points(f"{AT}/{'x' * 600}") is None
    assert points(f"{AT}/tickets/7/{'x' * 600}") == Points("", "7", "acme.example.com")


def test_an_escalation_raised_later_finds_its_issue(story: Story):
    take(story, said("123", url=f"{AT}/agent/tickets/123"), said("7", url=f"{AT}/c/7"), said("9"))
    by_number = story.raised(origin_url=f"{AT}/tickets/123?from=mail")
    by_address = story.raised(origin_url=f"{AT}/c/7")
    unknown = story.raised(origin_url=f"{AT}/tickets/8")
    elsewhere = story.raised(origin_url="https://other.example.com/tickets/123")
    assert about(by_number) == []  # raising does nothing for it
    assert match_raised(story.now) == 2
    assert (about(by_number), about(by_address), about(unknown)) == (["123"], ["7"], [])
    assert about(elsewhere) == []  # another helpdesk's 123
    assert match_raised(story.now) == 0


def test_an_issue_that_comes_in_later_finds_its_escalations(story: Story):
    first = story.raised(origin_url=f"{AT}/tickets/123")
    second = story.raised(origin_url=f"{AT}/c/7")
    match_raised(story.now)
    take(story, said("123"), said("7"))
    assert (about(first), about(second)) == (["123"], [])
    take(story, said("7", url=f"{AT}/c/7"))  # its address is known now
    assert about(second) == ["7"]
    take(story, said("7", url=f"{AT}/c/7", title="More"))
    assert Match.objects.count() == 2


def test_what_is_raised_lately_is_looked_at_again(story: Story):
    take(story, said("123"))
    story.raised(origin_url=f"{AT}/tickets/123")
    match_raised(story.now)
    # One with a lower number may still be on its way; a second look does nothing twice.
    assert Tally.objects.get().looked == 0
    assert match_raised(story.now) == 0
    story.now += timedelta(minutes=3)
    match_raised(story.now)
    assert Tally.objects.get().looked > 0
    assert (Match.objects.count(), Pointer.objects.count()) == (1, 1)


def test_by_hand_and_back_and_no_address_brings_it_back(story: Story):
    take(story, said("123", title="Slow"), said("5"))
    raised = story.raised(origin_url=f"{AT}/tickets/123")
    match_raised(story.now)
    made = match(ref=raised.ref, key="5", by=story.sam, at=story.now)
    assert match(ref=raised.ref, key="5", by=story.lea, at=story.now) == made
    assert about(raised) == ["123", "5"]
    gone = unmatch(ref=raised.ref, key="123", reason="Another one.", by=story.sam, at=story.now)
    assert unmatch(ref=raised.ref, key="123", by=story.sam, at=story.now) == gone
    take(story, said("123", title="Slower"))
    story.now += timedelta(minutes=3)
    match_raised(story.now)
    assert about(raised) == ["5"]
    match(ref=raised.ref, key="123", by=story.sam, at=story.now)
    assert about(raised) == ["5", "123"]
    assert [each.escalation.pk for each in matches_with(issue_by_key(story.programme, "5"))] == [
        raised.pk
    ]
    kinds = [kind for kind in story.happened(raised) if kind.startswith("issue.")]
    assert kinds == ["issue.matched", "issue.unmatched", "issue.matched"]
    assert Event.objects.filter(kind="issue.unmatched").get().data["reason"] == "Another one."


def test_who_may_say_so(story: Story):
    take(story, said("5"))
    raised = story.owned(by="ana")
    for login in ("sam", "ana", "lea"):
        match(ref=raised.ref, key="5", by=story.of(login), at=story.now)
    with pytest.raises(NotAllowed, match="which support issue"):
        match(ref=raised.ref, key="5", by=story.max, at=story.now)
    with pytest.raises(NotFound, match="no support issue 6"):
        match(ref=raised.ref, key="6", by=story.sam, at=story.now)
    take(story, said("6"))
    with pytest.raises(Conflict, match="not matched"):
        unmatch(ref=raised.ref, key="6", by=story.sam, at=story.now)


def test_what_was_matched_is_a_fact(story: Story):
    take(story, said("5"))
    raised = story.raised()
    match(ref=raised.ref, key="5", by=story.sam, at=story.now)
    unmatch(ref=raised.ref, key="5", by=story.sam, at=story.now)
    for rows in (Match.objects, Unmatch.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(at=story.now + timedelta(days=1))


def test_the_list_knows_who_was_engaged(story: Story):
    take(story, said("1"), said("2"), said("3"), said("4", filed_defect=True))
    owned = story.owned(by="ana")
    match(ref=owned.ref, key="1", by=story.ana, at=story.now)
    match(ref=story.raised().ref, key="2", by=story.sam, at=story.now)
    story.ask(owned, formal=True)
    keys = {
        word: sorted(each.key for each in page_of_issues(story.programme, engaged=word))
        for word in ("", "yes", "no")
    }
    assert keys == {"": ["1", "2", "3"], "yes": ["1"], "no": ["2", "3"]}
    first = page_of_issues(story.programme, limit=2)
    rest = page_of_issues(story.programme, limit=2, after=first.next)
    assert (len(first), len(rest), rest.next) == (2, 1, None)
