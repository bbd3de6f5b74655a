"""Plans and pins, in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login

Half = Literal[0, 1] | None
HALF = "0 the first, 1 the second, null the whole window"


class Proposing(Body):
    since: date | None = Field(None, alias="from", description="From this day on; else from today.")
    windows: int | None = Field(
        None, strict=True, description="How many; else as many as the policy says."
    )
    seconds: int | None = Field(None, strict=True, description="The planner may take; else 60.")


class Editing(Body):
    login: Login
    window: int = Field(strict=True, ge=1, le=2**63 - 1, description="The id of a window.")
    half: Half = Field(None, description=HALF)
    adds: bool = Field(strict=True, description="true adds the seat, false takes it out.")
    reason: str | None = Field(None, description="Needed where it breaks a rule that was kept.")


class Pinning(Body):
    login: Login
    window: int = Field(strict=True, ge=1, le=2**63 - 1, description="The id of a window.")
    half: Half = Field(None, description=HALF)
    seated: bool = Field(strict=True, description="true seats them, false keeps them out.")
    reason: str


class AfterOut(BaseModel):
    login: str
    reason: str


class PlanLineOut(BaseModel):
    id: int
    state: Literal["waiting", "solving", "proposed", "published", "failed"]
    by: str | None = Field(description="null: a seat given up asked for it, or the operator")
    at: datetime
    after: AfterOut | None = Field(description="whose seat, given up, asked for it")
    seconds: int
    cancel_asked: bool
    finished_at: datetime | None
    failed: str | None = Field(description="why there is no plan")
    published_at: datetime | None
    published_by: str | None


class LevelOut(BaseModel):
    name: str
    means: str
    counts: str
    value: int
    bound: int = Field(description="a lower bound, given the levels before it")
    proven: bool
    seconds: float
    edited: int | None = Field(None, description="its value with what was changed by hand")


class SeatProposedOut(BaseModel):
    login: str
    name: str
    half: Half
    starts_on: date
    ends_on: date
    new: bool
    confirmed: bool
    by_hand: bool
    away_days: int
    why: str | None


class UnfilledOut(BaseModel):
    half: Half = Field(description="null: both halves, for the same reasons")
    missing: int
    reasons: list[str]
    ask: list[str] = Field(description="logins of those who could, if they signed up")
    otherwise: list[str] = Field(description="what else would fill it")


class WindowProposedOut(BaseModel):
    id: int
    starts_on: date
    ends_on: date
    wanted: int
    missing: int
    seats: list[SeatProposedOut]
    unfilled: list[UnfilledOut]


class ChangeOut(BaseModel):
    login: str
    name: str
    kind: Literal["new", "moved", "lost", "same"]
    before: list[str]
    after: list[str]


class NotChosenOut(BaseModel):
    login: str
    name: str
    why: str


class EditOut(BaseModel):
    id: int
    plan: int
    login: str
    window: int
    half: Half
    adds: bool
    breaks: list[str]
    reason: str | None
    by: str | None
    at: datetime


class PlanOut(PlanLineOut):
    cancelled: bool = Field(False, description="cut short: the best until then")
    explained: bool = False
    explaining: bool = False
    levels: list[LevelOut] = Field(description="in their order; as far as they are known")
    windows: list[WindowProposedOut]
    changes: list[ChangeOut]
    not_chosen: list[NotChosenOut]
    warnings: list[str]
    edits: list[EditOut]


class PinOut(BaseModel):
    id: int
    login: str
    window: int
    starts_on: date
    half: Half
    seated: bool
    reason: str
    by: str | None
    at: datetime
    counts: bool
