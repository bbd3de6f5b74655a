"""What keeps an escalation from moving, on its way out: a corner, a pause."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class AskedOut(BaseModel):
    login: str
    part: Literal["named", "lead", "manager", "sponsor"]
    at: datetime
    acknowledged_at: datetime | None
    note: str | None


class FreedOut(BaseModel):
    how: str
    by: str | None = Field(description="null: it closed by itself, after silence")
    at: datetime


class CorneredOut(BaseModel):
    id: int
    escalation: str
    reason: str
    by: str
    at: datetime
    until: datetime = Field(description="when it must move again")
    asked: list[AskedOut]
    freed: FreedOut | None = Field(description="null: it is cornered now")


class PauseOut(BaseModel):
    reason: str
    resumes_at: datetime
    by: str
    at: datetime
