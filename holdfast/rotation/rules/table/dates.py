"""Reading the dates of a row. Dates only: zone and handover hour come from policy (R7)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from .text import clipped, is_hole, tidy

# Year, month, day as written; not a `date`, since 2023-02-29 must survive to be repaired.
Ymd = tuple[int, int, int]
FIRST_YEAR, LAST_YEAR = 1970, 2199

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TH = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?<![0-9])(?:"
    r"(?P<iso>([0-9]{4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})(?![0-9])"
    r"(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]{1,6})?(?:z|[+][0-9]{2}:?[0-9]{2})?)?)"
    r"|(?P<packed>((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9]))"
    r"|(?P<unknown>(?=[0-9-]{0,8}[?xymd])[0-9?xy]{2,4}-[0-9?xmd]{1,2}-[0-9?xd]{1,2}(?![0-9a-z]))"
    r"|(?P<dmy>([0-9]{1,2})" + _TH + r"[ .-]{0,2}(?:of )?" + _MONTH + r"\b[ .,-]{0,3}([0-9]{4})"
    r"(?![0-9]))"
    r"|(?P<mdy>\b" + _MONTH + r"[ .-]{0,2}([0-9]{1,2})" + _TH + r"\b[ ,]{1,2}([0-9]{4})(?![0-9]))"
    r"|(?P<slash>([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?[-/.] ?([0-9]{4})(?![0-9]))"
    r"|(?P<short>([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2})(?![0-9]))"
    r"|(?P<dm>([0-9]{1,2})" + _TH + r" ?(?:of )?" + _MONTH + r"\b)"
    r"|(?P<md>\b" + _MONTH + r"[ .]{0,2}([0-9]{1,2})" + _TH + r"\b)"
    r")",
    re.ASCII,
)
_DASHES = re.compile("[\u2010-\u2015\u2212\u00ad]")
_ENTITY = re.compile(r"&(?:nbsp|ndash|mdash|rarr|minus);", re.IGNORECASE)
_UNTIL = re.compile(r"(?:^|\b)(?:until|till?|through|thru|by|ends?|to)\W*$")
_AS_ISO = "write the dates as 2022-08-10 to 2022-09-06"


@dataclass(frozen=True, slots=True)
class Written:
    """The two dates as somebody wrote them. `problem` is the rest of a sentence about the cell.

    A side that is None is left open when the other is there; both None and no problem means
    that the dates are not set yet (`TBD`, `2022-??-??`).
    """

    start: Ymd | None = None
    end: Ymd | None = None
    problem: str | None = None


def normal(cell: str) -> str:
    """Dashes, arrows, NBSP, full-width digits and invisible characters made plain."""
    cell = unicodedata.normalize("NFKC", _DASHES.sub("-", cell.replace("\u2026", "?")))
    return tidy(_DASHES.sub("-", _ENTITY.sub(" - ", cell))).lower()


def read_dates(cell: str) -> Written:
    """The dates of a cell such as `2022-08-10 to 2022-09-06`; what cannot be read is said so."""
    text = normal(cell)
    struck = text.strip(" |*_`")
    if struck.startswith("~~") and struck.endswith("~~") and len(struck) > 4:
        return Written(problem=f'"{clipped(cell)}" is struck through')
    found = list(_DATE.finditer(text))
    if len(found) > 2:
        return Written(problem=f'"{clipped(cell)}" holds {len(found)} dates instead of two')
    if not found:
        if is_hole(text) or all(is_hole(word) for word in re.split(r" to | - |->", text)):
            return Written()
        return Written(problem=f'"{clipped(cell)}" holds no dates')
    values: list[Ymd | None] = []
    for match in found:
        value, problem = _value(match)
        if problem:
            return Written(problem=problem)
        values.append(value)
    if len(values) == 1:
        before, after = text[: found[0].start()], text[found[0].end() :]
        opens = _UNTIL.search(before) or ("?" in before and is_hole(before.replace("to", "")))
        values = [None, values[0]] if opens and not after.strip(" -?)*_`") else [*values, None]
    start, end = _years_completed(values[0], values[1])
    if (start and not start[0]) or (end and not end[0]):
        return Written(problem=f'"{clipped(cell)}" has no year')
    return Written(start, end)


def holds_range(cell: str) -> bool:
    """Two dates, or a date and an open side: how a rotation table is told from other tables."""
    if len(cell) > 200:
        return False
    written = read_dates(cell)
    return bool(written.start or written.end) or (
        bool(written.problem) and len(_DATE.findall(normal(cell))) == 2
    )


def holds_date(cell: str) -> bool:
    """Is the cell a date and hardly anything else?"""
    if len(cell) > 60:
        return False
    found = list(_DATE.finditer(normal(cell)))
    return len(found) == 1 and len(found[0].group()) + 12 >= len(normal(cell))


def _value(match: re.Match[str]) -> tuple[Ymd | None, str | None]:
    """One date. A year of 0 means it was left out; None means `2022-??-??`."""
    form = match.lastgroup or ""
    if form == "unknown":
        return None, None
    at = match.re.groupindex[form]
    part = [match.group(at + index) for index in range(1, 5) if at + index <= match.re.groups]
    if form in ("iso", "packed"):
        return (int(part[0]), int(part[1]), int(part[2])), None
    if form == "dmy":
        return (int(part[2]), _month(part[1]), int(part[0])), None
    if form == "mdy":
        return (int(part[2]), _month(part[0]), int(part[1])), None
    if form == "dm":
        return (0, _month(part[1]), int(part[0])), None
    if form == "md":
        return (0, _month(part[0]), int(part[1])), None
    if form == "short":
        return None, f'"{match.group()}" has a year of two digits'
    first, mark, second, year = int(part[0]), part[1], int(part[2]), int(part[3])
    # Dots are day first wherever they are used; with strokes it depends on who wrote it.
    if mark == "." or first > 12 or first == second:
        return (year, second, first), None
    if second > 12:
        return (year, first, second), None
    return None, f'"{match.group()}" can be read day first or month first'


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _years_completed(start: Ymd | None, end: Ymd | None) -> tuple[Ymd | None, Ymd | None]:
    """`Dec 6 - Jan 3, 2023`: a year written once belongs to both dates, over New Year too."""
    if start and end and not start[0] and end[0]:
        start = (end[0] - (start[1] > end[1]), start[1], start[2])
    elif start and end and start[0] and not end[0]:
        end = (start[0] + (start[1] > end[1]), end[1], end[2])
    return start, end


def as_date(value: Ymd | None) -> date | None:
    """The date, or None for 2023-02-29 and for years nobody plans in."""
    if value is None or not FIRST_YEAR <= value[0] <= LAST_YEAR:
        return None
    try:
        return date(*value)
    except ValueError:
        return None


def advice() -> str:
    """What to do about dates that cannot be read."""
    return _AS_ISO
