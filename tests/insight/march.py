"""A March that a report is written about, small enough to count by hand.

Twenty issues came to support, two more only filed a defect. Engineering was formally asked on three
escalations: two are about the issues Z1 and Z2 of Acme, one about nothing the helpdesk knows. A fourth was
closed without engineering, as wrong use, with a learning; a fifth was declined, an executive wanted it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from holdfast.escalation.models import Escalation
from holdfast.support.actions.matching import match
from tests.cast import Story
from tests.support.issues import said, take

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
# The first working day of April, at the handover hour.
MAILED = datetime(2026, 4, 1, 9, tzinfo=UTC)


def issues(story: Story, count: int = 20) -> None:
    take(
        story,
        *(
            said(
                f"Z{number}",
                f"2026-03-{2 + number % 20:02} 10:00",
                title=f"Question {number}",
                customer="Acme" if number < 11 else "Umbra Freight",
                team="Search",
                solved_at=f"2026-03-{3 + number % 20:02} 10:00",
            )
            for number in range(1, count + 1)
        ),
        said("D1", "2026-03-05 10:00", filed_defect=True, customer="Acme"),
        said("D2", "2026-03-06 10:00", filed_defect=True, customer="Acme"),
    )


def engaged(story: Story, key: str | None = None, **given: object) -> Escalation:
    """Owned by Ana an hour after it was raised, and asked of engineering at once."""
    raised = story.raised(customer="Acme", **given)
    story.now += timedelta(hours=1)
    story.accept(raised, by="ana")
    story.ask(raised, formal=True, tried="Rebuilt the index.")
    if key:
        match(ref=raised.ref, key=key, by=story.ana, at=story.now)
    return story.see(raised)


def march(story: Story, *, with_issues: bool = True) -> None:
    if with_issues:
        issues(story)
    for key in ("Z1", "Z2", None):
        engaged(story, key if with_issues else None)
    alone = story.owned(title="Exports end early", customer="Umbra Freight")
    story.classify(alone, "wrong_use", evidence="The limit was theirs.")
    story.learn(
        alone,
        "Look at the limit first.",
        customer_words="You saved our Friday.",
        doc_url="https://docs.example.com/limits",
    )
    story.now += timedelta(hours=4)
    story.answer(story.ask_to_close(alone), agree=True)
    story.decline(
        story.raised(title="A wish", exec_asked=True),
        by="ana",
        reason="No risk.",
        alternative="Ask.",
    )
