"""Service, fairness and waivers: what goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class Waiving(Body):
    login: Login = Field(description="Who asked for a seat and got none.")
    starts_on: date = Field(description="The first day of the period.")
    ends_on: date = Field(description="Its last day.")
    reason: str


class Crediting(Body):
    window: int = Field(strict=True, ge=1, le=2**63 - 1, description="A window that is over.")
    half: Literal["first", "second"]
    reason: str


class WaiverOut(BaseModel):
    id: int
    login: str
    starts_on: date
    ends_on: date
    reason: str
    by: str | None = Field(description="null: the operator at the command line")
    at: datetime


class GateOut(BaseModel):
    word: Literal["open", "served", "waived", "seated", "missing"]
    may_block: bool = Field(description="only “missing”, and never where a waiver applies")


class SpreadOut(BaseModel):
    difference: float = Field(description="the most less the least")
    deviation: float = Field(description="the standard deviation")


class YearOut(BaseModel):
    year: int
    halves: int = Field(description="that ended in it")
    to_date: int = Field(description="all until its end; gini and spread are of these")
    gini: float | None
    spread: SpreadOut


class CountedOut(BaseModel):
    kind: str = Field(description="one of the policy's equivalents")
    starts_on: date
    ends_on: date
    days: int


class TurnOut(BaseModel):
    login: str
    name: str
    team: str | None
    halves: int
    windows: int
    reported: int = Field(description="halves in seats that nobody confirmed")
    last_until: date | None = Field(description="the first day after what they served last")
    seated_until: date | None = Field(description="the same of the last seat they were in so far")
    experienced: bool
    asked: int = Field(description="windows they said yes to")
    asked_in_vain: int
    got: int = Field(description="windows they have or had a seat in")
    ahead: int
    unconfirmed: int
    next_due: date | None = Field(description="null: now, they never served")
    promotion_by: date | None
    seat_in_time: bool | None
    gate: GateOut
    waivers: list[WaiverOut]
    equivalents: list[CountedOut] = Field(description="what counts as much as a turn")


class WindowAskedOut(BaseModel):
    window: int
    starts_on: date
    got: bool
    begun: bool


class ProposalOut(BaseModel):
    login: str
    starts_on: date
    ends_on: date
    asked: list[WindowAskedOut]


class FairnessOut(BaseModel):
    today: date
    halves: int
    gini: float | None = Field(description="0 is evenly, towards 1 is all with one person")
    spread: SpreadOut | None
    years: list[YearOut]
    people: list[TurnOut] = Field(description="who has waited longest first")
    never_asked: list[str]
    asked_in_vain: list[str]
    candidates: list[str]
    proposed_waivers: list[ProposalOut]


class HalfOut(BaseModel):
    id: int | None = Field(description="null: its window waits to be closed")
    window: int
    window_starts_on: date
    window_ends_on: date
    half: Literal["first", "second"]
    starts_on: date
    until: date = Field(description="the first day after it")
    days: int
    state: Literal["confirmed", "reported"]
    reason: str | None


class CreditedOut(BaseModel):
    id: int
    login: str
    window: int
    half: Literal["first", "second"]
    starts_on: date
    until: date
    days: int
    reason: str | None


class StruckOut(BaseModel):
    id: int
    window: int
    half: Literal["first", "second"]
    starts_on: date
    until: date
    why: str
    by: str | None = Field(description="null: the clock, after the window was changed")
    at: datetime


class ServiceOut(TurnOut):
    served: list[HalfOut]
    struck: list[StruckOut]
    windows_asked: list[WindowAskedOut]
