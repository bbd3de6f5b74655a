"""Where a team's work lives, and what is filed there: what goes in and out."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body


class SettingPlace(Body):
    tracker: str = Field(
        description="The name of a tracker that is set up here: github, jira, linear."
    )
    where: str = Field(description="The place in it, such as acme/payments or PAY.")
    by_itself: bool = Field(False, description="Pieces handed to the team are filed at once.")


class PlaceOut(BaseModel):
    team: str
    tracker: str
    where: str
    by_itself: bool
    looked_at: str | None = Field(description="When the tracker was asked about it last.")
    public: bool | None = Field(description="Everybody can read it; null where it is not known.")
    trouble: str | None = Field(description="Why it could not be filed there at the last look.")


class Filing(Body):
    """It takes nothing but whom to act for."""


class FilingOut(BaseModel):
    id: int
    piece: int | None
    ask: int | None
    tracker: str
    where: str
    public: bool = Field(description="The place could be read by everybody when it was written.")
    state: Literal["waiting", "trouble", "open", "started", "done", "dropped"]
    words: str | None = Field(description="The tracker's own word for the state.")
    issue: str | None = Field(description="What people call it there; null until it is there.")
    url: str | None
    trouble: str | None = Field(description="Why it did not get there.")
    at: str
    filed_at: str | None
