"""A fix, as it goes out."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class FixOut(BaseModel):
    id: int
    escalation: str
    fixed_by: str
    why: str
    team: str = Field(description="owns what was fixed")
    reviewer: str | None = Field(description="of that team")
    exception: str | None = Field(description="why nobody of that team reviewed it")
    url: str | None
    by: str
    at: datetime
