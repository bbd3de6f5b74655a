"""What there is to say about the rows that would be imported, and how they follow each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdfast.kernel.text import plural

from .model import Expectations, Finding, Kind, WindowRow
from .text import day, days, listed, span

# Two windows of one person with no more free days between them are service in a row (R16).
REST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Placed:
    """A window where it belongs in time. Not `imported`: its repair is still to be decided."""

    window: WindowRow
    holes: int
    imported: bool = True


def check(placed: Sequence[Placed], expect: Expectations) -> Iterator[Finding]:
    """Findings on boundaries, lengths, staffing and service. `placed` is oldest first."""
    yield from _boundaries(placed)
    shared = {item.window.starts_on for item in placed}
    for item in placed:
        if item.imported:
            yield from _length(item.window, expect, item.window.ends_on in shared)
            yield from _staffing(item)
    yield from _service([item.window for item in placed if item.imported])


def _boundaries(placed: Sequence[Placed]) -> Iterator[Finding]:
    """Each window against the one before it that ends last (R9)."""
    latest: Placed | None = None
    for item in placed:
        if latest and latest.imported and item.imported:
            yield from _boundary(latest.window, item.window)
        if latest is None or item.window.ends_on >= latest.window.ends_on:
            latest = item


def _boundary(before: WindowRow, window: WindowRow) -> Iterator[Finding]:
    apart = (window.starts_on - before.ends_on).days
    if apart == 0:
        yield Finding(
            window.line,
            Kind.SHARED_DAY,
            f"{day(window.starts_on)} is the last day of the rotation at line {before.line} and "
            "the first of this one: it is the handover day, and both are on.",
        )
    elif apart < 0:
        both = min(before.ends_on, window.ends_on)
        yield Finding(
            window.line,
            Kind.OVERLAP,
            f"{span(window.starts_on, both)} is also covered by line {before.line} "
            f"({span(before.starts_on, before.ends_on)}): correct one of the two, unless they "
            "are meant to run side by side.",
        )
    elif apart > 1:
        yield Finding(
            window.line,
            Kind.GAP,
            f"Nobody is on rotation for {days(apart - 1)} between {day(before.ends_on)} (line "
            f"{before.line}) and {day(window.starts_on)}: add a row or correct the dates, "
            "else these days count as uncovered.",
        )


def _length(window: WindowRow, expect: Expectations, handed_over: bool) -> Iterator[Finding]:
    """Days of service, the handover day counted once: for the rotation that starts on it (R8)."""
    length = (window.ends_on - window.starts_on).days + (0 if handed_over else 1)
    if abs(length - expect.target_days) > expect.tolerance_days:
        least = max(1, expect.target_days - expect.tolerance_days)
        yield Finding(
            window.line,
            Kind.LENGTH,
            f"{span(window.starts_on, window.ends_on)} is {days(length)}, expected were {least} "
            f"to {expect.target_days + expect.tolerance_days}: record the reason, or correct "
            "the dates.",
        )


def _staffing(item: Placed) -> Iterator[Finding]:
    window, names = item.window, [seat.name for seat in item.window.seats]
    when = span(window.starts_on, window.ends_on)
    if not names or item.holes:
        open_seats = max(item.holes, window.wanted - len(names)) if not names else item.holes
        who = f" beside {listed(names)}" if names else ""
        seats = "1 open seat" if open_seats == 1 else f"{open_seats} open seats"
        yield Finding(
            window.line,
            Kind.UNFILLED,
            f"{when} has {seats}{who}: find somebody, until then "
            f"{'it is short-handed' if names else 'its days count as uncovered'}.",
        )
    elif len(names) < window.wanted:
        yield Finding(
            window.line,
            Kind.UNDERSTAFFED,
            f"{when} has {len(names)} of {plural(window.wanted, 'engineer')} ({listed(names)}): "
            f"{window.wanted - len(names)} more wanted.",
        )
    if len(names) > window.wanted:
        yield Finding(
            window.line,
            Kind.OVERSTAFFED,
            f"{when} has {plural(len(names), 'engineer')} where {window.wanted} "
            f"{'is' if window.wanted == 1 else 'are'} wanted "
            f"({listed(names)}): fine if it was meant.",
        )


def _service(windows: Sequence[WindowRow]) -> Iterator[Finding]:
    """The same person again with hardly a rest (R16). `windows` is oldest first."""
    last: dict[str, WindowRow] = {}
    for window in windows:
        again = []
        for seat in window.seats:
            before = last.get(seat.login)
            if before and (window.starts_on - before.ends_on).days <= REST_DAYS:
                again.append((seat.name, before))
            if before is None or window.ends_on >= before.ends_on:
                last[seat.login] = window
        if again:
            names = listed(
                f"{name} (until {day(before.ends_on)}, line {before.line})"
                for name, before in again
            )
            yield Finding(
                window.line,
                Kind.CONSECUTIVE_SERVICE,
                f"{names} {'is' if len(again) == 1 else 'are'} on again from "
                f"{day(window.starts_on)} without a rest: ask whether that is what they want.",
            )


def unknown_people(
    windows: Sequence[WindowRow], expect: Expectations, header_line: int
) -> Iterator[Finding]:
    """People the directory does not know. They are imported unresolved, not refused (R19)."""
    known = expect.known_logins or frozenset()
    seen: set[str] = set()
    for window in sorted(windows, key=lambda window: window.line):
        for seat in window.seats:
            if seat.login in known or seat.login in seen:
                continue
            seen.add(seat.login)
            if seat.guessed:
                yield Finding(
                    window.line,
                    Kind.UNKNOWN_PERSON,
                    f'"{seat.name}" stands here without a GitHub login and is imported as '
                    f'"{seat.login}": link their profile, so that all their rotations count as '
                    "one person's.",
                )
            elif known:
                yield Finding(
                    window.line,
                    Kind.UNKNOWN_PERSON,
                    f"{seat.name} ({seat.login}) is in no people directory and is imported "
                    "unresolved: import them as a person, or correct the login.",
                )
    if seen and not known:
        people = "1 person" if len(seen) == 1 else f"{len(seen)} people"
        yield Finding(
            header_line,
            Kind.UNKNOWN_PERSON,
            f"No people are known yet, so the {people} in this table cannot be compared and are "
            "imported unresolved: import people to add their zones, teams and managers.",
        )
