"""A pull request, as it goes out."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class PullRequestOut(BaseModel):
    id: int
    repository: str
    number: int
    title: str
    url: str
    team: str = Field(description="owns the repository")
    author: str | None = Field(description="login here; null where nobody here has it")
    author_login: str = Field(description="login where the pull request is")
    escalation: str | None
    merged_at: datetime | None
    reviewer: str | None = Field(description="who of the team approves it")
    unreviewed_at: datetime | None = Field(description="when we heard it was merged without one")
    reviewed_at: datetime | None = Field(description="when one approved it after all")
