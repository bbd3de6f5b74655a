"""What a reading of the rotation table consists of: rows, seats, findings, repairs, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MAX_ROWS = 20_000


class Kind(StrEnum):
    """What can be wrong, or worth knowing, about a row: the names of the contract."""

    UNPARSED_ROW = "unparsed-row"
    UNCLOSED_ROW = "unclosed-row"
    MOJIBAKE = "mojibake"
    END_BEFORE_START = "end-before-start"
    OPEN_ENDED = "open-ended"
    DUPLICATE_ROW = "duplicate-row"
    CONFLICTING_ROW = "conflicting-row"
    OVERLAP = "overlap"
    GAP = "gap"
    SHARED_DAY = "shared-day"
    LENGTH = "length"
    UNFILLED = "unfilled"
    UNDERSTAFFED = "understaffed"
    OVERSTAFFED = "overstaffed"
    CONSECUTIVE_SERVICE = "consecutive-service"
    UNKNOWN_PERSON = "unknown-person"


class TableRefused(Exception):
    """The whole file cannot be used. `message` is one sentence: what, where, what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the programme's policy and people directory let us expect of a table (R8, R13, R17).

    `known_logins` is None when there is no people directory to compare with.
    """

    wanted: int = 2
    target_days: int = 28
    tolerance_days: int = 7
    known_logins: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One person of one window. `login` is the identity, `name` is display only (R14).

    `guessed`: the table gave a plain name and no login, so `login` is a slug of the name (R15).
    """

    login: str
    name: str
    region: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One rotation. `ends_on` is the last day, or the handover day the next one starts on (R9)."""

    starts_on: date
    ends_on: date
    line: int
    seats: tuple[SeatRow, ...]
    wanted: int


@dataclass(frozen=True, slots=True)
class Repair:
    """The dates we believe were meant, and the evidence for them in one sentence (R20)."""

    why: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about one line, in one sentence.

    `repair` proposes other dates for the row; `replaces` are the dates of a window that stands here
    and that the row contradicts. `applied` if what is proposed was accepted.
    """

    line: int
    kind: Kind
    message: str
    repair: Repair | None = None
    applied: bool = False
    replaces: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class TableReading:
    """What would be imported (oldest first), what there is to say, and the text to show beside it.

    `lines` maps the line numbers of the table (from 1, in the file as given) to their text;
    `form` is `markdown`, `tab`, `comma` or `semicolon`; `header_line` is the first row's line
    when the table has no header.
    """

    windows: tuple[WindowRow, ...]
    findings: tuple[Finding, ...]
    header_line: int
    form: str
    encoding: str
    usual_days: int
    lines: Mapping[int, str] = field(default_factory=dict, hash=False)
