"""Sheet, table, seats and Slack group, in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body

TakeWord = Literal["table", "sheet", "confirm", "ours"]


class Settling(Body):
    take: TakeWord = Field(description="One of the `ways` of the difference.")


class SettledOut(BaseModel):
    key: str
    done: str


class SaidOut(BaseModel):
    words: str
    by: str | None
    at: datetime | None


class WayOut(BaseModel):
    take: TakeWord
    label: str


class KeptOut(BaseModel):
    by: str | None
    at: datetime


class DifferenceOut(BaseModel):
    key: str
    kind: str
    sentence: str
    ways: list[WayOut]
    settled: KeptOut | None


class ComparedPersonOut(BaseModel):
    login: str
    name: str
    table: SaidOut
    sheet: SaidOut
    seat: SaidOut
    slack: SaidOut
    differences: list[DifferenceOut]


class ComparedWindowOut(BaseModel):
    id: int | None = Field(description="Null for a row of the table that is no window here.")
    starts_on: date
    ends_on: date
    differences: list[DifferenceOut]
    people: list[ComparedPersonOut]


class TableSaidOut(BaseModel):
    name: str
    by: str | None
    at: datetime


class GroupSaidOut(BaseModel):
    at: datetime


class ReconciledOut(BaseModel):
    table: TableSaidOut | None
    slack: GroupSaidOut | None = Field(description="Null where Slack is not connected.")
    open: int
    windows: list[ComparedWindowOut]
