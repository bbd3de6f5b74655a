"""Problems drawn at random, as JSON: odd windows, odd zones, odd people, odd wishes.

Hypothesis chooses a seed and the rest follows from it. Drawn piece by piece, most problems would be
nearly empty, which is where Hypothesis looks first; what fails here is printed whole all the same.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
SEEDS = st.integers(0, 2**64 - 1)

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
SHORT = [7, 8, 14, 28, 2, 1]
GAPS = [0, 0, 0, -1, 1]


def windows(luck: random.Random, count: int, lengths: list[int]) -> list[Json]:
    found: list[Json] = []
    starts_on = luck.choice(BEGINNINGS)
    for number in range(count):
        length = luck.choice(lengths)
        ends_on = starts_on + timedelta(days=length)
        least, more = luck.choice([0, 1, 1, 2]), luck.choice([0, 1, 1, 2])
        found.append(
            {
                "id": f"W{number}",
                "starts_on": starts_on.isoformat(),
                "ends_on": ends_on.isoformat(),
                "least": least,
                "wanted": least + more,
                "most": max(0, least + more + luck.choice([-1, 0, 1, 2, 2])),
                # About what some zones' weights over a half's office hours come to.
                "coverage_goal": [luck.choice([0, 20, 60, 120]) * length for _ in (0, 1)],
            }
        )
        starts_on = ends_on + timedelta(days=luck.choice(GAPS))
    return found


def sign_ups(luck: random.Random, line: list[Json], zeal: float) -> list[Json]:
    return [
        {
            "window": window["id"],
            "choice": luck.choice([3, 3, 2, 2, 1, 1, 0]),
            "halves": luck.choice([[0, 1]] * 10 + [[0], [1], []]),
        }
        for window in line
        if luck.random() < zeal
    ]


def person(luck: random.Random, number: int, line: list[Json], teams: list[Json]) -> Json:
    first, last = (date.fromisoformat(line[i]["starts_on"]) for i in (0, -1))
    experienced = luck.random() < 0.7
    ahead = luck.choice([None, None, None, 14, 28, 70, 0, -30])
    rest = luck.choice([0, 0, 0, 1, 7, 14, 28, 29, 84])
    ago = luck.choice([rest, rest, rest + 1, 300, 300, rest - 1, -10])
    return {
        "id": f"E{number}",
        "team": luck.choice(teams)["id"],
        "zone": luck.choice(ZONES),
        "hours": luck.choice(HOURS),
        "workdays": luck.choice(WORKDAYS),
        "halves": luck.random() < 0.3,
        "experienced": experienced,
        "served_halves": luck.choice([1, 2, 4, 7]) if experienced else 0,
        "last_served_until": (first - timedelta(days=ago)).isoformat() if experienced else None,
        "rest_days": rest,
        "most_halves": luck.choice([4, 4, 4, 4, 99, 99, 3, 2, 1, 0]),
        "promotion_by": None if ahead is None else (last + timedelta(days=ahead)).isoformat(),
        "sign_ups": sign_ups(luck, line, luck.choice([0.0, 0.6, 0.9, 0.9, 1.0, 1.0])),
    }


def some_seats(luck: random.Random, document: Json, most: int, *, possible: bool) -> list[Json]:
    """Seats of anybody anywhere, each once; with `possible` only where somebody signed up."""
    every = [
        {"person": person["id"], "window": window["id"], "half": half}
        for person in document["people"]
        for window in document["windows"]
        for half in ((None, 0, 1) if person["halves"] or not possible else (None,))
        if not possible or any(each["window"] == window["id"] for each in person["sign_ups"])
    ]
    return luck.sample(every, min(len(every), luck.randint(0, most)))


def problem(
    luck: random.Random, *, most_windows: int, most_people: int, lengths: list[int]
) -> Json:
    line = windows(luck, luck.choice([1, *range(2, most_windows + 1)]), lengths)
    teams = [
        {"id": f"T{number}", "cap": luck.choice([1, 1, 2, 3])}
        for number in range(luck.randint(1, 3))
    ]
    document: Json = {
        "version": 1,
        "mentoring": luck.random() < 0.6,
        "windows": line,
        "demand": [
            {"zone": luck.choice(ZONES), "weight": luck.choice([1, 3, 6, 0])}
            for _ in range(luck.randint(0, 3))
        ],
        "teams": teams,
        "people": [
            person(luck, number, line, teams)
            for number in range(luck.choice([0, *range(2, most_people + 1)]))
        ],
        "pins": [],
        "published": [],
    }
    if luck.random() < 0.3:
        document["pins"] = [
            {**seat, "seated": luck.random() < 0.7}
            for seat in some_seats(luck, document, 3, possible=luck.random() < 0.8)
        ]
    if luck.random() < 0.4:
        document["published"] = some_seats(luck, document, 5, possible=luck.random() < 0.5)
    return document


def problems() -> st.SearchStrategy[Json]:
    """PROBLEM.json. Some pins contradict each other or the rules; what is published may be illegal."""
    return SEEDS.map(
        lambda seed: problem(random.Random(seed), most_windows=5, most_people=9, lengths=LENGTHS)
    )


def small_problems() -> st.SearchStrategy[Json]:
    """Small enough that everything can be tried."""
    return SEEDS.map(
        lambda seed: problem(random.Random(seed), most_windows=3, most_people=6, lengths=SHORT)
    )


def seats(document: Json, most: int) -> st.SearchStrategy[list[Json]]:
    """Seats in a problem, allowed or not."""

    def some(seed: int) -> list[Json]:
        luck = random.Random(seed)
        return some_seats(luck, document, most, possible=luck.random() < 0.7)

    return SEEDS.map(some)
