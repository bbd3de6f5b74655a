"""What goes in and out of tags."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class Dismissing(Body):
    reason: str = Field(description="Why it is no escalation; who called reads it.")


class TagOut(BaseModel):
    id: int
    state: Literal["open", "raised", "dismissed"]
    origin_url: str = Field(description="The message that called")
    thread_url: str = Field(description="Where its thread begins: the origin_url to raise it with")
    text: str
    said_by: str | None
    said_by_name: str
    at: datetime
    after: str | None = Field(description="What its thread was before, and has ended")
    escalation: str | None
    reason: str | None
    answered_by: str | None
    answered_at: datetime | None
