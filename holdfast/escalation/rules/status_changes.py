"""What changed between two status docs (R70). Pure: two docs in, changes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One open escalation as a doc has it. `owner` is empty before somebody accepts it; people are
    names, as a frozen doc keeps them."""

    ref: str
    title: str
    severity: int
    owner: str
    next_step: str
    next_step_on: date
    paused: bool
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    ref: str
    title: str
    how: str


@dataclass(frozen=True, slots=True)
class Doc:
    """A status doc at an instant: what was open, and what had ended since the doc before it."""

    at: datetime
    open_ones: Sequence[Line]
    ended: Sequence[Ended] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """`was` and `now` are what stood in the two docs, in words."""

    ref: str
    title: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Still:
    """Open in both; `days` since it was raised."""

    ref: str
    title: str
    days: int


@dataclass(frozen=True, slots=True)
class Changes:
    """`back` were ended at the first doc, or before it, and are open again. What was raised and ended
    in between is in `ended` only."""

    since: datetime
    new: Sequence[Line]
    back: Sequence[Line]
    ended: Sequence[Ended]
    owner: Sequence[Change]
    severity: Sequence[Change]
    step: Sequence[Change]
    paused: Sequence[Line]
    resumed: Sequence[Line]
    still: Sequence[Still]


def changes(before: Doc, now: Doc) -> Changes:
    """In the order of the newer doc; what ended, in the order it names them, and then whatever is
    gone without a word of how."""
    was = {line.ref: line for line in before.open_ones}
    added = [line for line in now.open_ones if line.ref not in was]
    pairs = [(was[line.ref], line) for line in now.open_ones if line.ref in was]
    return Changes(
        since=before.at,
        new=[line for line in added if line.raised_at > before.at],
        back=[line for line in added if line.raised_at <= before.at],
        ended=_ended(was, now),
        owner=_changed(pairs, _owner),
        severity=_changed(pairs, _severity),
        step=_changed(pairs, _step),
        paused=[line for old, line in pairs if line.paused and not old.paused],
        resumed=[line for old, line in pairs if old.paused and not line.paused],
        still=[
            Still(line.ref, line.title, max(0, (now.at - line.raised_at).days)) for _, line in pairs
        ],
    )


def _ended(was: Mapping[str, Line], now: Doc) -> list[Ended]:
    still = {line.ref for line in now.open_ones}
    told = [each for each in now.ended if each.ref not in still]
    known = {each.ref for each in told}
    gone = [line for ref, line in was.items() if ref not in still | known]
    return [*told, *(Ended(line.ref, line.title, "") for line in gone)]


def _changed(pairs: Iterable[tuple[Line, Line]], said: Callable[[Line], str]) -> list[Change]:
    return [
        Change(new.ref, new.title, said(old), said(new))
        for old, new in pairs
        if said(old) != said(new)
    ]


def _owner(line: Line) -> str:
    return line.owner or "nobody"


def _severity(line: Line) -> str:
    return f"sev{line.severity}"


def _step(line: Line) -> str:
    return f"{line.next_step} ({line.next_step_on.isoformat()})"
