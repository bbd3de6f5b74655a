"""The forms of pieces and fixes. What is wrong with an answer is said by the action."""

from __future__ import annotations

from typing import ClassVar

from holdfast.escalation.models import Purpose
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line, pick, text

EVIDENCE = (
    "The steps, the data, the version: what lets the team see it happen. Without it the piece goes "
    "all the same and is flagged."
)


class Move(Form):
    """A form of the page of a piece: what it is called there, and where it goes."""

    act: ClassVar[str]
    address: ClassVar[str]
    icon: ClassVar[str]


class HandOut(Form):
    slug: ClassVar = "piece"
    team = pick("To which team?", nobody="Choose a team", hint="Who answers for it is told.")
    title = line("What should they do, in one line?")
    purpose = choice("What is it for?", Purpose.choices)
    evidence = text("How was it reproduced?", optional=True, hint=EVIDENCE, rows=5)
    issue_url = line(
        "The team’s issue", optional=True, kind="url", hint="The link, if there is one already."
    )


class Bounce(Move):
    act = "Send it back…"
    slug: ClassVar = "bounce"
    address = "bounce"
    icon = "cross"
    reason = text(
        "Why does it come back?",
        hint="What is missing, or whose it is. It stays open; the owner reads this and sends it on.",
        rows=2,
    )


class Send(Move):
    act = "Send it again…"
    slug: ClassVar = "send"
    address = "sending"
    icon = "arrow"
    team = pick("To which team?", nobody="The same team")
    evidence = text("How was it reproduced?", optional=True, hint=EVIDENCE, rows=5)
    note = text("A word to the team", optional=True, rows=2)


class Finish(Move):
    act = "It is done…"
    slug: ClassVar = "finish"
    address = "completion"
    icon = "check"
    note = text("What was done?", optional=True, rows=2)
    issue_url = line("The team’s issue", optional=True, kind="url")


class Waive(Move):
    act = "Close without it…"
    slug: ClassVar = "waive"
    address = "waiver"
    icon = "down"
    reason = text(
        "Why can it be left out?", hint="The escalation can then close without it.", rows=2
    )


class ReopenPiece(Move):
    act = "Reopen it…"
    slug: ClassVar = "reopen"
    address = "reopening"
    icon = "rotation"
    reason = text("What came back, or what is missing?", rows=2)


class Amend(Move):
    act = "Add evidence or a link…"
    slug: ClassVar = "amend"
    address = "amendment"
    icon = "plus"
    evidence = text("How was it reproduced?", optional=True, hint=EVIDENCE, rows=5)
    issue_url = line("The team’s issue", optional=True, kind="url")


class RecordFix(Form):
    slug: ClassVar = "fix"
    fixed_by = line("Who fixed it?", hint="Their login. It need not be the owner.", short=True)
    why = text("Why was it them?", hint="Such as: the team’s queue, the time, who knew the code.")
    team = pick("Which team owns what was fixed?", nobody="Choose a team")
    reviewer = line(
        "Who of that team reviewed it?",
        optional=True,
        hint="Their login. Needed when whoever fixed it is of another team.",
        short=True,
    )
    exception = text(
        "If nobody of that team did: why?",
        optional=True,
        hint="It then stands on the list of exceptions.",
        rows=2,
    )
    url = line("The change", optional=True, kind="url", hint="The link to the pull request.")
