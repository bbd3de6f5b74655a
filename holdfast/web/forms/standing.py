"""What is said when it does not move: cornered, paused, at capacity."""

from __future__ import annotations

from typing import ClassVar

from holdfast.web.forms import Form
from holdfast.web.forms.fields import day, line, pick, text


class Corner(Form):
    slug: ClassVar = "corner"
    reason = text(
        "What corners you?",
        hint="What was tried, what you need. Whoever is asked reads it at once.",
    )
    ask_of = pick(
        "Who should help?",
        nobody="The programme leads",
        optional=True,
        hint="If nobody answers in time, the leads are asked, then your manager, then the sponsor.",
    )


class Acknowledge(Form):
    slug: ClassVar = "acknowledge"
    note = line("What will you do?", optional=True, hint="The owner reads it.")


class Free(Form):
    slug: ClassVar = "free"
    how = line("What got it moving again?")


class Pause(Form):
    slug: ClassVar = "pause"
    reason = text("Why does it pause?", hint="Everybody involved reads it.", rows=2)
    resumes_on = day(
        "Until when?",
        hint="From this day, or the owner’s next working day after it, updates are owed again.",
    )


class Resume(Form):
    slug: ClassVar = "resume"
    reason = line("What changed?", optional=True)


class AtCapacity(Form):
    slug: ClassVar = "at-capacity"
    reason = line("Why?", optional=True, hint="The leads read it.")
    until = day("Last day of it", optional=True, hint="Left empty, until you say so.")
