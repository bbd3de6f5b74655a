"""What people say about a window, in the words they use for it (R29). Pure.

    eager, willing, if needed, no      3, 2, 1, 0 to the planner

A word may be followed by the half they are there in: “willing, first half”. Anything that can only
mean one thing is understood; what could mean two is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean

NO, IF_NEEDED, WILLING, EAGER = range(4)
WORDS = {EAGER: "eager", WILLING: "willing", IF_NEEDED: "if needed", NO: "no"}
Halves = tuple[int, ...]
BOTH: Halves = (0, 1)
FIRST: Halves = (0,)
SECOND: Halves = (1,)
HALVES = {BOTH: "both", FIRST: "first", SECOND: "second"}

_CHOICES = {
    EAGER: ("eager", "e", "3", "keen", "very", "love to", "yes please", "++", "!!"),
    WILLING: ("willing", "w", "2", "yes", "y", "ok", "+", "true", "available", "✓", "✔", "✅"),
    IF_NEEDED: ("if needed", "ifneeded", "if", "i", "1", "maybe", "if necessary", "if need be", "~"),
    NO: ("no", "n", "0", "false", "unavailable", "away", "✗", "✘", "❌", "nope", "not available"),
}  # fmt: skip
_WORD = {word: choice for choice, words in _CHOICES.items() for word in words}
_HALF = {
    **dict.fromkeys(("first half", "1st half", "first", "1st", "h1"), FIRST),
    **dict.fromkeys(("second half", "2nd half", "second", "2nd", "h2"), SECOND),
    **dict.fromkeys(("whole", "both", "both halves", "full", "all"), BOTH),
}
_BREAKS = re.compile(r"[,;:/()\[\]]+")
# Longest first, so that “first half” is not “first” with a stranger behind it.
_END = re.compile(
    r"^(?:(?P<said>.*?)[ ]+)??(?:only |the |in the )*"
    rf"(?P<half>{'|'.join(sorted(map(re.escape, _HALF), key=len, reverse=True))})(?: only)?$"
)


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's word about a window; `halves` are those in which they are there at all."""

    choice: int
    halves: tuple[int, ...] = BOTH
    note: str = ""

    def __str__(self) -> str:
        part = {FIRST: ", first half", SECOND: ", second half"}.get(self.halves, "")
        return WORDS[self.choice] + (part if self.choice else "")


def choice(text: str | None, *, field: str = "choice") -> int:
    """“eager”, “Willing”, “if-needed”, “no”, or their first letters and numbers."""
    said = _plain(text)
    if said not in _WORD:
        shown = f"“{clean(text)[:40]}” is no answer" if said else "An answer is missing"
        raise Invalid(f"{shown}; say eager, willing, if needed or no.", field=field)
    return _WORD[said]


def halves(text: str | None, *, field: str = "halves") -> tuple[int, ...]:
    """“both”, “first”, “second”; empty is both."""
    said = _plain(text)
    if said and said not in _HALF:
        raise Invalid(
            f"“{clean(text)[:40]}” is no half of a window; say both, first or second.", field=field
        )
    return _HALF[said] if said else BOTH


def read_cell(text: str | None) -> Said | None:
    """What a cell of a sheet says; None where it is blank. A half alone means willing in it."""
    said = _plain(_BREAKS.sub(" ", clean(text)))
    if not said or said in {"?", "tbd", "n/a"}:
        return None
    if said in _WORD:
        return Said(_WORD[said])
    found = _END.match(said)
    word = (found["said"] or "").strip() if found else ""
    if found and (not word or word in _WORD):
        picked = _WORD[word] if word else WILLING
        return Said(picked, _HALF[found["half"]] if picked else BOTH)
    raise Invalid(
        f"“{clean(text)[:40]}” is no answer; write eager, willing, if needed or no, and behind it "
        "first half or second half where it is one."
    )


def _plain(text: str | None) -> str:
    """In lower case; strokes are blanks, so that a stroke alone is as good as nothing."""
    bare = clean(text).casefold().replace("\ufe0f", "")  # that makes a sign an emoji
    return " ".join(re.sub(r"[_-]|[\u2010-\u2015]", " ", bare).split())
