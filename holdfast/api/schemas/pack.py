"""Handover packs: what goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class Deciding(Body):
    decision: str = Field(description="keep, or ask")
    to: Login = Field("", description="With ask: login of who is asked to take it.")
    note: str | None = Field(None, description="The handover note; left out, from the record.")


class PackWindow(BaseModel):
    id: int
    starts_on: date
    ends_on: date


class PackPerson(BaseModel):
    login: str
    name: str


class PackItemOut(BaseModel):
    ref: str
    title: str
    severity: int
    customer: str | None
    stakes: str
    state: Literal["owned", "closed"]
    standing: list[Literal["cornered", "paused", "stands still"]]
    owner: str
    owner_name: str
    owner_before: str = Field(description="who owned it when it came into the pack")
    owner_before_name: str
    next_step: str
    next_step_by: str
    next_step_on: date
    next_step_overdue: bool
    next_update_due_at: datetime | None
    decision: Literal["undecided", "kept", "asked", "taken", "ended"]
    asked: str | None = Field(description="whom it was offered to last")
    asked_name: str | None
    answer: Literal["pending", "accepted", "declined", "withdrawn", "expired"] | None
    answer_reason: str | None
    carried: bool = Field(description="it was in the pack before this one")
    url: str


class Gone(BaseModel):
    ref: str
    title: str
    state: Literal["raised", "owned", "declined", "closed"]


class SinceLast(BaseModel):
    window: PackWindow | None = Field(description="null: this is the first pack")
    new: list[str]
    carried: list[str]
    gone: list[Gone]


class PackOut(BaseModel):
    window: PackWindow
    made_at: datetime
    boundary_at: datetime
    frozen_at: datetime | None = Field(description="null: live until the boundary")
    outgoing: list[PackPerson]
    incoming: list[PackPerson]
    items: list[PackItemOut]
    undecided: list[str]
    since_last: SinceLast
