"""What the rotation gave in a period; docs/metrics.md says what each figure is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfast.insight.rules.figures import Period, Share
from holdfast.people.models import Programme


@dataclass(frozen=True, slots=True)
class Load:
    """What one engineer gave: engineer days in the period, and how many escalations they came to own
    in it."""

    person: int
    login: str
    name: str
    team: str
    days: float
    led: int


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What one home team gave; `team` is empty for those without one."""

    team: str
    engineers: int
    days: float


@dataclass(frozen=True, slots=True)
class ReliefFigures:
    """Reliefs of the seats that start in the period, in numbers and in working days of the teams."""

    reliefs: int
    acknowledged: int
    told: int
    promised_days: float
    acknowledged_days: float
    done_days: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """Whom and what an engineer met (R22): distinct customers, teams and areas of what they owned."""

    person: int
    login: str
    name: str
    customers: int
    teams: int
    areas: int


@dataclass(frozen=True, slots=True)
class RotationFigures:
    """Each figure by its name in `rules/definitions.py`. Of a period that still runs, `covered`,
    `uncovered_days` and `engineer_days` are of its days so far, today included."""

    period: Period
    covered: Share  # hours; `whole` None where the customers' zones are not known
    uncovered_on: Sequence[date]
    unconfirmed: int
    engineer_days: float
    by_engineer: Sequence[Load]
    by_team: Sequence[TeamLoad]
    relief: ReliefFigures
    exposure: Sequence[Exposure]

    @property
    def uncovered_days(self) -> int:
        return len(self.uncovered_on)


def rotation(programme: Programme, period: Period, *, at: datetime) -> RotationFigures:
    """The figures of a period as they are known at `at`, which is now."""
    raise NotImplementedError
