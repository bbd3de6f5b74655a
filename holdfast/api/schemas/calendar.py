"""Calendars, in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body

FeedKind = Literal["person", "programme"]


class ReadingFrom(Body):
    address: str = Field(description="Its iCal address, https or webcal. It is not told again.")
    words: str | None = Field(
        None, description="Only events with one of these words: “PTO, vacation”."
    )


class CalendarOut(BaseModel):
    login: str
    host: str | None
    words: str
    read_at: datetime | None
    next_at: datetime | None
    problem: str = Field(description="Why the last reading failed; empty where it did not.")
    left_out: str


class FeedOut(BaseModel):
    login: str
    kind: FeedKind
    prefix: str
    created_at: datetime
    address: str | None = Field(description="Only in the answer that makes it.")


class FeedsOut(BaseModel):
    items: list[FeedOut]


class OffOut(BaseModel):
    starts_on: date
    ends_on: date
    source: Literal["hand", "calendar", "file", "holiday"]
    holiday: str | None


class AwayPersonOut(BaseModel):
    login: str
    off: list[OffOut]


class AwayOut(BaseModel):
    from_: date = Field(alias="from")
    to: date
    people: list[AwayPersonOut]
    without_hours: list[str]
