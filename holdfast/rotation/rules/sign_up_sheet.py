"""A sign-up sheet as people keep it: a row for each person, a column for each window (R36). Pure.

Leniently read: people by login, mail address or name, windows by their first day in nearly any
spelling, answers in the words of `rules/sign_ups.py`. What cannot be understood is one finding each,
with its line, and costs nothing else.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from holdfast.kernel.refusal import Invalid, Refusal
from holdfast.kernel.text import clean
from holdfast.people.rules.csv_file import Finding, lines
from holdfast.rotation.rules.sign_ups import Said, read_cell
from holdfast.rotation.rules.table.dates import Ymd, as_date, read_dates
from holdfast.rotation.rules.table.sheet import as_meant, harmless
from holdfast.rotation.rules.table.text import listed

MOST_COLUMNS = 200
_PEOPLE = ("login", "email", "mail", "person", "engineer", "who", "name")  # the surest first
_BESIDE = {"team", "zone", "manager"}  # what sheets carry along and nobody answers in
_NUMBERS = re.compile(r"\D*?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\D*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SheetWindow:
    """A window one can sign up for."""

    window: int
    starts_on: date
    ends_on: date

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


@dataclass(frozen=True, slots=True)
class SheetPerson:
    person: int
    login: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a line says: answers by the number of the window; blank cells say nothing."""

    line: int
    person: int
    said: Mapping[int, Said]


@dataclass(frozen=True, slots=True)
class SheetReading:
    rows: list[SheetRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_sheet(
    content: bytes, *, windows: Sequence[SheetWindow], people: Sequence[SheetPerson]
) -> SheetReading:
    """Raises Invalid when the file as a whole is no sign-up sheet: no column is a window."""
    every = lines(content, needs="a line with a person column and a column for each window")
    reading, known = SheetReading(), _Known(people)
    first, header = next(every)
    if len(header) > MOST_COLUMNS:
        raise Invalid(f"The sheet has more than {MOST_COLUMNS} columns; is it the right one?")
    who, answers, unnamed = _columns(header, windows, first, reading.findings)
    if not answers:
        starts = listed(str(window.starts_on) for window in windows[:6]) or "none yet"
        raise Invalid(
            "No column of the sheet is a window one can sign up for; head each with its first day: "
            f"{starts}."
        )
    seen: dict[int, int] = {}
    for number, cells in every:
        said = _answers(number, cells, header, answers, reading.findings)
        for column, cell in enumerate(cells):
            if (column >= len(header) or column in unnamed) and clean(cell):
                message = f"“{clean(cell)[:40]}” stands below no heading; name its window."
                reading.findings.append(Finding(number, None, message))
        try:
            person = known.find([cells[at] for at in who if at < len(cells)])
            if seen.setdefault(person, number) != number:
                raise Invalid(f"This person stands on line {seen[person]} already.")
        except Refusal as refusal:
            reading.findings.append(Finding.of(number, refusal))
        else:
            reading.rows.append(SheetRow(number, person, said))
    return reading


def _columns(
    header: Sequence[str], windows: Sequence[SheetWindow], line: int, findings: list[Finding]
) -> tuple[list[int], dict[int, SheetWindow], list[int]]:
    """Where people stand, the window of each column of answers, and columns without a heading."""
    names = [" ".join(clean(cell).casefold().split()) for cell in header]
    who = sorted(
        (at for at, name in enumerate(names) if name in _PEOPLE),
        key=lambda at: _PEOPLE.index(names[at]),
    ) or [0]
    answers: dict[int, SheetWindow] = {}
    unnamed = [at for at, name in enumerate(names) if not name and at not in who]
    for at, name in enumerate(names):
        if at in who or not name or name in _BESIDE:
            continue
        try:
            window = find_window(header[at], windows)
            if window in answers.values():
                raise Invalid(f"“{clean(header[at])[:40]}” is the window of another column too.")
            answers[at] = window
        except Refusal as refusal:
            findings.append(Finding(line, clean(header[at])[:40], refusal.message))
    return who, answers, unnamed


def find_window(text: str, windows: Sequence[SheetWindow]) -> SheetWindow:
    """The window a heading means by its first day, with its last one or without: 2026-03-16, Mon 16
    March, 3/16/2026, 2026-03-16 to 2026-04-13. The year may be left out where one window fits.

    Raises Invalid where none does, or several do.
    """
    found = {
        window.window: window for days in _days(text, windows) for window in _of(days, windows)
    }
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        both = " or ".join(str(window) for window in found.values())
        raise Invalid(f"“{clean(text)[:40]}” can be {both}; write the first day as 2026-03-16.")
    raise Invalid(
        f"“{clean(text)[:40]}” is the first day of no window that is open for sign-up; it was not "
        "read."
    )


def _days(text: str, windows: Sequence[SheetWindow]) -> Iterable[tuple[date | None, date | None]]:
    """What days the heading can mean, first and last, one reading after the other."""
    years = sorted({window.starts_on.year for window in windows})
    written = read_dates(text)
    if written.start:
        yield as_date(written.start), as_date(written.end)
        return
    if numbers := _NUMBERS.fullmatch(clean(text)):
        one, other, year = int(numbers[1]), int(numbers[2]), numbers[3]
        for each in [int(year[-2:]) + 2000] if year else years:
            readings: list[Ymd] = [(each, one, other), (each, other, one)]
            yield from ((as_date(reading), None) for reading in readings)
        return
    for each in years:
        written = read_dates(f"{text} {each}")
        if written.start:
            yield as_date(written.start), as_date(written.end)


def _of(
    days: tuple[date | None, date | None], windows: Sequence[SheetWindow]
) -> Iterable[SheetWindow]:
    first, last = days
    return (each for each in windows if each.starts_on == first and last in {None, each.ends_on})


def _answers(
    number: int,
    cells: Sequence[str],
    header: Sequence[str],
    answers: Mapping[int, SheetWindow],
    findings: list[Finding],
) -> dict[int, Said]:
    said: dict[int, Said] = {}
    for at, window in answers.items():
        try:
            word = read_cell(cells[at]) if at < len(cells) else None
        except Refusal as refusal:
            findings.append(Finding(number, clean(header[at])[:40], refusal.message))
        else:
            if word is not None:
                said[window.window] = word
    return said


class _Known:
    """Who a row can mean: by login, mail address or, where it is one person's, name."""

    def __init__(self, people: Sequence[SheetPerson]) -> None:
        self.sure = {each.login.casefold(): each.person for each in people}
        self.sure |= {each.email.casefold(): each.person for each in people if each.email}
        self.named: dict[str, list[SheetPerson]] = {}
        for each in people:
            self.named.setdefault(_name(each.name), []).append(each)

    def find(self, cells: Sequence[str]) -> int:
        """The first cell that says anything decides."""
        said = next((word for cell in cells if (word := as_meant(clean(cell)))), "")
        bare = said.casefold().removeprefix("https://github.com/").strip("/").removeprefix("@")
        if bare in self.sure:
            return self.sure[bare]
        named = self.named.get(_name(said), []) if said else []
        if len(named) == 1:
            return named[0].person
        if named:
            logins = " or ".join(sorted(each.login for each in named))
            raise Invalid(f"“{said[:40]}” can be {logins}; write the login.")
        if not said:
            raise Invalid("The line names nobody; write a login, a mail address or a name.")
        raise Invalid(f"Nobody here is called “{said[:40]}”; add them, or mend the name.")


def _name(text: str) -> str:
    return " ".join(text.casefold().split())


def write_sheet(
    windows: Sequence[SheetWindow],
    people: Sequence[SheetPerson],
    said: Mapping[tuple[int, int], Said],
) -> str:
    """The sheet as CSV, which `read_sheet` reads back to the same answers; `said` by person and
    window. Who has not answered has a row of blanks."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["login", "name", *(str(window) for window in windows)])
    for each in people:
        words = [said.get((each.person, window.window)) for window in windows]
        # A name is people's own words: a spreadsheet must not take it for a formula.
        writer.writerow(
            [
                each.login,
                harmless(each.name),
                *("" if word is None else str(word) for word in words),
            ]
        )
    return out.getvalue()
