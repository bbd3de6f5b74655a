"""The first week, in and out."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class Saying(Body):
    what: str = Field(description="absences, boundaries or directory")


class ItemOut(BaseModel):
    what: str
    why: str
    done: bool
    url: str
    say: str | None = Field(description="what to send where only the person can say so")


class FirstWeekOut(BaseModel):
    login: str
    starts_on: date | None = Field(description="null: no seat yet")
    items: list[ItemOut]
