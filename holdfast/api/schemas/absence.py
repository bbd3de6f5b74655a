"""Days away, in and out."""

from __future__ import annotations

from datetime import date
from typing import Literal

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
    source: Literal["hand", "calendar", "file"]


class RemovedOut(BaseModel):
    id: int
