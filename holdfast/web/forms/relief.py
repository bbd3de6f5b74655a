"""The forms of a relief: making room, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import QueryDict

from holdfast.kernel.refusal import Refusal
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line, text

_BECAME = {"dropped": True, "anyway": False}


class Acknowledge(Form):
    slug: ClassVar = "acknowledge"
    dropped = text(
        "What does the team drop in that time?",
        optional=True,
        hint="One thing a line: a project, a goal, a rota. Named things can be let go; a percentage "
        "alone cannot.",
        rows=4,
    )

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "dropped": self.cleaned_data.get("dropped", "").splitlines()}


class Outcome(Form):
    """One for each thing dropped."""

    became = choice(
        "What became of it?",
        [("dropped", "It was dropped"), ("anyway", "It was done all the same")],
        radio=True,
    )
    days = line(
        "Working days of relief it gave",
        optional=True,
        short=True,
        hint="Such as 4 or 2.5; where it was done all the same, none.",
        inputmode="decimal",
    )

    def __init__(
        self, data: QueryDict | None = None, *, item: int, initial: dict[str, Any] | None = None
    ) -> None:
        self.slug = f"dropped-{item}"  # type: ignore[misc]  # keeps the ids of several apart
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["was_dropped"] = _BECAME.get(said.pop("became", ""))
        return said

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field == "was_dropped":
            refusal.field = "became"
        super().refuse(refusal)


class AskForRelief(Form):
    slug: ClassVar = "ask-for-relief"
