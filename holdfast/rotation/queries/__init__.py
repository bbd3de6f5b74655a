"""Reading the rotation."""

from holdfast.rotation.queries.table import Incoming, as_rows, imports, incoming, read, upload
from holdfast.rotation.queries.who import EngineerOn, PersonOn, WhoIsOn, people_on, who
from holdfast.rotation.queries.windows import (
    Hole,
    holdings_of,
    holes,
    is_confirmed,
    is_withdrawn,
    live_seats,
    missing,
    seat,
    seat_state,
    seats_ended,
    seats_running,
    window,
    windows,
)

__all__ = [
    "EngineerOn",
    "Hole",
    "Incoming",
    "PersonOn",
    "WhoIsOn",
    "as_rows",
    "holdings_of",
    "holes",
    "imports",
    "incoming",
    "is_confirmed",
    "is_withdrawn",
    "live_seats",
    "missing",
    "people_on",
    "read",
    "seat",
    "seat_state",
    "seats_ended",
    "seats_running",
    "upload",
    "who",
    "window",
    "windows",
]
