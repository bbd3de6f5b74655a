"""Windows written by hand, seats in them and sign-ups: what goes in, and what of it comes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login, SeatOut

_MOST = 1000
_WORDS = Literal["eager", "willing", "if-needed", "no"]
_HALVES = Literal["both", "first", "second"]


class Opening(Body):
    count: int = Field(1, ge=1, le=60, description="How many, each following on the one before.")
    starts_on: date | None = Field(None, description="null: the last day of the last window")
    ends_on: date | None = Field(None, description="For one window; null: as long as the policy.")
    wanted: int | None = Field(None, ge=0, le=_MOST)
    least: int | None = Field(None, ge=0, le=_MOST)
    most: int | None = Field(None, ge=0, le=_MOST)
    reason: str | None = Field(None, description="Why it has an unusual length.")


class Changing(Body):
    """What is left out stays; null for `least` and `most` is what the policy says."""

    starts_on: date | None = None
    ends_on: date | None = None
    wanted: int | None = Field(None, ge=0, le=_MOST)
    least: int | None = Field(None, ge=0, le=_MOST)
    most: int | None = Field(None, ge=0, le=_MOST)
    reason: str | None = None


class Because(Body):
    reason: str


class ActingOnly(Body):
    pass


class Seating(Body):
    login: Login
    half: Literal["first", "second"] | None = Field(None, description="null: the whole window")
    starts_on: date | None = Field(None, description="Of a part that is no half.")
    ends_on: date | None = None
    allocation: int | None = Field(None, ge=0, le=_MOST, description="null: what they said")
    reason_kind: Literal["business", "team", "individual"] | None = None
    reason: str | None = Field(None, description="Why not the whole window, full time.")
    override: str | None = Field(
        None,
        description="Why all the same, where it breaks a rule; the 409 names them in `broken`.",
    )


class Answer(BaseModel):
    window: int = Field(ge=1, le=2**63 - 1)
    choice: _WORDS
    halves: _HALVES = Field("both", description="In which halves they are there at all.")
    note: str | None = None


class SigningUp(Body):
    login: Login | None = Field(None, description="null: for oneself; a lead may for anybody.")
    answers: list[Answer] = Field(max_length=200)


class SignUpOut(BaseModel):
    id: int
    login: str
    window: int
    starts_on: date
    choice: _WORDS
    halves: _HALVES
    note: str | None
    source: str
    by: str | None = Field(description="null: the operator of the machine")
    at: datetime


class SignedUpOut(BaseModel):
    login: str
    written: list[SignUpOut] = Field(description="What is new; the same word again is not.")
    still_seated: list[SeatOut] = Field(description="A no does not end a seat; these are held.")


class VolunteerIn(Body):
    """What is left out stays; null is what the policy says."""

    halves: bool | None = Field(None, description="May be seated for a half of a window.")
    rest_days: int | None = Field(None, ge=-1, le=2000)
    most_halves: int | None = Field(None, ge=-1, le=2000)
    allocation: int | None = Field(None, ge=-1, le=2000)
    promotion_by: date | None = None
    note: str | None = None


class VolunteerOut(BaseModel):
    login: str
    halves: bool
    rest_days: int | None
    most_halves: int | None
    allocation: int
    promotion_by: date | None
    note: str | None
