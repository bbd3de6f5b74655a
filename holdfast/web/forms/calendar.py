"""The forms of calendars: where days away are read from, and an .ics file."""

from __future__ import annotations

from typing import ClassVar

from holdfast.kernel.refusal import Invalid
from holdfast.web.forms import Form
from holdfast.web.forms.fields import line, taken, upload

_WORDS = line(
    "Only events with one of these words",
    optional=True,
    hint="Such as PTO, vacation. Left empty, every all-day event counts, and what covers a working "
    "day.",
)


class AbsenceCalendar(Form):
    slug: ClassVar = "absence-calendar"
    address = line(
        "Address of the calendar",
        hint="The secret iCal address in your calendar's settings; it ends in .ics. Nobody is shown "
        "more of it than its host.",
        autocomplete="off",
    )
    words = _WORDS


class AbsenceFile(Form):
    slug: ClassVar = "absence-file"
    file = upload("An .ics file")
    words = _WORDS

    def content(self) -> bytes:
        self.is_valid()
        file = self.cleaned_data.get("file")
        if not file:
            raise Invalid("Choose an .ics file; there was none.", field="file")
        return taken(file, field="file")
