"""Problems as Hypothesis draws them, as JSON: odd windows, odd zones, odd people, odd wishes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

# Half and quarter hours, daylight saving in both hemispheres (of half an hour too), both sides of
# the date line, clocks that change at midnight.
ZONES = [
    *("America/New_York", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles"),
    *("Australia/Adelaide", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("America/Santiago", "Pacific/Kiritimati", "Pacific/Apia", "Africa/Casablanca", "Asia/Beirut"),
]
HOURS = [
    *(["09:00", "17:00"], ["09:00", "17:00"], ["08:00", "16:00"], ["10:30", "18:30"]),
    *(["22:00", "06:00"], ["09:10", "16:05"]),
]
WORKDAYS = [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [6, 0, 1, 2, 3], [5, 6], []]
# Before changes of the clocks: in spring and in autumn, north and south; and a quiet one.
BEGINNINGS = [date(2025, 3, 3), date(2025, 9, 22), date(2025, 10, 13), date(2026, 3, 24)]
LENGTHS = [28, 28, 28, 29, 30, 31, 34, 14, 15]
GAPS = [0, 0, 0, -1, 1]


@st.composite
def windows(draw: st.DrawFn, most: int, lengths: list[int]) -> list[Json]:
    found: list[Json] = []
    starts_on = draw(st.sampled_from(BEGINNINGS))
    for number in range(draw(st.integers(1, most))):
        length = draw(st.sampled_from(lengths))
        ends_on = starts_on + timedelta(days=length)
        least, more = draw(st.integers(0, 2)), draw(st.integers(0, 2))
        # As a share of what four weights over a half's office hours may come to.
        goal = [draw(st.sampled_from([0, 0, 30, 90])) * length for _ in (0, 1)]
        found.append(
            {
                "id": f"W{number}",
                "starts_on": starts_on.isoformat(),
                "ends_on": ends_on.isoformat(),
                "least": least,
                "wanted": least + more,
                "most": draw(st.integers(max(0, least + more - 1), least + more + 2)),
                "coverage_goal": goal,
            }
        )
        starts_on = ends_on + timedelta(days=draw(st.sampled_from(GAPS)))
    return found


@st.composite
def sign_ups(draw: st.DrawFn, names: list[str]) -> list[Json]:
    return [
        {
            "window": name,
            "choice": draw(st.sampled_from([3, 2, 1, 0])),
            "halves": draw(st.sampled_from([[0, 1], [0, 1], [0, 1], [0], [1], []])),
        }
        for name in names
        if draw(st.sampled_from([True, True, False]))
    ]


@st.composite
def people(draw: st.DrawFn, most: int, line: list[Json], teams: list[Json]) -> list[Json]:
    names = [each["id"] for each in line]
    first, last = (date.fromisoformat(line[i]["starts_on"]) for i in (0, -1))
    found: list[Json] = []
    for number in range(draw(st.integers(0, most))):
        experienced = draw(st.sampled_from([True, True, False]))
        ago = draw(st.sampled_from([0, 27, 28, 90, 300, -10]))
        ahead = draw(st.sampled_from([None, None, 14, 28, 70, 0]))
        found.append(
            {
                "id": f"E{number}",
                "team": draw(st.sampled_from(teams))["id"],
                "zone": draw(st.sampled_from(ZONES)),
                "hours": draw(st.sampled_from(HOURS)),
                "workdays": draw(st.sampled_from(WORKDAYS)),
                "halves": draw(st.sampled_from([False, False, True])),
                "experienced": experienced,
                "served_halves": draw(st.sampled_from([2, 4, 7])) if experienced else 0,
                "last_served_until": (
                    (first - timedelta(days=ago)).isoformat() if experienced else None
                ),
                "rest_days": draw(st.sampled_from([0, 0, 14, 28, 29, 84])),
                "most_halves": draw(st.sampled_from([4, 2, 99, 1, 0])),
                "promotion_by": (
                    None if ahead is None else (last + timedelta(days=ahead)).isoformat()
                ),
                "sign_ups": draw(sign_ups(names)),
            }
        )
    return found


@st.composite
def seats(
    draw: st.DrawFn, document: Json, most: int, *, possible: bool = False
) -> list[Json]:
    """Seats of anybody anywhere, each once; with `possible` only where somebody signed up."""
    every = [
        (person["id"], window["id"], half)
        for person in document["people"]
        for window in document["windows"]
        for half in ((None, 0, 1) if person["halves"] or not possible else (None,))
        if not possible or any(each["window"] == window["id"] for each in person["sign_ups"])
    ]
    if not every:
        return []
    chosen = draw(st.lists(st.sampled_from(every), max_size=most, unique=True))
    return [{"person": who, "window": where, "half": half} for who, where, half in chosen]


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    most_windows: int = 4,
    most_people: int = 8,
    lengths: list[int] | None = None,
    pinned: bool = True,
) -> Json:
    """PROBLEM.json. Some pins contradict each other or the rules; what is published may be illegal."""
    line = draw(windows(most_windows, lengths or LENGTHS))
    teams = [
        {"id": f"T{number}", "cap": draw(st.sampled_from([1, 1, 2, 3]))}
        for number in range(draw(st.integers(1, 3)))
    ]
    document: Json = {
        "version": 1,
        "mentoring": draw(st.booleans()),
        "windows": line,
        "demand": [
            {"zone": draw(st.sampled_from(ZONES)), "weight": draw(st.sampled_from([1, 3, 6, 0]))}
            for _ in range(draw(st.integers(0, 3)))
        ],
        "teams": teams,
        "people": draw(people(most_people, line, teams)),
        "pins": [],
        "published": [],
    }
    if pinned and draw(st.sampled_from([False, False, True])):
        document["pins"] = [
            {**seat, "seated": draw(st.sampled_from([True, True, False]))}
            for seat in draw(seats(document, 2, possible=draw(st.sampled_from([True, True, False]))))
        ]
    if draw(st.sampled_from([False, False, True])):
        document["published"] = draw(seats(document, 4, possible=draw(st.booleans())))
    return document


def small_problems() -> st.SearchStrategy[Json]:
    """Small enough that everything can be tried."""
    return problems(most_windows=3, most_people=4, lengths=[7, 8, 14, 28, 2, 1])
