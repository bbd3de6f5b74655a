"""The one JSON shape of windows, of who is on, and of a reading: plain dicts, for every edge.

The names are the contract's. They may grow; they do not change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.queries import WhoIsOn, is_confirmed, is_withdrawn, missing, seat_state
from holdfast.rotation.rules.table import Finding, TableReading

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_FIRST_YEAR, _LAST_YEAR = 1970, 9000  # what calendars and time zones can reckon with

# (starts_on, ends_on): the logins seated in that window with the state their seat has here.
SeatStates = Mapping[tuple[date, date], Mapping[str, str]]


def moment(text: str, *, field: str = "at") -> datetime:
    """The instant a question names: ISO 8601, UTC where no zone is given.

    A date alone is its noon in UTC, so that nearly every zone agrees which day is meant.
    """
    said = clean(text)
    try:
        if _DATE.fullmatch(said):
            found = datetime.combine(date.fromisoformat(said), time(12), UTC)
        else:
            # In a query string a plus sign that nobody encoded arrives as a space.
            found = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", said))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"“{said[:40]}” is not a moment; write 2026-03-03T15:00Z or 2026-03-03.", field=field
        ) from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Invalid(f"“{said[:40]}” lies too far away; check the year.", field=field)
    return found


def who_as_data(answer: WhoIsOn) -> dict[str, Any]:
    return {
        "at": answer.at.isoformat(),
        "windows": [
            {
                "starts_on": window.starts_on.isoformat(),
                "ends_on": window.ends_on.isoformat(),
                "wanted": window.wanted,
            }
            for window in answer.windows
        ],
        "engineers": [
            {
                "login": on.person.login,
                "name": on.person.name,
                "window_starts_on": on.window.starts_on.isoformat(),
                "role": on.part.value,
                "confirmed": on.confirmed,
                "reachable": on.reachable,
                "has_duty": on.has_duty,
            }
            for on in answer.engineers
        ],
        "holes": answer.holes,
    }


def window_as_data(window: Window, *, today: date) -> dict[str, Any]:
    """A window with its seats; a withdrawn one stays in sight, with its state."""
    return {
        "id": window.pk,
        "starts_on": window.starts_on.isoformat(),
        "ends_on": window.ends_on.isoformat(),
        "wanted": window.wanted,
        "missing": missing(window),
        "seats": [
            {
                "id": seat.pk,
                "login": seat.person.login,
                "name": seat.person.name,
                "region": seat.region or None,
                "starts_on": seat.days[0].isoformat(),
                "ends_on": seat.days[1].isoformat(),
                "allocation": seat.allocation,
                "state": seat_state(seat, window, today=today),
                "confirmed": is_confirmed(seat),
            }
            for seat in window.seated
        ],
    }


def reading_as_data(reading: TableReading, *, imported: bool, states: SeatStates) -> dict[str, Any]:
    """What `rotation import --json` prints."""
    return {
        "imported": imported,
        "windows": [
            {
                "starts_on": row.starts_on.isoformat(),
                "ends_on": row.ends_on.isoformat(),
                "line": row.line,
                "seats": [
                    {
                        "login": seat.login,
                        "name": seat.name,
                        "region": seat.region,
                        "state": states.get((row.starts_on, row.ends_on), {}).get(
                            seat.login, "proposed"
                        ),
                    }
                    for seat in row.seats
                ],
                "wanted": row.wanted,
            }
            for row in reading.windows
        ],
        "findings": [finding_as_data(finding) for finding in reading.findings],
    }


def finding_as_data(finding: Finding) -> dict[str, Any]:
    repair = finding.repair
    data: dict[str, Any] = {
        "line": finding.line,
        "kind": finding.kind.value,
        "message": finding.message,
        "repair": repair
        and {
            "why": repair.why,
            "starts_on": repair.starts_on.isoformat(),
            "ends_on": repair.ends_on.isoformat(),
        },
        "applied": finding.applied,
    }
    if finding.replaces:
        starts_on, ends_on = finding.replaces
        data["replaces"] = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    return data


def seat_word(seat: Seat) -> str:
    """What is on record of a seat, whatever the calendar says: the state an import reports."""
    if is_withdrawn(seat):
        return "withdrawn"
    return "confirmed" if is_confirmed(seat) else "proposed"
