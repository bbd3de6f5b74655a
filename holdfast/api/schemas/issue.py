"""What goes in and out of support issues."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class MatchingIssue(Body):
    issue: str = Field(description="The helpdesk's number of the issue.")


class MatchOut(BaseModel):
    id: int
    escalation: str
    issue: str
    title: str
    url: str | None
    how: Literal["address", "hand"] = Field(
        description="By its address, or because somebody said so."
    )
    by: str | None
    at: datetime


class Matches(BaseModel):
    items: list[MatchOut]


class IssueOut(BaseModel):
    key: str = Field(description="The helpdesk's number.")
    title: str
    url: str | None
    customer: str | None
    team: str | None
    priority: str | None
    state: str | None = Field(description="In the helpdesk's word.")
    filed_defect: bool = Field(description="It only reports a fault: counted apart.")
    opened_at: datetime
    solved_at: datetime | None
    deleted_at: datetime | None = Field(description="Gone in the helpdesk; counted nowhere.")
    source: str


class IssueFull(IssueOut):
    escalations: list[MatchOut]
