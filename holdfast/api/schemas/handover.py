"""What goes in and out of several handovers at once."""

from __future__ import annotations

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, HandoverOut, Login
from holdfast.escalation.actions.handovers import MOST


class OfferingAll(Body):
    to: Login = Field(description="Login of the successor.")
    from_: Login | None = Field(
        None, alias="from", description="Login of who owns them; the caller where it is left out."
    )
    refs: list[str] | None = Field(None, max_length=MOST, description="Which of them.")
    all: bool = Field(default=False, strict=True, description="Every open one they own.")
    note: str | None = Field(
        None, description="One note for each; left out, each has its own, from the record."
    )


class Refused(BaseModel):
    kind: str
    detail: str
    field: str | None


class OfferedOut(BaseModel):
    ref: str
    handover: HandoverOut | None = Field(description="null: refused")
    refused: Refused | None


class OfferedAll(BaseModel):
    items: list[OfferedOut]
    offered: int
    refused: int


class Offers(BaseModel):
    items: list[HandoverOut]


class NoteOut(BaseModel):
    escalation: str
    note: str
