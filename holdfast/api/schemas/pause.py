"""What comes in about pauses."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from holdfast.api.schemas import Body


class Pausing(Body):
    reason: str
    resumes_on: date = Field(
        description="From this day, or the owner's next working day after it, updates are owed "
        "again; within 60 days."
    )


class Resuming(Body):
    reason: str | None = None
