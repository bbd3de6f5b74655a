"""Days away, in and out."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from holdfast.api.schemas import Body


class BeingAway(Body):
    starts_on: date
    ends_on: date
    reason: str | None = None


class AbsenceOut(BaseModel):
    id: int
    login: str
    starts_on: date
    ends_on: date


class RemovedOut(BaseModel):
    id: int
