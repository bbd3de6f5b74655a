"""How often engineering was engaged, against the target (R77): numbers and their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holdfast.insight.rules.figures import Share
from holdfast.kernel.text import plural

BY = ("month", "week", "team", "customer")
NO_DENOMINATOR = (
    "on how many of all issues is not known, as no support issue was ever imported: no denominator, "
    "no rate"
)
HOW_TO_IMPORT = "holdfast issues import FILE.csv"


@dataclass(frozen=True, slots=True)
class Engagement:
    """Of `issues` support issues opened in a period engineering was engaged on `engaged`.

    `issues` None: none was ever imported, nothing is known. `defects` are issues that only file a
    defect, `unmatched` engagements of which no support issue is known (None where it is not asked):
    both stand beside, `defects` in neither number, `unmatched` in the numerator. `target` is that of the policy in force on the
    last day. `key` names it in addresses, `title` to people.
    """

    key: str
    title: str
    starts_on: date
    ends_on: date  # the last day
    engaged: int
    issues: int | None
    defects: int | None
    unmatched: int | None
    target: float

    @property
    def share(self) -> Share:
        return Share(self.engaged, self.issues)

    @property
    def rate(self) -> float | None:
        return self.share.rate

    @property
    def is_met(self) -> bool | None:
        """None where there is no rate to compare."""
        return None if self.rate is None else self.rate <= self.target

    @property
    def is_more_than_all(self) -> bool:
        """More engagements than issues: an import is missing, or escalations without an issue."""
        return self.issues is not None and self.engaged > self.issues


def percent(rate: float) -> str:
    """“7.7 %”, whole numbers without a decimal."""
    shown = round(100 * rate, 1)
    return f"{shown:.0f} %" if shown == int(shown) else f"{shown:.1f} %"


def headline(found: Engagement) -> str:
    """The first sentence of the report."""
    target = percent(found.target)
    if found.issues is None:
        return (
            f"Engineering was engaged {_times(found.engaged)}; {NO_DENOMINATOR} (target {target} "
            "or less)."
        )
    if not found.issues:
        return (
            f"Engineering was engaged {_times(found.engaged)}; no support issue of this period is "
            f"known, so there is no rate (target {target} or less)."
        )
    said = (
        f"Engineering was engaged on {found.engaged:,} of {plural(found.issues, 'issue')} "
        f"({percent(found.rate or 0)}, target {target} or less)"
    )
    return f"{said}{caution(found)}."


def caution(found: Engagement) -> str:
    """What the reader must know of the rate, with a leading semicolon; empty where nothing."""
    if found.is_more_than_all:
        return (
            "; that is more than there are issues, so issues are missing or escalations have none"
        )
    if found.share.is_handful:
        return "; so few issues say little"
    return ""


def standing(found: Engagement) -> str:
    """A word for lists."""
    if found.issues is None:
        return "no denominator"
    if found.rate is None:
        return "no issues"
    if found.is_more_than_all:
        return "more than issues"
    return "within target" if found.is_met else "over target"


def _times(number: int) -> str:
    return {0: "on nothing", 1: "once"}.get(number, f"{number:,} times")
