"""An independent, slow checker: hard rules and levels from PROBLEM.json and PLAN.json alone.

It shares no line with what it checks: nothing of the product is imported, and every quarter hour is
asked of the zone's own clock. docs/planning.md is all it knows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Key = tuple[str, str, int | None]  # person, window, half

QUARTER = timedelta(minutes=15)
NAMES = [
    *("least", "wanted", "promotion", "over", "changes"),
    *("coverage", "fairness", "preference", "spread"),
]


def key(seat: Json) -> Key:
    return (seat["person"], seat["window"], seat["half"])


def span(window: Json, half: int | None) -> tuple[date, date]:
    """The days [first, end) of a whole window or of a half."""
    start, end = date.fromisoformat(window["starts_on"]), date.fromisoformat(window["ends_on"])
    middle = start + timedelta((end - start).days // 2)
    if half is None:
        return start, end
    return (start, middle) if half == 0 else (middle, end)


def halves_of(half: int | None) -> list[int]:
    return [0, 1] if half is None else [half]


# --- covered --------------------------------------------------------------------------------------


@cache
def quarters(first: date, end: date) -> tuple[datetime, ...]:
    """Every quarter hour of UTC that may fall on one of these days somewhere, or end a shift of one."""
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
    until = datetime(end.year, end.month, end.day, tzinfo=UTC) + timedelta(days=2)
    found = []
    while at < until:
        found.append(at)
        at += QUARTER
    return tuple(found)


@cache
def within(  # noqa: PLR0917
    zone: str, starts: str, ends: str, workdays: tuple[int, ...], first: date, end: date
) -> frozenset[datetime]:
    """The quarter hours of these hours on these weekdays among these days, by the zone's clock."""
    clock, found = ZoneInfo(zone), set()
    for at in quarters(first, end):
        local = at.astimezone(clock)
        day, now = local.date(), local.strftime("%H:%M")
        if starts < ends:
            there = starts <= now < ends
        elif now >= starts:
            there = True
        else:  # the shift began on the evening before
            there, day = now < ends, day - timedelta(days=1)
        if there and first <= day < end and day.weekday() in workdays:
            found.add(at)
    return frozenset(found)


@cache
def covered_by(
    demand: tuple[tuple[str, int], ...],
    people: frozenset[tuple[str, str, str, tuple[int, ...]]],
    first: date,
    end: date,
) -> int:
    served: set[datetime] = set()
    for zone, starts, ends, workdays in people:
        served |= within(zone, starts, ends, workdays, first, end)
    total = 0
    for zone, weight in demand:
        for at in within(zone, "09:00", "17:00", (0, 1, 2, 3, 4), first, end):
            if at in served:
                total += weight
    return total


def covered(problem: Json, window: Json, half: int, sitting: list[Json]) -> int:
    first, end = span(window, half)
    return covered_by(
        tuple((each["zone"], each["weight"]) for each in problem["demand"]),
        frozenset(
            (one["zone"], one["hours"][0], one["hours"][1], tuple(sorted(one["workdays"])))
            for one in sitting
        ),
        first,
        end,
    )


# --- hard rules -----------------------------------------------------------------------------------


def sign_up_of(person: Json, window: str) -> Json | None:
    for each in person["sign_ups"]:
        if each["window"] == window and each["choice"] > 0:
            return each
    return None


def rule_1_to_3(person: Json, window: Json, half: int | None) -> set[str]:
    """What a seat breaks on its own: H1, H2, and H3 with history alone."""
    broken = set()
    asked = sign_up_of(person, window["id"])
    if asked is None or any(each not in asked["halves"] for each in halves_of(half)):
        broken.add("H1")
    if half is not None and not person["halves"]:
        broken.add("H2")
    if person["last_served_until"] is not None:
        rested = span(window, half)[0] - date.fromisoformat(person["last_served_until"])
        if rested.days < person["rest_days"]:
            broken.add("H3")
    return broken


def broken_rules(problem: Json, seats: list[Json]) -> set[str]:
    """The names of the hard rules that these seats break: H1 to H8, and `twice`."""
    people = {each["id"]: each for each in problem["people"]}
    windows = {each["id"]: each for each in problem["windows"]}
    broken: set[str] = set()
    mine: dict[str, list[Json]] = {}
    for seat in seats:
        broken |= rule_1_to_3(people[seat["person"]], windows[seat["window"]], seat["half"])
        mine.setdefault(seat["person"], []).append(seat)
    for name, theirs in mine.items():
        broken |= person_rules(people[name], theirs, windows)
    first_of = {name: first_seat(theirs, windows) for name, theirs in mine.items()}
    for window in problem["windows"]:
        for half in (0, 1):
            here = [
                seat
                for seat in seats
                if seat["window"] == window["id"] and half in halves_of(seat["half"])
            ]
            broken |= half_rules(problem, window, here, people, first_of)
    return broken | pin_rule(problem, seats)


def person_rules(person: Json, theirs: list[Json], windows: dict[str, Json]) -> set[str]:
    broken = set()
    for i, one in enumerate(theirs):
        for other in theirs[i + 1 :]:
            shared = set(halves_of(one["half"])) & set(halves_of(other["half"]))
            if one["window"] == other["window"] and shared:
                broken.add("twice")
                continue
            a = span(windows[one["window"]], one["half"])
            b = span(windows[other["window"]], other["half"])
            between = max((b[0] - a[1]).days, (a[0] - b[1]).days)
            if between < person["rest_days"]:
                broken.add("H3")
    if sum(len(halves_of(seat["half"])) for seat in theirs) > person["most_halves"]:
        broken.add("H4")
    return broken


def first_seat(theirs: list[Json], windows: dict[str, Json]) -> Json:
    return min(theirs, key=lambda seat: span(windows[seat["window"]], seat["half"]))


def half_rules(
    problem: Json,
    window: Json,
    here: list[Json],
    people: dict[str, Json],
    first_of: dict[str, Json],
) -> set[str]:
    broken = set()
    names = {seat["person"] for seat in here}
    for team in problem["teams"]:
        if sum(people[name]["team"] == team["id"] for name in names) > team["cap"]:
            broken.add("H5")
    if len(names) > window["most"]:
        broken.add("H6")
    if problem["mentoring"]:
        new = {
            seat["person"]
            for seat in here
            if not people[seat["person"]]["experienced"] and first_of[seat["person"]] == seat
        }
        if len(new) > len(names - new):
            broken.add("H8")
    return broken


def pin_rule(problem: Json, seats: list[Json]) -> set[str]:
    """A pin to a seat wants exactly that seat; a pin out of one keeps every half of it free."""
    for pin in problem["pins"]:
        if pin["seated"]:
            if key(pin) not in {key(seat) for seat in seats}:
                return {"H7"}
            continue
        for seat in seats:
            same = seat["person"] == pin["person"] and seat["window"] == pin["window"]
            if same and set(halves_of(seat["half"])) & set(halves_of(pin["half"])):
                return {"H7"}
    return set()


# --- levels ---------------------------------------------------------------------------------------


def values(problem: Json, seats: list[Json]) -> dict[str, int]:
    """The value of every level, in their order."""
    people = {each["id"]: each for each in problem["people"]}
    windows = {each["id"]: each for each in problem["windows"]}
    found = dict.fromkeys(NAMES, 0)
    for window in problem["windows"]:
        for half in (0, 1):
            names = {
                seat["person"]
                for seat in seats
                if seat["window"] == window["id"] and half in halves_of(seat["half"])
            }
            n = len(names)
            found["least"] += max(0, window["least"] - n)
            found["wanted"] += max(0, window["wanted"] - max(n, window["least"]))
            found["over"] += max(0, n - window["wanted"])
            here = covered(problem, window, half, [people[name] for name in names])
            found["coverage"] += max(0, window["coverage_goal"][half] - here)
            found["spread"] -= here
    found["promotion"] = missed_promotions(problem, seats, windows)
    if problem["published"]:
        found["changes"] = len(
            {key(seat) for seat in seats} ^ {key(seat) for seat in problem["published"]}
        )
    else:
        del found["changes"]
    for person in problem["people"]:
        if any(each["choice"] > 0 for each in person["sign_ups"]):
            new = sum(
                len(halves_of(seat["half"])) for seat in seats if seat["person"] == person["id"]
            )
            served = person["served_halves"]
            found["fairness"] += (served + new) ** 2 - served**2
    for seat in seats:
        asked = sign_up_of(people[seat["person"]], seat["window"])
        if asked is not None:
            found["preference"] -= asked["choice"] * len(halves_of(seat["half"]))
    return found


def missed_promotions(problem: Json, seats: list[Json], windows: dict[str, Json]) -> int:
    missed = 0
    for person in problem["people"]:
        if person["promotion_by"] is None:
            continue
        by = date.fromisoformat(person["promotion_by"])
        could = any(
            span(window, half)[1] <= by and not rule_1_to_3(person, window, half)
            for window in problem["windows"]
            for half in (None, 0, 1)
        )
        has = any(
            seat["person"] == person["id"] and span(windows[seat["window"]], seat["half"])[1] <= by
            for seat in seats
        )
        missed += could and not has
    return missed


def check(problem: Json, plan: Json) -> None:
    """A plan breaks no rule, and is worth what it says: AssertionError otherwise."""
    seats = plan["seats"]
    assert len({key(seat) for seat in seats}) == len(seats), "a seat stands twice"
    assert broken_rules(problem, seats) == set()
    claimed = {level["name"]: level["value"] for level in plan["levels"]}
    assert claimed == values(problem, seats)
    assert list(claimed) == [name for name in NAMES if name in claimed]
    for level in plan["levels"]:
        assert level["bound"] <= level["value"], level
        assert level["proven"] is (level["bound"] == level["value"]), level
