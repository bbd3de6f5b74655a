"""The forms of plans and pins."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast.web.answers import number
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, day, line, pick, text

HALVES = [("", "The whole window"), ("0", "Its first half"), ("1", "Its second half")]
SECONDS = [
    ("10", "Ten seconds"),
    ("60", "A minute"),
    ("300", "Five minutes"),
    ("900", "A quarter of an hour"),
]


class Propose(Form):
    slug: ClassVar = "propose"
    count = line(
        "How many windows?",
        kind="number",
        short=True,
        optional=True,
        hint="Left empty, as many as the policy says.",
    )
    since = day("From which day on?", optional=True, hint="Left empty, from the next window on.")
    seconds = choice(
        "How long may it look?",
        SECONDS,
        hint="It ends earlier where nothing better is possible; you can cancel and keep the best so far.",
    )

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if said.get("count", "").strip() and number(said["count"].strip()) is None:
            self.add_error("count", "This is not a number; write it as 6.")
        else:
            said["count"] = number((said.get("count") or "").strip())
        said["seconds"] = number(said.get("seconds"))
        return said


class _Place(Form):
    """What pins and edits have in common: who, in which window, which part of it."""

    person = pick("Who?", nobody="Choose somebody")
    window = pick("Which window?", nobody="Choose a window")
    half = choice("Which part?", HALVES, optional=True)

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["window"] = number(said.get("window"))
        said["half"] = number(said.get("half"))
        return said


class Change(_Place):
    slug: ClassVar = "change"
    adds = choice("What?", [("yes", "Add a seat"), ("no", "Take a seat out")])
    reason = text(
        "Why?",
        optional=True,
        rows=2,
        hint="Needed where it breaks a rule; it is kept with the plan.",
    )
    field_order = ("adds", "person", "window", "half", "reason")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["adds"] = said.get("adds") != "no"
        return said


class SetPin(_Place):
    slug: ClassVar = "pin"
    seated = choice(
        "What must every plan do?", [("yes", "Seat them there"), ("no", "Keep them out of it")]
    )
    reason = text("Why?", rows=2, hint="Whoever reads the plan will ask.")
    field_order = ("seated", "person", "window", "half", "reason")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["seated"] = said.get("seated") != "no"
        return said


class Empty(Form):
    """A button."""

    slug: ClassVar = "plan-button"
