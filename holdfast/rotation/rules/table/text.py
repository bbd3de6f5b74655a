"""Small words and characters: tidying what people type, writing dates and lists of names."""

import re
from collections.abc import Iterable
from datetime import date

# Characters that take no room and that copying from a web page or chat leaves behind; the
# directional ones could also make a name show as another. Joiners (U+200C/D) belong to names.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
# The control characters beyond ASCII. They are no part of a name; quoted, they show as such.
_C1 = re.compile("[\x80-\x9f]")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOLE_WORDS = frozenset(
    [
        "tbd",
        "tba",
        "tbc",
        "n/a",
        "na",
        "none",
        "open",
        "unfilled",
        "vacant",
        "empty",
        "nobody",
        "unknown",
        "unassigned",
        "pending",
    ]
) | {"no one", "to be decided", "to be determined", "to be announced", "to be confirmed"}

# What people write behind an @ to mean nobody yet.
_NOT_LOGINS = frozenset(["tbd", "tba", "tbc"])


def tidy(text: str) -> str:
    """Without invisible characters, each run of white space (NBSP too) one blank."""
    return " ".join(_INVISIBLE.sub("", text).split())


def is_hole(text: str) -> bool:
    """Does this stand for nobody, or for a date not known yet (R10)? Blank does."""
    bare = text.strip(" \t()[]{}<>*_`~.,;:!@'\"").casefold()
    return not bare.strip("?-\u2010\u2011\u2012\u2013\u2014\u2015\u2026x ") or (
        bare.rstrip("? ") in _HOLE_WORDS
    )


def is_placeholder(text: str) -> bool:
    """Does a handle or a label stand for nobody: `@tbd`, `@?`, `[-](...)`?

    Narrower than `is_hole`: `@none`, `@open` and `@x` are somebody's login, and Na is a name.
    """
    bare = text.strip(" \t()[]{}<>*_`~.,;:!@'\"").casefold().rstrip("? ")
    return not bare.strip("?-\u2010\u2011\u2012\u2013\u2014\u2015\u2026 ") or bare in _NOT_LOGINS


def day(value: date) -> str:
    """A date beside its weekday, the same in every locale (R7): `Tue 2023-01-03`."""
    return f"{_WEEKDAYS[value.weekday()]} {value.isoformat()}"


def span(start: date, end: date) -> str:
    return f"{day(start)} to {day(end)}"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def listed(words: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`; of nothing, nothing."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def clipped(text: str, limit: int = 80) -> str:
    """A piece of the file quoted in a sentence, never longer than the sentence can bear."""
    text = _C1.sub("\N{REPLACEMENT CHARACTER}", tidy(text))
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"
