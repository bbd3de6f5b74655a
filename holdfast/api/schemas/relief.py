"""Reliefs: what goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class MakingRoom(Body):
    dropped: list[str] = Field(
        default_factory=list, max_length=200, description="What the team drops, a line each."
    )


class Dropping(Body):
    text: str = Field(description="What the team drops, in a line.")


class Telling(Body):
    was_dropped: bool = Field(strict=True, description="false: it was done all the same.")
    days: float | None = Field(
        None, description="Working days of relief it gave; needed where it was dropped."
    )


class OutcomeOut(BaseModel):
    was_dropped: bool
    days: float
    by: str | None
    at: datetime


class DroppedOut(BaseModel):
    id: int
    relief: int
    text: str
    by: str | None
    at: datetime
    outcome: OutcomeOut | None = Field(description="null: nobody has said yet")


class AcknowledgedOut(BaseModel):
    by: str | None
    at: datetime
    via: str = Field(description="mail-link: by the link in their mail")


class EndedOut(BaseModel):
    reason: str
    at: datetime


class ReliefOut(BaseModel):
    id: int
    seat: int
    engineer: str
    engineer_name: str
    team: str | None = Field(description="null: no home team was known")
    manager: str | None = Field(description="who answers for it now; null: the leads")
    starts_on: date
    ends_on: date = Field(description="its last day, or the day that is handed over")
    allocation: int
    ee_days: int
    capacity_days: int
    percent: float | None = Field(description="ee_days x allocation / capacity_days")
    formula: str
    promised_days: float
    given_days: float
    state: Literal["open", "acknowledged", "told", "ended"]
    flags: list[str] = Field(description="what stands in the way, in words")
    acknowledged: AcknowledgedOut | None
    ended: EndedOut | None
    dropped: list[DroppedOut]


class TeamReliefOut(BaseModel):
    team: str | None
    reliefs: list[int] = Field(description="the numbers of the reliefs counted")
    promised_days: float
    acknowledged: int
    acknowledged_days: float
    told: int
    given_days: float
    dropped: int
    dropped_really: int
    done_anyway: int


class TeamReliefsOut(BaseModel):
    since: date
    until: date
    items: list[TeamReliefOut]
