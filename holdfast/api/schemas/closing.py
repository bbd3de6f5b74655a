"""What goes in and out around the end of an escalation: class, learnings, merge, severity."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body

CLASSES = "wrong_use, many_teams, unclear_source, quick_fix, defect, tooling or other"


class Classifying(Body):
    class_: str = Field(alias="class", description=CLASSES)
    evidence: str | None = None


class ClassificationOut(BaseModel):
    id: int
    escalation: str
    class_: str = Field(alias="class", description=CLASSES)
    evidence: str | None
    by: str
    at: datetime


class Learned(Body):
    text: str = Field(description="What others should know next time.")
    audience: list[str] = Field(max_length=20, description="Some of CE, IE, TA and SE.")
    customer_words: str | None = Field(None, description="Pain and gratitude, as they said it.")
    doc_url: str | None = None
    tool_url: str | None = None


class Merging(Body):
    into: str = Field(description="The one that survives, such as ESC-42.")
    reason: str | None = None


class MergeOut(BaseModel):
    id: int
    escalation: str
    into: str
    by: str
    at: datetime


class Regrading(Body):
    severity: int = Field(strict=True, ge=0, le=3, description="0 (worst) to 3.")
    reason: str
