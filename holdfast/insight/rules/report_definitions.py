"""What the figures of the report mean that are neither flow nor rotation."""

from __future__ import annotations

from holdfast.insight.rules.definitions import DEFINITIONS
from holdfast.insight.rules.figures import Definition

ENGAGEMENT = Definition(
    "engagement",
    "Engagement of engineering",
    "On how many of the support issues engineering was formally asked for help.",
    "Formal requests to engineering made in the period over the support issues opened in it. Several "
    "requests about one issue count once, an escalation without a known issue counts as one and is "
    "listed as unmatched. Issues that only file a defect are in neither number, nor is a request "
    "withdrawn before anybody had looked at it. The target is that of the policy in force on the last "
    "day. Without imported issues there is no rate.",
    "R77",
)
REPORT_DEFINITIONS = {
    each.name: each
    for each in (
        ENGAGEMENT,
        Definition(
            "without",
            "Solved without engineering",
            "Escalations that were closed and for which no team of engineering was formally asked.",
            "Of the escalations closed in the period, by a closure that stands and duplicates left out, "
            "those without one formal request that counts.",
            "R77",
        ),
        Definition(
            "solved",
            "Closed, duplicates left out",
            "Escalations that were closed in the period and were no duplicate of another.",
            "By a closure that stands; a duplicate is counted where it went on.",
            "R60",
        ),
        Definition(
            "docs",
            "Left a document",
            "Closed escalations with a learning that links a document.",
            "Of the escalations closed in the period, those with a learning that has a link to "
            "documentation, whenever it was written.",
            "R23",
        ),
        Definition(
            "learnings",
            "Learned",
            "Notes of what others should know next time.",
            "Learnings written in the period, on escalations of any age.",
            "R23",
        ),
        Definition(
            "stuck",
            "Stuck now",
            "Open escalations that do not move, today, whatever the period.",
            "Open and one of: update overdue, next step overdue where who is answerable for it lives, "
            "cornered, or updates written while nothing moves.",
            "R59",
        ),
        Definition(
            "before_after",
            "Support issues before and since",
            "Hours from opened to solved, before the programme and in this period.",
            "Support issues opened in the period and solved by now, against those opened in as many days "
            "right before the first window in which somebody sat; shown only with 30 on each side. What "
            "is open still has no time, so a recent period looks faster than it will be. Much else may "
            "have changed between the two: it is no proof that the programme did it.",
            "R21",
        ),
    )
}


def defined() -> dict[str, Definition]:
    """Every definition by the name of its figure: those of flow and rotation too."""
    return {**DEFINITIONS, **REPORT_DEFINITIONS}
