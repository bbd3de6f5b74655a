"""The forms of an ask: asking, and the word with an answer."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils import timezone

from holdfast.kernel.refusal import Refusal
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, day, line, pick, text

TEAM, PERSON = "team:", "person:"
_FORMAL = {"yes": True, "no": False}


class AskForHelp(Form):
    slug: ClassVar = "ask"
    to = pick(
        "Whom?",
        nobody="Choose a team or a person",
        hint="In the order to ask: your home team, who owns it, anyone.",
    )
    somebody = line(
        "Or somebody else", optional=True, short=True, hint="Their login; not everybody is listed."
    )
    what = text("What do you need of them?", hint="One thing, so that they can say yes to it.")
    by = day("By when?")
    clock = line(
        "At what time?",
        kind="time",
        optional=True,
        short=True,
        hint="In your time. Left empty, it is the end of their working day.",
    )
    tried = text(
        "What did you try yourself?",
        optional=True,
        hint="A team asked formally reads this first; without it the request is flagged.",
    )
    customer_words = text(
        "What may be said to the customer?",
        optional=True,
        hint="Stands apart in the brief; everything else is internal.",
        rows=2,
    )
    formal = choice(
        "Is it a formal request to engineering?",
        [
            ("", "A formal one to a team, an informal one to a person"),
            ("yes", "Formal: it counts as engaging engineering"),
            ("no", "Informal: a word among colleagues"),
        ],
        optional=True,
    )

    def clean(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        to = said.pop("to", "")
        said["to_team"] = to.removeprefix(TEAM) if to.startswith(TEAM) else ""
        said["to_person"] = to.removeprefix(PERSON) if to.startswith(PERSON) else ""
        if somebody := said.pop("somebody", "").strip():
            said["to_team"], said["to_person"] = "", somebody
        said["formal"] = _FORMAL.get(said.get("formal", ""))
        said["until"] = said.pop("by", None)
        clock = said.pop("clock", "").strip()
        if clock and said["until"]:
            said["until"] = self._moment(said["until"], clock)
        return said

    def _moment(self, on: Any, clock: str) -> datetime | None:
        try:
            found = timezone.make_aware(datetime.combine(on, time.fromisoformat(clock)))
            return found.astimezone(UTC)
        except (ValueError, OverflowError):
            self.add_error("clock", "This is not a time of day; write it as 14:30.")
            return None

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field in {"to_team", "to_person"}:
            refusal.field = "somebody" if self.data.get("somebody", "").strip() else "to"
        super().refuse(refusal)


class AnswerAsk(Form):
    """One for every ask on a page: the buttons below it say which word it is."""

    slug: ClassVar = "answer-ask"
    note = text(
        "A word with it",
        optional=True,
        rows=2,
        hint="Needed when you decline: why, or who instead?",
    )

    def __init__(self, data: QueryDict | None = None, *, ask: int) -> None:
        self.slug = f"ask-{ask}"  # type: ignore[misc]  # keeps the ids of several apart
        super().__init__(data)

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field == "reason":
            refusal.field = "note"
        super().refuse(refusal)
