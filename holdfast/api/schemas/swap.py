"""Swaps, in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class OfferingSeat(Body):
    to: Login | None = Field(None, description="A login; left out, all who could take it.")
    half: Literal[0, 1] | None = Field(
        None, description="The first (0) or the second (1) half of its window; or days."
    )
    starts_on: date | None = Field(None, description="The first day offered.")
    ends_on: date | None = Field(
        None, description="The day on which the giver is back on, or the last day of the seat."
    )
    in_return: int | None = Field(
        None, ge=1, le=2**63 - 1, description="A seat of theirs that comes back for it, whole."
    )
    note: str | None = None
    override: str | None = Field(
        None, description="The lead's reason for letting a rule be broken by it."
    )


class Untaking(Body):
    note: str | None = None
    override: str | None = Field(
        None, description="The lead's reason for letting a rule be broken by it."
    )


class Why(Body):
    reason: str | None = None


class SwapSeatOut(BaseModel):
    id: int
    login: str
    starts_on: date
    ends_on: date


class SwapOverrideOut(BaseModel):
    rules: list[str]
    said: list[str] = Field(description="what the lead read")
    reason: str
    by: str


class SwapEndOut(BaseModel):
    by: str | None = Field(description="null: the clock")
    at: datetime
    reason: str | None
    taker: str | None
    seat: int | None = Field(description="the seat the taker has by it")
    seat_in_return: int | None


class SwapOut(BaseModel):
    id: int
    seat: SwapSeatOut
    starts_on: date
    ends_on: date = Field(description="the day on which the giver is back on, or the last day")
    to: str | None = Field(description="null: all who could")
    in_return: SwapSeatOut | None
    note: str | None
    undoes: int | None = Field(description="the swap that this one gives back")
    by: str
    at: datetime
    expires_at: datetime
    state: Literal["open", "taken", "declined", "withdrawn", "expired"]
    agreed: list[str]
    declined: list[str]
    override: SwapOverrideOut | None
    end: SwapEndOut | None


class CandidateOut(BaseModel):
    login: str
    name: str
    could: bool
    last_until: date | None = Field(description="the end of their last turn")
    choice: str | None = Field(description="what they signed up for: eager, willing, if needed")
    against: list[str] = Field(description="the rules it would break, in words")
    warnings: list[str]


class CandidatesOut(BaseModel):
    items: list[CandidateOut] = Field(description="the most rested first")
