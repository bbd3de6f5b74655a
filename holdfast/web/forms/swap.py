"""The forms of a swap: what is offered, and the answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import QueryDict

from holdfast.kernel.refusal import Refusal
from holdfast.web.forms import Form
from holdfast.web.forms.fields import Choices, choice, day, line, pick, text

_HALVES = {"first": 0, "second": 1}
REST = ("rest", "All of it, or all that is left")
FIRST, SECOND = ("first", "The first half of the window"), ("second", "The second half")
DAYS = ("days", "Days of it")


class OfferSeat(Form):
    slug: ClassVar = "offer-seat"
    part = choice("What?", [REST, FIRST, SECOND, DAYS], radio=True)
    starts_on = day("From", optional=True, hint="Where you offer days.")
    ends_on = day(
        "Back on", optional=True, hint="The day you are on again, or the seat’s last day."
    )
    to = pick(
        "To whom?",
        nobody="All who could take it",
        optional=True,
        hint="Those who rested longest stand first. Whoever takes it first has it.",
    )
    somebody = line(
        "Or somebody else", optional=True, short=True, hint="Their login; not everybody is listed."
    )
    in_return = pick(
        "In return",
        nobody="Nothing",
        optional=True,
        hint="A seat of theirs that comes back for it, whole: both change hands or neither.",
    )
    note = text("A word with it", optional=True, rows=2)
    override = text(
        "Why may a rule be broken?",
        optional=True,
        rows=2,
        hint="Only where one stands in the way; it is kept with the swap.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        to: Choices,
        back: Choices,
        halves: bool,
        leads: bool,
        arranges: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"part": "rest", **(initial or {})})
        offered = [REST, *([FIRST, SECOND] if halves else []), DAYS]
        self.fields["part"].choices = offered  # type: ignore[attr-defined]
        if arranges:
            self.fields["to"].nobody = "Choose somebody"  # type: ignore[attr-defined]
        self.fields["to"].offer(to)  # type: ignore[attr-defined]
        self.fields["in_return"].offer(back)  # type: ignore[attr-defined]
        if not back:
            del self.fields["in_return"]
        if not leads:
            del self.fields["override"]

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        part = said.pop("part", "") or "rest"
        said["half"] = _HALVES.get(part)
        if part != "days":
            said["starts_on"] = said["ends_on"] = None
        elif not self.errors and not (said.get("starts_on") or said.get("ends_on")):
            self.add_error("starts_on", "Say which days: from when, or when you are back on.")
        said["to"] = said.pop("somebody", "").strip() or said.get("to", "")
        back = said.get("in_return", "")
        said["in_return"] = int(back) if back.isascii() and back.isdigit() else None
        return said

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field == "to" and self.data.get("somebody", "").strip():
            refusal.field = "somebody"
        if refusal.field == "half":
            refusal.field = "part"
        super().refuse(refusal)


class AnswerSwap(Form):
    """One for each swap on a page: the buttons below it say which word it is."""

    slug: ClassVar = "answer-swap"
    reason = text("A word with it", optional=True, rows=2)

    def __init__(self, data: QueryDict | None = None, *, swap: int, hint: str = "") -> None:
        self.slug = f"swap-{swap}"  # type: ignore[misc]  # keeps the ids of several apart
        super().__init__(data)
        self.fields["reason"].help_text = hint


class Untake(Form):
    slug: ClassVar = "untake"
    note = text("A word with it", optional=True, rows=2)
    override = text(
        "Why may a rule be broken?",
        optional=True,
        rows=2,
        hint="Only where one stands in the way; it is kept with the swap.",
    )

    def __init__(self, data: QueryDict | None = None, *, leads: bool) -> None:
        super().__init__(data)
        if not leads:
            del self.fields["override"]
