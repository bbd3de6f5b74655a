"""Service records, equivalents and returns: what goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class Issuing(Body):
    login: Login
    as_of: date | None = Field(None, description="A day that has been; today where left out.")


class Checking(Body):
    record: dict[str, Any] = Field(description="A record as it was downloaded.")


class Granting(Body):
    login: Login
    kind: str = Field(description="One of the policy's equivalents.")
    starts_on: date
    ends_on: date = Field(description="Its last day.")
    days: int | None = Field(None, ge=1, le=4000, description="Days worked; all where left out.")
    reason: str


class ReturnNoting(Body):
    note: str


class ReturnSending(Body):
    note: str | None = Field(None, description="Replaces the note that stands.")


class RecordOut(BaseModel):
    id: int
    ref: str
    code: str = Field(description="whoever has it may read and check the record")
    login: str
    as_of: date
    issued_at: datetime
    by: str | None = Field(description="null: the operator at the command line")
    url: str


class SignatureOut(BaseModel):
    algorithm: Literal["Ed25519"]
    key: str = Field(description="the name of the public key, see /service-records/keys")
    value: str = Field(description="in base64, over the statement's canonical JSON")


class DocumentOut(BaseModel):
    statement: dict[str, Any]
    signature: SignatureOut


class CheckedOut(BaseModel):
    verdict: Literal["genuine", "corrected", "changed", "unknown"]
    sentence: str
    corrections: list[str]
    ref: str | None
    as_of: date | None
    issued_at: datetime | None


class EquivalentOut(BaseModel):
    id: int
    login: str
    kind: str
    starts_on: date
    ends_on: date
    days: int
    reason: str
    by: str | None = Field(description="null: the operator at the command line")
    at: datetime
    withdrawn: str | None = Field(description="why it does not count any more")


class LedOut(BaseModel):
    ref: str
    title: str
    customer: str | None
    outcome: str
    class_: str | None = Field(alias="class")
    url: str


class LearnedOut(BaseModel):
    ref: str
    text: str
    customer_words: str | None
    doc_url: str | None


class PieceOfTeamOut(BaseModel):
    id: int
    ref: str
    title: str
    open: bool
    bounced: int = Field(description="how often the home team sent it back")


class AreaCameUpOut(BaseModel):
    name: str
    escalations: int


class ReturnOut(BaseModel):
    seat: int
    login: str
    name: str
    team: str | None
    starts_on: date
    ends_on: date
    over: bool
    days: int
    led: list[LedOut]
    learnings: list[LearnedOut]
    pieces: list[PieceOfTeamOut] = Field(description="that the home team got or sent back")
    areas: list[AreaCameUpOut] = Field(description="of the help directory, most first")
    note: str | None = Field(description="the draft is its writer's alone until it is sent")
    sent_at: datetime | None
    url: str
