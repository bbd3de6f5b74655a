"""Figures: what they mean and what they are made of."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field


class DefinitionOut(BaseModel):
    name: str
    title: str
    says: str = Field(description="one sentence of what is counted")
    how: str = Field(description="the exact rule")
    row: str = Field(description="of docs/requirements.md; may be empty")


class FigureRowOut(BaseModel):
    ref: str
    title: str
    value: float | str | None = Field(description="in the figure's unit, or a word")
    at: datetime | date | None
    by: str
    kind: str = Field(description="what `ref` names: escalation, seat, day, relief, …")
    note: str
