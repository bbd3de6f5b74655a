"""The programme report and engagement: what goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def _from(schema: dict[str, Any]) -> None:
    """A field of a class cannot be called “from”."""
    schema["properties"]["from"] = {"type": "string", "format": "date", "title": "From"}


DAYS = ConfigDict(extra="allow", json_schema_extra=_from)


class PeriodOut(BaseModel):
    model_config = DAYS

    to: date = Field(description="the last day, which is counted")
    over: bool


class EngagementOut(BaseModel):
    model_config = DAYS

    key: str
    title: str
    to: date
    engaged: int = Field(description="formal requests to engineering, by issue")
    issues: int | None = Field(description="null: no support issue was ever imported")
    rate: float | None = Field(description="0 to 1; null where there is no denominator")
    handful: bool = Field(description="of so few issues that the rate says little")
    target: float
    filed_defects: int | None = Field(description="counted in neither")
    unmatched: int | None = Field(
        description="of the engaged of a whole period, those of no known support issue; null of a part"
    )
    standing: Literal[
        "no denominator", "no issues", "more than issues", "within target", "over target"
    ]


class EngagementsOut(BaseModel):
    by: Literal["month", "week", "team", "customer"]
    whole: EngagementOut
    parts: list[EngagementOut]
    left_out: int


class HoursOut(BaseModel):
    median: float | None
    p90: float | None
    count: int
    handful: bool


class AdherenceOut(BaseModel):
    on_time: int
    due: int | None
    rate: float | None
    handful: bool


class EscalationsOut(BaseModel):
    raised: int
    accepted: int
    declined: int
    closed: int
    open: int


class WithoutOut(BaseModel):
    without: int
    closed: int
    rate: float | None
    handful: bool
    classes: dict[str, int]
    docs: int


class StuckOut(BaseModel):
    ref: str
    title: str
    owner: str
    why: str


class AllStuckOut(BaseModel):
    count: int
    first: list[StuckOut]


class BeforeAfterOut(BaseModel):
    model_config = DAYS

    first_window: date
    to: date
    hours_before: HoursOut
    hours_now: HoursOut
    enough: bool = Field(description="false: too few issues on a side to compare")


class ReportOut(BaseModel):
    """Besides these the figures of flow and rotation, by their names."""

    model_config = ConfigDict(extra="allow")

    period: PeriodOut
    headline: str
    engagement: EngagementOut
    trend: list[EngagementOut]
    escalations: EscalationsOut
    hours_to_dri: HoursOut
    hours_to_close: HoursOut
    update_adherence: AdherenceOut
    handovers: int
    bounces: int
    uncovered_days: int
    engineer_days: float
    solved_without_engineering: WithoutOut
    before_the_programme: BeforeAfterOut | None
    learnings: int
    stuck: AllStuckOut


class SubscriptionOut(BaseModel):
    login: str
    subscribed: bool


class SubscribedOut(BaseModel):
    login: str
    at: datetime


class SubscriptionsOut(BaseModel):
    items: list[SubscribedOut]
    next: str | None
