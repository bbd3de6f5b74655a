"""The forms of sign-ups: somebody's answers for many windows at once, and how they take part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from holdfast.kernel.refusal import Invalid
from holdfast.rotation.models import SignUp, Volunteer, Window
from holdfast.rotation.rules.sign_ups import BOTH, FIRST, SECOND, Said
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, day, line, taken, text, upload
from holdfast.web.forms.windows import whole_number

_WORDS = (("", "Not answered"), ("3", "Eager"), ("2", "Willing"), ("1", "If needed"), ("0", "No"))
_HALVES = {"both": BOTH, "first": FIRST, "second": SECOND}
_THERE = (("both", "All of it"), ("first", "Only the first half"), ("second", "Only the second"))


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of one window, for the template."""

    window: Window
    choice: forms.BoundField
    halves: forms.BoundField
    note: forms.BoundField


class Answers(Form):
    """One's words about the windows that are open: three fields for each."""

    slug: ClassVar = "answers"

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        windows: Sequence[Window],
        said: Mapping[int, SignUp],
    ) -> None:
        super().__init__(data, initial=_as_they_are(said))
        self.windows = windows
        for window in windows:
            self.fields[f"choice_{window.pk}"] = choice("Answer", _WORDS)
            self.fields[f"halves_{window.pk}"] = choice("When are you there?", _THERE)
            self.fields[f"note_{window.pk}"] = line("Note", optional=True)

    def asked(self) -> list[Asked]:
        return [
            Asked(window, *(self[f"{name}_{window.pk}"] for name in ("choice", "halves", "note")))
            for window in self.windows
        ]

    def clean(self) -> dict[str, Any]:
        """What was said; a window without an answer is left out."""
        given = self.cleaned_data
        said: dict[int, Said] = {}
        for window in self.windows:
            word = given.get(f"choice_{window.pk}")
            if word:
                halves = _HALVES.get(given.get(f"halves_{window.pk}") or "both", BOTH)
                said[window.pk] = Said(int(word), halves, given.get(f"note_{window.pk}") or "")
        return {"said": said}


def _as_they_are(said: Mapping[int, SignUp]) -> dict[str, str]:
    names = {halves: name for name, halves in _HALVES.items()}
    found: dict[str, str] = {}
    for window, row in said.items():
        found[f"choice_{window}"] = str(row.choice)
        found[f"halves_{window}"] = names.get(row.halves, "both")
        found[f"note_{window}"] = row.note
    return found


class TakingPart(Form):
    """How somebody takes part, whatever the window."""

    slug: ClassVar = "volunteer"
    halves = choice(
        "Seated for", (("whole", "Whole windows only"), ("halves", "A half of a window too"))
    )
    most_halves = whole_number("Halves in one plan, at most", hint="A whole window is two.")
    rest_days = whole_number("Days of rest between two seats")
    allocation = whole_number("Percent of the time, when on")
    promotion_by = day(
        "A seat is needed by",
        optional=True,
        hint="For a promotion; a missing one is then not held against anybody.",
    )
    note = line("Note", optional=True)

    @staticmethod
    def of(volunteer: Volunteer) -> dict[str, Any]:
        names = ("most_halves", "rest_days", "allocation", "promotion_by", "note")
        kept = {name: getattr(volunteer, name) for name in names}
        return {"halves": "halves" if volunteer.halves else "whole", **kept}

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"changes": {**given, "halves": given.get("halves") == "halves"}}


class Sheet(Form):
    slug: ClassVar = "sheet"
    content = text(
        "Paste the sheet",
        optional=True,
        hint="A line for each person, a column for each window, headed with its first day. "
        "Answers are eager, willing, if needed, no; behind them first half or second half.",
        rows=12,
        mono=True,
    )
    file = upload("Or choose a file")

    def bytes(self) -> bytes:
        self.is_valid()
        file = self.cleaned_data.get("file")
        if file:
            return taken(file, field="file")
        pasted = self.cleaned_data.get("content") or ""
        if not pasted.strip():
            raise Invalid("Paste a sheet or choose a file; there was neither.", field="content")
        return pasted.encode()
