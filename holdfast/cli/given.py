"""Days and moments as somebody types them at a command."""

from __future__ import annotations

import re
from datetime import date, datetime

from holdfast.kernel.refusal import Invalid


def given_day(text: str | None, *, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"“{text}” is not a day; write 2026-03-03.", field=field) from None


def given_instant(text: str | None, *, field: str) -> datetime | None:
    """A promise says its zone; a question may leave it out."""
    if not text:
        return None
    from holdfast.rotation.presenting import moment

    found = moment(text, field=field)
    if not re.search(r"[zZ]$|[+-]\d\d:?\d\d$", text.strip()):
        raise Invalid(
            f"“{text}” has no zone; write 2026-03-03T15:00Z or 2026-03-03T15:00+01:00.",
            field=field,
        )
    return found
