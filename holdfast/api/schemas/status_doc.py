"""The status doc: what goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field


class StatusOn(BaseModel):
    login: str
    name: str
    role: Literal["on", "incoming", "outgoing"]
    until: date
    confirmed: bool


class StatusWindow(BaseModel):
    starts_on: date
    ends_on: date
    people: list[str] = Field(description="names of who sits in it")


class StatusOpen(BaseModel):
    ref: str
    title: str
    severity: int
    customer: str | None
    stakes: str
    owner: str | None = Field(description="login; null before somebody accepts it")
    owner_name: str | None
    raiser_name: str
    standing: list[str] = Field(description="what keeps it from moving, in words")
    stuck: bool
    paused: bool
    raised_at: datetime
    next_step: str
    next_step_by: str
    next_step_on: date
    next_update_due_at: datetime | None
    url: str


class StatusEnded(BaseModel):
    ref: str
    title: str
    how: str = Field(description="its outcome, or declined")
    why: str
    owner_name: str | None
    url: str


class StatusSeats(BaseModel):
    starts_on: date
    ends_on: date
    missing: int


class StatusLine(BaseModel):
    ref: str
    title: str
    severity: int
    owner_name: str | None


class StatusGone(BaseModel):
    ref: str
    title: str
    how: str = Field(description="its outcome, or declined")


class StatusChange(BaseModel):
    ref: str
    title: str
    was: str
    now: str


class StatusStill(BaseModel):
    ref: str
    title: str
    days: int = Field(description="since it was raised")


class StatusChanges(BaseModel):
    since: datetime = Field(description="when the doc before was frozen")
    new: list[StatusLine]
    back: list[StatusLine] = Field(description="ended before, open again")
    ended: list[StatusGone]
    owner: list[StatusChange]
    severity: list[StatusChange]
    next_step: list[StatusChange]
    paused: list[StatusLine]
    resumed: list[StatusLine]
    still_open: list[StatusStill]


class StatusFrozen(BaseModel):
    at: datetime
    starts_on: date = Field(description="the window at whose end it was frozen")
    ends_on: date


class StatusFreezeOut(BaseModel):
    starts_on: date
    ends_on: date
    frozen_at: datetime


class StatusDocOut(BaseModel):
    programme: str
    on: list[StatusOn]
    holes_now: int = Field(description="seats nobody fills now")
    next_window: StatusWindow | None
    open: list[StatusOpen] = Field(
        description="the most urgent first; of the live doc a hundred at most"
    )
    more: int = Field(description="how many others are open")
    ended: list[StatusEnded] = Field(description="in the last week")
    open_seats: list[StatusSeats]
    frozen: StatusFrozen | None = Field(description="null: the live doc")
    changes: StatusChanges | None = Field(
        description="since the last boundary; null before the first one"
    )
    url: str
