"""An escalation is linked to its incident, and to other pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.actions import link, unlink
from holdfast.escalation.models import Link
from holdfast.escalation.queries.link import links_of
from holdfast.journal.models import Delivery
from holdfast.kernel.refusal import Invalid, NotAllowed, NotFound
from tests.cast import Story

INCIDENT = "https://incidents.example/9"


@pytest.mark.req("R2")
def test_an_incident_is_linked_told_and_taken_away(story: Story):
    issue = story.owned(by="ana")
    made = link(ref=issue.ref, url=INCIDENT, title="Outage", by=story.sam, at=story.now)
    assert (made.sort, made.title) == ("incident", "Outage")
    again = link(ref=issue.ref, url=f" {INCIDENT} ", by=story.ana, at=story.now)
    assert again == made, "the same address is a repeat"
    other = link(
        ref=issue.ref, url="https://docs.example/x", sort="other", by=story.ana, at=story.now
    )
    assert links_of(issue) == [made, other]
    assert story.happened(issue).count("link.added") == 2
    owed = Delivery.objects.filter(event__kind="link.added")
    assert [int(each.recipient) for each in owed] == [story.people["ana"].pk], "of the incident"

    for _ in range(2):
        unlink(link_id=made.pk, by=story.ana, at=story.now + timedelta(hours=1))
    assert links_of(issue) == [other]
    assert story.happened(issue).count("link.removed") == 1
    back = link(ref=issue.ref, url=INCIDENT, by=story.ana, at=story.now)
    assert back != made and links_of(issue) == [back, other]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "ftp://x.example/"}, "url"),
        ({"url": "https://x.example/" + "y" * 2000}, "url"),
        ({"url": "https://x y.example/"}, "url"),
        ({"title": "t" * 200_000}, "title"),
        ({"sort": "ticket"}, "sort"),
    ],
)
def test_what_is_no_link_is_refused(story: Story, given: dict, field: str):
    issue = story.owned()
    with pytest.raises(Invalid) as refused:
        link(**{"ref": issue.ref, "url": INCIDENT, "by": story.ana, "at": story.now, **given})
    assert refused.value.field == field
    assert not Link.objects.exists()


def test_who_may_link(story: Story):
    issue = story.owned(by="ana")
    for login in ("max", "rex"):
        with pytest.raises(NotAllowed):
            link(ref=issue.ref, url=INCIDENT, by=story.of(login), at=story.now)
    theirs = story.raised(by="rex")
    made = link(ref=theirs.ref, url=INCIDENT, by=story.rex, at=story.now)
    with pytest.raises(NotAllowed):
        unlink(link_id=made.pk, by=story.max, at=story.now)
    with pytest.raises(NotFound):
        unlink(link_id=999, by=story.ana, at=story.now)
    with pytest.raises(NotFound):
        link(ref="ESC-999", url=INCIDENT, by=story.ana, at=story.now)
    story.decline(theirs, by="ana", reason="No crisis.")
    assert link(ref=theirs.ref, url="https://x.example/", by=story.rex, at=story.now).pk
