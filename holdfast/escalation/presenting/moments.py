"""Days and moments as programs and people at a terminal write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from holdfast.kernel.refusal import Invalid

_ZONE = re.compile(r"[zZ]$|[+-]\d\d:?\d\d$")


def until(text: str, *, field: str) -> date | datetime:
    """“2026-03-05” is a day, “2026-03-05T15:00Z” a moment; a moment says its zone. Raises Invalid."""
    said = text.strip()
    try:
        if len(said) <= len("2026-03-05"):
            return date.fromisoformat(said)
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Invalid(
            f"“{said[:40]}” is neither a day nor a moment; write 2026-03-05 or 2026-03-05T15:00Z.",
            field=field,
        ) from None
    if not _ZONE.search(said):
        raise Invalid(
            f"“{said[:40]}” has no zone; write 2026-03-05T15:00Z or 2026-03-05T15:00+01:00.",
            field=field,
        )
    if not 1900 < found.year < 9000:
        raise Invalid(f"“{said[:40]}” lies too far away; check the year.", field=field)
    return found
