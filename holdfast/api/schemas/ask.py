"""Asks, briefs and suggestions: what goes in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class Asking(Body):
    to_team: str | None = Field(None, description="The name of a team; this or to_person.")
    to_person: Login | None = Field(None, description="A login; this or to_team.")
    what: str = Field(description="What you need of them.")
    by: str = Field(
        description="Until when: a day (the end of their work on it), or a moment with its zone."
    )
    formal: bool | None = Field(
        None, strict=True, description="A request to engineering; where left out, one to a team is."
    )
    tried: str | None = Field(None, description="What you tried yourself before asking.")
    customer_words: str | None = Field(None, description="What may be said to the customer.")


class WithReason(Body):
    reason: str | None = None


class AskAnswerOut(BaseModel):
    word: Literal["acknowledged", "agreed", "declined", "done", "withdrawn"]
    by: str | None = Field(description="null: withdrawn by the clock with its escalation")
    at: datetime
    note: str | None


class AskOut(BaseModel):
    id: int
    escalation: str
    to_team: str | None
    to_person: str | None
    what: str
    due_at: datetime
    formal: bool
    tried: str | None
    customer_words: str | None
    by: str
    at: datetime
    state: Literal["sent", "acknowledged", "agreed", "declined", "done", "withdrawn"]
    open: bool
    flags: list[str] = Field(description="“no attempt recorded”: formal, and nothing was tried")
    answers: list[AskAnswerOut]


class AsksOut(BaseModel):
    items: list[AskOut]


class SuggestionOut(BaseModel):
    group: Literal["home team", "owning team", "anyone"]
    team: str
    person: str | None = Field(description="whom of it to ask first")
    why: str
    note: str | None


class SuggestionsOut(BaseModel):
    items: list[SuggestionOut] = Field(description="in the order to ask them")


class BriefOut(BaseModel):
    escalation: str
    ask: int | None = Field(description="the ask it was made for; null: the escalation as a whole")
    text: str = Field(description="Markdown, one page; what the customer may hear stands apart.")
