"""The forms about support issues: bringing a file, reading its columns, saying what one is about."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO, Any, ClassVar

from django.http import QueryDict

from holdfast.kernel.refusal import Invalid
from holdfast.support.rules.mapping import COLUMNS, NEEDED, Mapped
from holdfast.web.forms import Form
from holdfast.web.forms.fields import choice, line, text, upload

_LABELS = {
    "key": "Number",
    "opened": "Opened",
    "solved": "Solved",
    "changed": "Changed last",
    "customer": "Customer",
    "team": "Team",
    "priority": "Priority",
    "status": "Status",
    "title": "Title",
    "url": "Address",
}
_NONE = "Not in this file"


class Bring(Form):
    slug: ClassVar = "bring"
    file = upload("Choose a CSV file")
    content = text(
        "Or paste it",
        optional=True,
        hint="With its line of column names. A file may have up to 1 GB.",
        rows=8,
        mono=True,
    )

    def opened(self) -> tuple[IO[bytes], str]:
        """The bytes and their name. Raises Invalid where there are none."""
        self.is_valid()
        file = self.cleaned_data.get("file")
        if file:
            return file, file.name or "issues.csv"
        pasted = self.cleaned_data.get("content") or ""
        if not pasted.strip():
            raise Invalid("Choose a file or paste a CSV; there was neither.", field="file")
        return io.BytesIO(pasted.encode()), "What was pasted"


class Mapping(Form):
    """Which column of the file is what; its fields are ours, their choices the file's columns."""

    slug: ClassVar = "mapping"

    dates = choice(
        "Dates such as 09/03/2026",
        [("", "As the whole file shows"), ("day-first", "9 March"), ("month-first", "September 3")],
        hint="Where no date of the file shows it, nothing comes in.",
    )
    defect_column = choice("Filed defects: which column says so", [])
    defect_values = line(
        "Filed defects: its values",
        optional=True,
        hint="Such as Bug; several with commas. They count apart from the other issues.",
    )
    strict = choice(
        "Rows that cannot be used",
        [("", "Leave them out and name them"), ("yes", "Then nothing comes in")],
    )

    def __init__(
        self, data: QueryDict | None = None, *, columns: Sequence[str], **given: Any
    ) -> None:
        super().__init__(data, **given)
        offered = [("", _NONE), *((each, each[:60]) for each in dict.fromkeys(columns) if each)]
        ours = {
            word: choice(_LABELS[word], offered, optional=word not in NEEDED) for word in COLUMNS
        }
        self.fields = {**ours, **self.fields}
        self.fields["defect_column"].choices = offered  # type: ignore[attr-defined]

    @staticmethod
    def of(mapped: Mapped, *, strict: bool = False) -> dict[str, str]:
        return {
            **mapped.columns,
            "dates": mapped.dates,
            "defect_column": mapped.defect_column,
            "defect_values": ", ".join(mapped.defect_values),
            "strict": "yes" if strict else "",
        }

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        column = said.get("defect_column") or ""
        return {
            "columns": {word: said[word] for word in COLUMNS if said.get(word)},
            "dates": said.get("dates") or "",
            "defect": (column, (said.get("defect_values") or "").split(",")) if column else None,
            "strict": said.get("strict") == "yes",
        }


class MatchIssue(Form):
    slug: ClassVar = "match-issue"
    key = line("Number of the issue", short=True, hint="As the helpdesk has it.")
