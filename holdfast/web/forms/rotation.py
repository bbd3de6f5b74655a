"""The forms of the rotation."""

from __future__ import annotations

from typing import ClassVar

from holdfast.kernel.refusal import Invalid
from holdfast.web.forms import Form
from holdfast.web.forms.fields import taken, text, upload


class Confirm(Form):
    slug: ClassVar = "confirm"


class Withdraw(Form):
    slug: ClassVar = "withdraw"
    reason = text("Why?", hint="It is kept with the seat.", rows=2)


class Table(Form):
    slug: ClassVar = "table"
    table = text(
        "Paste the table",
        optional=True,
        hint="Markdown, CSV, or cells copied from a spreadsheet. Nothing is changed before you have "
        "seen what we found.",
        rows=14,
        mono=True,
    )
    file = upload("Or choose a file")

    def content(self) -> tuple[bytes, str]:
        """The bytes as they came, and what to call them."""
        self.is_valid()
        file = self.cleaned_data.get("file")
        if file:
            return taken(file, field="file"), file.name or "file"
        pasted = self.cleaned_data.get("table") or ""
        if not pasted.strip():
            raise Invalid("Paste a table or choose a file; there was neither.", field="table")
        return pasted.encode(), "pasted"
