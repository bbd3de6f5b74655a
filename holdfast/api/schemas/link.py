"""What goes in and out of links."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class Linking(Body):
    url: str = Field(description="Where else it lives; https://…")
    title: str | None = None
    sort: str = Field("incident", description="incident or other")


class LinkOut(BaseModel):
    id: int
    escalation: str
    url: str
    title: str | None
    sort: Literal["incident", "other"]
    by: str
    at: datetime
    removed_at: datetime | None


class Links(BaseModel):
    items: list[LinkOut]
