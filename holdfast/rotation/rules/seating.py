"""Which of the hard rules a seat by hand would break, in words, so that a lead can decide (R26, R29).

They are those one can see without planning; numbers H1 to H6 are the planner's (docs/planning.md).
Days are half open here: [first, end).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from holdfast.kernel.refusal import Invalid
from holdfast.rotation.rules.parts import HALVES, Span, half_of
from holdfast.rotation.rules.table.text import days, span


class Rule(StrEnum):
    SIGN_UP = "sign-up"  # H1: nobody is planned without having said yes to these days
    HALVES = "halves"  # H2: a part only for who takes parts
    REST = "rest"  # H3
    TEAM_CAP = "team-cap"  # H5
    MOST = "most"  # H6
    FIRST_TIME = "first-time"  # H8: beside somebody new sits somebody who has served before


@dataclass(frozen=True, slots=True)
class Broken:
    rule: Rule
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody with a seat in the same window."""

    span: Span
    team: int | None  # the number of their home team
    new: bool = False  # it is their first window


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who would sit where. `said` and `halves` are their word about the window: None, they said
    nothing. `others` are their other seats, as days of service."""

    name: str
    team: int | None
    team_name: str
    window: Span
    part: Span  # the days they would sit; those of the window where it is the whole
    said: int | None
    halves: tuple[int, ...]
    takes_halves: bool
    rest_days: int
    others: Sequence[Span] = ()
    new: bool = False  # it would be their first window


def part_of(
    window: Span,
    *,
    ends_before: date,
    half: int | None,
    starts_on: date | None,
    ends_on: date | None,
) -> Span | None:
    """The days of a part as people write them; None is the whole window.

    A half is the planner's: the first has floor(days / 2) days and hands over to the second.
    """
    if half is not None and (starts_on or ends_on):
        raise Invalid("Give a half, or the days of the part, not both.", field="half")
    if half is not None:
        first, end = half_of(window[0], ends_before, half)
        return (first, end) if half == 0 else (first, window[1])
    if not starts_on and not ends_on:
        return None
    part = (starts_on or window[0], ends_on or window[1])
    if part == window:
        return None
    if not window[0] <= part[0] < part[1] <= window[1]:
        raise Invalid(
            f"{span(*part)} is no part of {span(*window)}; choose days inside it.",
            field="starts_on",
        )
    return part


def broken_rules(
    who: Candidate,
    beside: Sequence[Beside],
    *,
    most: int,
    team_cap: int,
    mentored: int | None = None,
) -> list[Broken]:
    """What speaks against this seat; an empty list is a seat a plan could have made.

    `mentored` is how many are to sit there, where the programme wants nobody new without somebody who
    has served before; a place that is free may still be theirs.
    """
    return [
        *_consent(who),
        *_rest(who),
        *_too_many(who, beside, most),
        *_of_a_team(who, beside, team_cap),
        *(_first_time(who, beside, mentored) if mentored is not None else ()),
    ]


def _consent(who: Candidate) -> Iterable[Broken]:
    if who.said is None:
        yield Broken(Rule.SIGN_UP, f"{who.name} has not signed up for this window")
    elif who.said == 0:
        yield Broken(Rule.SIGN_UP, f"{who.name} said no to this window")
    else:
        away = [half for half in HALVES if half not in who.halves and _touches(who, half)]
        for half in away:
            which = "first" if half == 0 else "second"
            yield Broken(Rule.SIGN_UP, f"{who.name} is not there in the {which} half")
    if who.part != who.window and not who.takes_halves:
        yield Broken(Rule.HALVES, f"{who.name} takes whole windows only")


def _touches(who: Candidate, half: int) -> bool:
    return _meet(who.part, half_of(*who.window, half))


def _rest(who: Candidate) -> Iterable[Broken]:
    for other in sorted(who.others):
        before, after = sorted((other, who.part))
        apart = (after[0] - before[1]).days
        if apart < who.rest_days:
            yield Broken(
                Rule.REST,
                f"only {days(max(0, apart))} between this and the seat of {span(*other)}, and "
                f"{days(who.rest_days)} of rest are due",
            )


def _too_many(who: Candidate, beside: Sequence[Beside], most: int) -> Iterable[Broken]:
    count = _busiest(who.part, [each.span for each in beside])
    if count + 1 > most:
        yield Broken(Rule.MOST, f"{count} sit there already, and at most {most} are to")


def _of_a_team(who: Candidate, beside: Sequence[Beside], cap: int) -> Iterable[Broken]:
    if who.team is None:
        return
    count = _busiest(who.part, [each.span for each in beside if each.team == who.team])
    if count + 1 > cap:
        yield Broken(Rule.TEAM_CAP, f"{who.team_name} spares {cap} at a time and has {count} there")


def _first_time(who: Candidate, beside: Sequence[Beside], places: int) -> Iterable[Broken]:
    """Only who is new can make it so; who has served before helps."""
    if not who.new:
        return
    for day in _turns(who.part, [each.span for each in beside]):
        here = [each for each in beside if each.span[0] <= day < each.span[1]]
        new = 1 + sum(each.new for each in here)
        if new > max(len(here) + 1, places) - new:
            yield Broken(
                Rule.FIRST_TIME,
                f"it is {who.name}'s first time, and too few sit there who have served before",
            )
            return


def _busiest(part: Span, spans: Sequence[Span]) -> int:
    """How many of these stretches share a day, on the day of the part with the most of them."""
    return max(sum(first <= day < end for first, end in spans) for day in _turns(part, spans))


def _turns(part: Span, spans: Sequence[Span]) -> set[date]:
    """The days of the part on which somebody comes or goes; between them all is the same."""
    return {part[0]} | {day for each in spans for day in each if part[0] <= day < part[1]}


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
