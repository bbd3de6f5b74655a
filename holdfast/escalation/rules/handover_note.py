"""The handover note as the record alone can write it (R58): pure, plain data in, plain text out.

The giver reads it and edits it; what no record knows, such as a suspicion, only they can add.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

UPDATES = 10  # of the newest; the timeline has the others
# In characters; chosen so that all parts together stay below what a note may have (kernel.text.BODY).
_SHORT, _LONG = 240, 1000
_LIST, _LINKS = 1500, 2500


@dataclass(frozen=True, slots=True)
class Said:
    """Something somebody wrote, and when."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What is next: by whom, until which day."""

    text: str
    by: str
    on: date | None


@dataclass(frozen=True, slots=True)
class OpenWork:
    """An ask or a piece that is not done: whose it is, what, in which state, until when."""

    whose: str
    what: str
    state: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who is involved, what they need, when they were last spoken to."""

    name: str
    needs: str
    spoken_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stops it from moving now: cornered, paused, stagnating. `said` is the reason."""

    word: str
    said: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that the note is made of. `updates` are the newest, oldest of them first; `earlier` is how
    many came before them. `links` are (what, address)."""

    ref: str
    title: str
    severity: int
    customer: str
    stakes: str
    why_now: str
    raised: Said
    owner: str
    support_engineer: str
    first_response: str
    standing: Sequence[Standing]
    updates: Sequence[Said]
    earlier: int
    tried: Sequence[str]
    links: Sequence[tuple[str, str]]
    pieces: Sequence[OpenWork]
    asks: Sequence[OpenWork]
    people: Sequence[Somebody]
    last_step: Said | None
    next_step: Step


def note(record: Record) -> str:
    """The note, short enough to be kept; parts that there is nothing to say about are left out,
    but never what the receiver must know: context, tried, links, last step, next step."""
    parts = [
        _part("Context", _context(record)),
        _part("How it stands", [f"{each.word}: {_one(each.said)}" for each in record.standing]),
        _part("What was tried", _tried(record), nothing="No update was written yet."),
        _part("Links", _links(record.links), nothing="None."),
        _part("Pieces still open", _work(record.pieces)),
        _part("Asks still open", _work(record.asks)),
        _part("Who is involved", _some([_somebody(each) for each in record.people])),
        _part("Last step", _last(record), nothing="None is on record."),
        _part("Next step", _next(record.next_step)),
    ]
    return "\n\n".join(part for part in parts if part)


def _part(heading: str, lines: Iterable[str], *, nothing: str = "") -> str:
    said = "\n".join(lines) or nothing
    return f"{heading}\n{said}" if said else ""


def _context(record: Record) -> list[str]:
    of = f" for {record.customer}" if record.customer else ""
    lines = [
        f"{record.ref}, sev{record.severity}{of}: {record.title}",
        f"At stake: {_one(record.stakes, _LONG)}",
        f"Why the normal process cannot do it in time: {_one(record.why_now, _LONG)}",
        f"Raised by {record.raised.by}, {_day(record.raised.at)}. Owned by {record.owner}.",
    ]
    if record.support_engineer:
        lines.append(f"Answerable to the customer: {record.support_engineer}")
    return lines


def _tried(record: Record) -> list[str]:
    lines = []
    if record.first_response:
        lines.append(f"- Before engineering: {_one(record.first_response)}")
    lines += _some([f"- Before asking: {_one(each)}" for each in record.tried])
    if record.earlier:
        lines.append(f"- ({record.earlier} earlier updates are in the timeline.)")
    lines += [f"- {_moment(each.at)}, {each.by}: {_one(each.text)}" for each in record.updates]
    return lines


def _work(items: Sequence[OpenWork]) -> list[str]:
    return _some(
        [
            f"- {each.whose}: {_one(each.what)} ({each.state}"
            f"{f', until {_moment(each.until)}' if each.until else ''})"
            for each in items
        ]
    )


def _links(links: Sequence[tuple[str, str]]) -> list[str]:
    return _some([f"- {what}: {where}" for what, where in links], most=_LINKS)


def _some(lines: Sequence[str], *, most: int = _LIST) -> list[str]:
    """As many whole lines as there is room for; it says how many there is none for."""
    kept: list[str] = []
    for line in lines:
        most -= len(line)
        if most < 0:
            return [*kept, f"- and {len(lines) - len(kept)} more, on its page"]
        kept.append(line)
    return kept


def _somebody(each: Somebody) -> str:
    needs = f" needs {_one(each.needs)}" if each.needs else ""
    spoken = (
        f"last spoken to {_day(each.spoken_at)}" if each.spoken_at else "not spoken to on record"
    )
    return f"- {each.name}{needs}; {spoken}"


def _last(record: Record) -> list[str]:
    last = record.last_step
    return [f"{_one(last.text, _LONG)} ({last.by}, {_moment(last.at)})"] if last else []


def _next(step: Step) -> list[str]:
    until = f", by {step.on:%a %-d %b %Y}" if step.on else ""
    return [f"{_one(step.text, _LONG)} ({step.by}{until})"]


def _one(text: str, most: int = _SHORT) -> str:
    """In one line, and no longer than that: the record has all of it."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%a %-d %b %Y}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%a %-d %b %Y, %H:%M} UTC"
