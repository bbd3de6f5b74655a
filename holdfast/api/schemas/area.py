"""The help directory and who answers for a team: what goes in and out."""

from __future__ import annotations

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class SavingArea(Body):
    name: str = Field(description="A part of the product; the same name again changes it.")
    keywords: list[str] = Field([], description="What people write when it breaks.")
    team: str = Field(description="The name of the team that answers for it.")
    person: Login | None = Field(None, description="Login of whom to ask first.")
    note: str | None = Field(None, description="How to ask them best.")


class AreaOut(BaseModel):
    id: int
    name: str
    keywords: list[str]
    team: str
    person: str | None
    note: str | None


class SettingContact(Body):
    contact: Login | None = Field(
        description="Login of who answers for the team; null leaves it to its managers."
    )


class TeamOut(BaseModel):
    id: int
    name: str
    contact: str | None
    people: int


class TeamsOut(BaseModel):
    items: list[TeamOut]
