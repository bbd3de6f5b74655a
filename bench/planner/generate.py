"""Instances of any size, of the kind of examples/planning: `python -m bench.planner.generate 5000 52 10`.

Shares are those counted in p1000: zones where such companies sit, somewhat more than half who sign up
for nothing, wishes that come in runs, half without experience, one in fifty up for promotion.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import date, timedelta
from typing import Any

DEMAND = {
    "America/Los_Angeles": 4,
    "America/New_York": 6,
    "Europe/London": 3,
    "Europe/Berlin": 3,
    "Asia/Kolkata": 1,
    "Asia/Singapore": 2,
    "Australia/Sydney": 1,
}
ZONES = {
    "America/Los_Angeles": 164,
    "America/New_York": 140,
    "Europe/London": 87,
    "Europe/Berlin": 77,
    "America/Chicago": 68,
    "America/Denver": 48,
    "America/Toronto": 43,
    "Asia/Kolkata": 36,
    "Asia/Singapore": 31,
    "America/Sao_Paulo": 30,
    "Europe/Lisbon": 29,
    "Europe/Paris": 27,
    "Europe/Athens": 24,
    "America/Vancouver": 24,
    "Africa/Johannesburg": 24,
    "Europe/Warsaw": 19,
    "Australia/Sydney": 18,
    "Asia/Kathmandu": 17,
    "Europe/Kyiv": 16,
    "Asia/Jerusalem": 15,
    "Africa/Lagos": 14,
    "America/Argentina/Buenos_Aires": 13,
    "Asia/Dubai": 13,
    "Asia/Tokyo": 10,
    "Pacific/Auckland": 7,
    "Australia/Adelaide": 6,
}
SERVED_UNTIL = {
    "2024-03-04": 99,
    "2024-05-27": 97,
    "2024-08-19": 106,
    "2024-10-14": 74,
    "2024-11-11": 71,
    "2024-12-09": 35,
    "2025-01-06": 29,
}
BEGINNING = date(2025, 1, 6)
WEEKS = timedelta(weeks=4)
OFFICE_QUARTERS = 10 * 8 * 4  # of a half of two weeks
GOAL = 0.9  # of what could be covered
IN_A_TEAM = 7


def instance(people: int, windows: int, wanted: int, *, seed: int = 0) -> dict[str, Any]:
    """PROBLEM.json. The same numbers and seed give the same instance."""
    luck = random.Random(f"{people}-{windows}-{wanted}-{seed}")
    goal = int(sum(DEMAND.values()) * OFFICE_QUARTERS * GOAL)
    line = [
        {
            "id": f"W{number:03}",
            "starts_on": (BEGINNING + number * WEEKS).isoformat(),
            "ends_on": (BEGINNING + (number + 1) * WEEKS).isoformat(),
            "least": 1,
            "wanted": wanted,
            "most": wanted + 2,
            "coverage_goal": [goal, goal],
        }
        for number in range(windows)
    ]
    teams = max(1, people // IN_A_TEAM)
    everybody = [_person(number, teams, line, luck) for number in range(people)]
    sizes = [0] * teams
    for person in everybody:
        sizes[int(person["team"][1:])] += 1
    return {
        "version": 1,
        "mentoring": True,
        "windows": line,
        "demand": [{"zone": zone, "weight": weight} for zone, weight in DEMAND.items()],
        "teams": [
            {"id": f"T{number:03}", "cap": max(1, round(0.16 * size))}
            for number, size in enumerate(sizes)
        ],
        "people": everybody,
        "pins": [],
        "published": [],
    }


def _person(
    number: int, teams: int, line: list[dict[str, Any]], luck: random.Random
) -> dict[str, Any]:
    zone = _one_of(ZONES, luck)
    experienced = luck.random() < 0.51
    promotion = not experienced and luck.random() < 0.04
    signs = promotion or luck.random() < 0.45
    return {
        "id": f"E{number:04}",
        "team": f"T{luck.randrange(teams):03}",
        "zone": zone,
        "hours": _one_of(
            {("09:00", "17:00"): 50, ("10:00", "18:00"): 25, ("08:00", "16:00"): 25}, luck
        ),
        "workdays": [6, 0, 1, 2, 3] if zone == "Asia/Jerusalem" else [0, 1, 2, 3, 4],
        "halves": luck.random() < 0.15,
        "experienced": experienced,
        "served_halves": _one_of({2: 56, 4: 29, 6: 15}, luck) if experienced else 0,
        "last_served_until": _one_of(SERVED_UNTIL, luck) if experienced else None,
        "rest_days": _one_of({84: 20, 112: 51, 168: 29}, luck),
        "most_halves": max(4, len(line) * 12 // 52),
        "promotion_by": luck.choice(line[len(line) // 2 :])["ends_on"] if promotion else None,
        "sign_ups": _sign_ups(line, luck) if signs else [],
    }


def _sign_ups(line: list[dict[str, Any]], luck: random.Random) -> list[dict[str, Any]]:
    """Wishes come in runs: who could in one window mostly can in the next."""
    found, there = [], luck.random() < 0.41
    leaves, returns = luck.uniform(0.15, 0.6), luck.uniform(0.1, 0.4)
    for window in line:
        there = luck.random() > leaves if there else luck.random() < returns
        if there:
            halves = _one_of({(0, 1): 94, (0,): 3, (1,): 3}, luck)
            choice = _one_of({3: 39, 2: 41, 1: 20}, luck)
            found.append({"window": window["id"], "choice": choice, "halves": list(halves)})
    return found


def _one_of(shares: dict[Any, int], luck: random.Random) -> Any:
    return luck.choices([*shares], weights=[*shares.values()])[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.planner.generate")
    parser.add_argument("people", type=int)
    parser.add_argument("windows", type=int)
    parser.add_argument("wanted", type=int)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    json.dump(instance(asked.people, asked.windows, asked.wanted, seed=asked.seed), sys.stdout)


if __name__ == "__main__":
    main()
