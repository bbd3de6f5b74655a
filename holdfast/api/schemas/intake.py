"""What goes in and out around the intake: customers, participants, what is similar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from holdfast.api.schemas import Body, EscalationOut, Login, Moment


class Involving(Body):
    login: Login | None = Field(None, description="Somebody of the company; hears every update.")
    name: str | None = Field(None, description="Somebody outside, by name.")
    needs: str | None = Field(None, description="What they need.")


class Speaking(Body):
    spoken_at: Moment | None = Field(None, description="Now, where it is left out.")
    note: str | None = None


class NamingSupport(Body):
    login: Login = Field(description="Who answers to the customer from now on.")


class SavingCustomer(Body):
    """All of what is known; what is left out is not known any more."""

    ga_on: date | None = Field(None, description="General availability: the day they go live.")
    implementation_engineer: Login | None = Field(None, description="A login.")
    support_engineer: Login | None = Field(None, description="A login.")


class ParticipantOut(BaseModel):
    id: int
    escalation: str
    login: str | None = Field(description="null: somebody outside")
    name: str
    needs: str | None
    spoken_at: datetime | None = Field(description="null: nobody said that they spoke to them")
    since: datetime
    left_at: datetime | None


class CustomerOut(BaseModel):
    name: str
    ga_on: date | None
    implementation_engineer: str | None
    support_engineer: str | None
    phase: Literal["unknown", "implementation", "live"]
    phase_why: str


class FoundOut(EscalationOut):
    rank: int = Field(description="1 is the best.")
    snippet: str = Field(description="Where the words stand.")
    outcome: str | None = Field(description="null: it is open")
    outcome_reason: str | None
    klass: str | None = Field(alias="class")
    learning: str | None
