"""A piece, as it goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class PieceMoveOut(BaseModel):
    word: Literal["taken", "bounced", "sent", "done", "waived", "reopened"]
    team: str
    by: str
    at: datetime
    note: str | None


class PieceOut(BaseModel):
    id: int
    escalation: str
    team: str
    title: str
    purpose: Literal["fix", "alert", "tooling", "docs"]
    state: Literal["sent", "taken", "bounced", "done", "waived"]
    open: bool = Field(description="the escalation does not close over an open one")
    flags: list[str] = Field(description="`no_evidence`: handed out without how to reproduce it")
    bounces: int
    evidence: str | None
    issue_url: str | None
    by: str
    at: datetime
    moved_at: datetime
    moves: list[PieceMoveOut]


class PiecesOut(BaseModel):
    items: list[PieceOut]
    next: str | None
    pieces_progress: str | None
