"""The forms of windows and of seats by hand."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from holdfast.rotation.models import Seat, Window
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, day, line, pick, text

_HALF = {"first": 0, "second": 1}


def whole_number(label: str, *, hint: str = "") -> forms.IntegerField:
    """A number that may be left out; what it may be is the action's to say."""
    widget = forms.NumberInput({"class": "short", "inputmode": "numeric"})
    field = forms.IntegerField(label=label, help_text=hint, required=False, widget=widget)
    field.error_messages["invalid"] = "Write a whole number, such as 2."
    field.optional = True  # type: ignore[attr-defined]
    return field


class OpenWindows(Form):
    slug: ClassVar = "open"
    count = whole_number("How many?", hint="Each starts on the day the one before ends on.")
    starts_on = day(
        "From which day?", optional=True, hint="Left empty, the last day of the last window."
    )
    ends_on = day(
        "Until which day?",
        optional=True,
        hint="For one window of these days. Left empty, each is as long as the policy says.",
    )
    wanted = whole_number("People wanted", hint="Left empty, what the policy says.")
    least = whole_number("At least", hint="Fewer is an alarm.")
    most = whole_number("At most", hint="More is not planned.")
    reason = line("Why this length?", optional=True, hint="Where it is not the usual one.")


class ChangeWindow(Form):
    slug: ClassVar = "change"
    starts_on = day("First day")
    ends_on = day("Last day", hint="Or the day the next window starts on.")
    wanted = whole_number("People wanted")
    least = whole_number("At least", hint="Left empty, what the policy says.")
    most = whole_number("At most", hint="Left empty, what the policy says.")
    reason = line("Why this length?", optional=True, hint="Where it is not the usual one.")

    @staticmethod
    def of(window: Window) -> dict[str, Any]:
        names = ("starts_on", "ends_on", "wanted", "least", "most", "reason")
        return {name: getattr(window, name) for name in names}

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        reason = given.pop("reason", "")
        return {"changes": given, "reason": reason}


class DropWindow(Form):
    slug: ClassVar = "drop"
    reason = text(
        "Why?", hint="Kept with the window; whoever wanted to sit in it reads it.", rows=2
    )


class SeatSomebody(Form):
    slug: ClassVar = "seat"
    login = pick("Who?", nobody="Choose a person")
    part = choice(
        "Which part of it?",
        (
            ("", "The whole window"),
            ("first", "The first half"),
            ("second", "The second half"),
            ("days", "The days below"),
        ),
        optional=True,
    )
    starts_on = day("From", optional=True, hint="Of a part that is no half.")
    ends_on = day("Until", optional=True)
    allocation = whole_number("Percent of their time", hint="Left empty, what they said they take.")
    reason_kind = choice(
        "Whose reason is it?", (("", "None needed"), *Seat.ReasonKind.choices), optional=True
    )
    reason = line("Why not the whole window, full time?", optional=True)
    override = line(
        "Why all the same?",
        optional=True,
        hint="Where it breaks a rule of planning; you are told which first.",
    )

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        part = given.pop("part", "")
        if part != "days":
            given["starts_on"] = given["ends_on"] = None
        return {**given, "half": _HALF.get(part)}
