"""What the planner says, in the words of a reader: windows by their first day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

# “window-7”, and the dates that a sentence may give with it.
_NAMED = re.compile(r"\b(window-\d+)(?: \(\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\))?")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def day(when: date) -> str:
    return f"{when:%a %-d %b %Y}"


def worded(sentence: str, windows: Mapping[str, date]) -> str:
    """A sentence with each window said as “the window of Mon 16 Mar 2026”, and days alike."""

    def name(found: re.Match[str]) -> str:
        first = windows.get(found[1])
        return f"the window of {day(first)}" if first else found[0]

    said = _DAY.sub(lambda found: day(date.fromisoformat(found[0])), _NAMED.sub(name, sentence))
    return said[:1].upper() + said[1:] if said.startswith("the window") else said


LEVEL_WORDS = {
    "least": "Every half has at least as many people as it must have",
    "wanted": "Every wanted seat is filled",
    "promotion": "Nobody who needs a seat for a promotion is left out",
    "over": "No more people than wanted",
    "changes": "As few changes as possible to what stands",
    "coverage": "Enough of the customers' working hours are covered",
    "fairness": "Those who served least come first",
    "preference": "People get the windows they are keenest on",
    "spread": "Working hours spread as far as they go",
}
# These are counted down: a plan's value of them is negative, and people are shown how much there is.
MORE_IS_BETTER = frozenset(("preference", "spread"))
# What the number of a level counts.
LEVEL_COUNTS = {
    "least": "seats short",
    "wanted": "seats open",
    "promotion": "people left out",
    "over": "seats too many",
    "changes": "seats changed",
    "coverage": "quarter hours of customers without anybody",
    "fairness": "the less, the more even",
    "preference": "wishes met",
    "spread": "quarter hours of customers with somebody",
}
