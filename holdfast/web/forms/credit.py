"""The forms of service records, of what counts as much as a turn, and of returns."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast.kernel.refusal import Invalid
from holdfast.web.forms import Form
from holdfast.web.forms.fields import day, line, pick, text, upload


class Issue(Form):
    slug: ClassVar = "issue"
    as_of = day("As of", hint="Today where it is left empty.", optional=True)


class Grant(Form):
    slug: ClassVar = "grant"
    kind = pick("What was it?", nobody="Choose a kind", hint="The policy names the kinds.")
    starts_on = day("From")
    ends_on = day("To")
    days = line(
        "Days worked", hint="All of them where it is left empty.", optional=True, short=True
    )
    reason = text("What did they do?", hint="It stands with it, and leaves in no record.", rows=2)

    def worked(self) -> int | None:
        """The days as a number. Raises Invalid."""
        said = str(self.cleaned_data.pop("days", "")).strip()
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and len(said) < 5):
            raise Invalid("Days worked is a whole number, such as 20.", field="days")
        return int(said)


class Withdraw(Form):
    slug: ClassVar = "withdraw"
    reason = text("Why does it not count?", hint="Both stay on record.", rows=2)


class Check(Form):
    slug: ClassVar = "check"
    code = line("Its code", hint="Sixteen signs, as on the paper.", optional=True)
    record = text(
        "Or the record itself", hint="The whole JSON text.", rows=6, mono=True, optional=True
    )
    file = upload("Or the JSON file")


class Note(Form):
    slug: ClassVar = "note"
    note = text(
        "In your own words",
        hint="What should they know, what would you do again? Your team reads it once you send it.",
        rows=6,
        optional=True,
    )

    def __init__(self, data: Any = None, *, note: str = "") -> None:
        super().__init__(data, initial={"note": note})
