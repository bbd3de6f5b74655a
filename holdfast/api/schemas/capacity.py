"""At capacity, in and out."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class BeingFull(Body):
    reason: str | None = None
    until: date | None = Field(
        None, description="The last day of it where they are; left out, until they say so."
    )


class CapacityOut(BaseModel):
    login: str
    at_capacity: bool
    reason: str | None
    until: date | None
    by: str | None
    at: datetime | None
