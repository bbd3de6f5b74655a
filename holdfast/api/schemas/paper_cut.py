"""Paper cuts: what goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, Login


class AddingCut(Body):
    title: str = Field(description="The gap in one line.")
    gap: str = Field("", description="What hurts.")
    impact: str = Field("", description="What it costs whoever meets it.")
    workaround: str = Field("", description="What people do meanwhile.")
    url: str = Field("", description="Where it is written up.")
    customer: str = Field("", description="The first customer who asks for it.")


class ChangingCut(Body):
    title: str | None = None
    gap: str | None = None
    impact: str | None = None
    workaround: str | None = None
    url: str | None = None


class RankingCut(Body):
    position: int = Field(strict=True, ge=1, le=1_000_000, description="1 is the top.")
    why: str = ""
    seen: int | None = Field(
        None, description="`last_rank` of the list; refused where somebody ranked since."
    )


class EstimatingCut(Body):
    days: float = Field(description="Working days of one engineer, from 0.1 to 999.")
    note: str = ""


class JudgingCut(Body):
    verdict: Literal["yes", "not_now", "no"]
    reason: str = Field("", description="Needed with not_now and no.")


class ShippingCut(Body):
    url: str = Field("", description="Where the change is described.")
    words: str = Field("", description="What its customers may hear.")
    days: float | None = Field(
        None, description="What it took, where that is known better than what was counted."
    )


class ReasonBody(Body):
    reason: str = ""


class WishingCut(Body):
    customer: str
    impact: str = Field("", description="What it costs this customer.")
    url: str = Field("", description="Where they asked.")
    person: Login = Field("", description="Who tells them when it is there; by default you.")


class TellingCustomer(Body):
    note: str = ""


class RankedOut(BaseModel):
    standing: Literal["gtm", "lead", "import"]
    why: str
    by: str | None
    at: datetime


class EstimateOut(BaseModel):
    days: float
    too_large: bool = Field(description="over the policy's paper_cut_days")
    imported: bool
    note: str
    by: str | None
    at: datetime


class JudgementOut(BaseModel):
    verdict: Literal["yes", "not_now", "no"]
    reason: str
    meanwhile: bool = Field(description="a lead's, as nobody spoke for product")
    by: str | None
    at: datetime


class ToldOut(BaseModel):
    by: str | None
    at: datetime
    note: str


class WishOut(BaseModel):
    id: int
    customer: str
    person: str | None = Field(description="who tells them; null: nobody is known")
    impact: str
    url: str
    at: datetime
    told: ToldOut | None


class CutPausedOut(BaseModel):
    escalation: str
    why: str


class PickedUpOut(BaseModel):
    engineer: str
    at: datetime
    paused: CutPausedOut | None = Field(description="why it rests at this moment; null: it goes on")


class ShippedOut(BaseModel):
    url: str
    words: str
    days: float | None = Field(description="what it took, net of interruptions")
    counted_days: float | None = Field(description="null: nobody had picked it up")
    interrupted_days: float
    untold: int = Field(description="wishes whose customer was not told yet")
    by: str | None
    at: datetime


class CutDroppedOut(BaseModel):
    reason: str
    by: str | None
    at: datetime


class PaperCutOut(BaseModel):
    ref: str
    title: str
    gap: str
    impact: str
    workaround: str
    url: str
    state: Literal["waiting", "picked-up", "paused", "shipped", "dropped"]
    position: int | None = Field(description="in the order of the open ones; null: not ranked")
    ranked: RankedOut | None
    estimate: EstimateOut | None
    judgement: JudgementOut | None
    fits_in: list[str] = Field(description="logins of who is on now and has the days for it")
    accounts: list[str]
    wishes: list[WishOut]
    picked_up: PickedUpOut | None
    shipped: ShippedOut | None
    dropped: CutDroppedOut | None
    by: str | None
    at: datetime
    source: str
    source_state: str


class LeftOut(BaseModel):
    login: str
    days_left: float
    until: date
    confirmed: bool


class PaperCutsOut(BaseModel):
    items: list[PaperCutOut]
    next: str | None
    last_rank: int = Field(description="what to send as `seen` with a rank")
    seats: list[LeftOut] = Field(description="working days left of who is on now")


class VoiceOut(BaseModel):
    login: str
    part: Literal["gtm", "engineering", "product"]
    by: str | None
    at: datetime


class VoicesOut(BaseModel):
    items: list[VoiceOut]
