"""What goes in and out, for validation and for OpenAPI."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from holdfast.api.schemas.fix import FixOut
from holdfast.api.schemas.piece import PieceOut
from holdfast.api.schemas.standing import CorneredOut, PauseOut
from holdfast.kernel.text import clean


def _aware(value: object) -> object:
    """An instant says its zone: a promise in whichever zone the server happens to think of is none."""
    if not isinstance(value, str):
        raise ValueError("write it as text, such as 2026-03-03T15:00:00Z.")  # noqa: TRY004
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"“{value[:40]}” is not a moment; write 2026-03-03T15:00:00Z.") from None
    if found.tzinfo is None:
        raise ValueError(f"“{value[:40]}” has no zone; write 2026-03-03T15:00:00Z or +01:00.")
    if not 1900 < found.year < 9000:
        raise ValueError(f"“{value[:40]}” lies too far away; check the year.")
    return found


Moment = Annotated[AwareDatetime, BeforeValidator(_aware)]
# Control characters of a name would only make the database refuse it.
Login = Annotated[str, AfterValidator(lambda value: clean(value)[:200])]


class Body(BaseModel):
    """A misspelt field is refused: a deadline that is silently ignored would be worse."""

    model_config = ConfigDict(extra="forbid")

    as_: Login | None = Field(
        None, alias="as", description="Login of whom to act for; needs a token of scope act-as."
    )


class Raising(Body):
    title: str = Field(description="The problem in one line.")
    stakes: str = Field(description="What happens if it is not addressed.")
    why_now: str = Field(description="Why the normal process cannot solve it in time.")
    severity: int = Field(strict=True, ge=0, le=3, description="0 (worst) to 3.")
    customer: str | None = None
    origin_url: str | None = Field(None, description="Where it was first asked.")
    first_response: str | None = Field(
        None, description="What was done by who responds first, before engineering is asked."
    )
    exec_asked: bool = Field(
        False, description="An executive asked for it: counted, and nothing else."
    )
    alert_team: str | None = Field(None, description="Name of the team whose alert found it.")
    support_engineer: Login | None = Field(
        None, description="Login of who answers to the customer; the customer's own by default."
    )


class Accepting(Body):
    next_step: str | None = None
    why: str | None = Field(
        None,
        description="The acceptance test: why the normal process fails in time, as you see it.",
    )


class Declining(Body):
    reason: str
    alternative: str | None = Field(None, description="What to do instead.")


class Updating(Body):
    text: str
    next_step: str | None = None
    next_step_by: Login | None = Field(None, description="A login; the owner where it is left out.")
    next_step_on: date | None = None
    next_update_at: Moment | None = Field(None, description="ISO 8601 with a zone.")


class Offering(Body):
    to: Login = Field(description="Login of the successor.")
    note: str | None = Field(
        None,
        description="Where it stands, what was tried, what is next; left out, it is written from the "
        "record.",
    )


class Reason(Body):
    reason: str


class Plain(Body):
    """Nothing but, if wanted, in whose name."""


class AskingToClose(Body):
    outcome: str = Field(description="resolved, withdrawn, not_reproducible or context_changed")
    reason: str = Field(description="What was done, or what changed.")
    class_: str | None = Field(None, alias="class", description="What it turned out to be.")
    class_evidence: str | None = None


class Answering(Body):
    agree: bool = Field(strict=True)
    note: str | None = Field(None, description="What is still missing, where the answer is no.")


# --- out -----------------------------------------------------------------------------------------


class OnWindow(BaseModel):
    starts_on: date
    ends_on: date
    wanted: int


class OnEngineer(BaseModel):
    login: str
    name: str
    window_starts_on: date
    role: Literal["on", "incoming", "outgoing"]
    confirmed: bool
    reachable: bool | None = Field(description="null: working hours not known")
    has_duty: bool


class Who(BaseModel):
    at: datetime
    windows: list[OnWindow]
    engineers: list[OnEngineer]
    holes: int


class SeatOut(BaseModel):
    id: int
    login: str
    name: str
    region: str | None
    starts_on: date = Field(description="its own days, where it is a part of the window")
    ends_on: date
    allocation: int = Field(description="percent of their working time")
    state: Literal["proposed", "confirmed", "active", "served", "withdrawn"]
    confirmed: bool


class WindowOut(BaseModel):
    id: int
    starts_on: date
    ends_on: date
    wanted: int
    missing: int
    seats: list[SeatOut]


class PersonOut(BaseModel):
    login: str
    name: str
    role: str
    team: str | None
    manager: str | None
    zone: str | None
    active: bool
    known: bool = Field(description="false: named in a rotation table, in no directory yet")


class HandoverOut(BaseModel):
    id: int
    escalation: str
    to: str
    note: str
    by: str
    at: datetime
    expires_at: datetime
    state: Literal["pending", "accepted", "declined", "withdrawn", "expired"]
    reason: str | None
    flags: list[str] = Field(description="away: whom it is offered to was not there at that time")
    away_until: date | None


class ClosureAnswerOut(BaseModel):
    agree: bool
    note: str | None
    by: str | None = Field(description="null: silence after the reminders")
    at: datetime


class ClosureRequestOut(BaseModel):
    id: int
    escalation: str
    outcome: str
    reason: str
    by: str
    at: datetime
    reminders: int = Field(description="How often it was asked again.")
    answer: ClosureAnswerOut | None


class DeclinedOut(BaseModel):
    reason: str
    alternative: str | None
    by: str
    at: datetime


class ClosedOut(BaseModel):
    outcome: str
    reason: str
    asked_by: str
    agreed_by: str | None = Field(description="null: silence after the reminders")
    at: datetime


class OffRotation(BaseModel):
    since: date | None = Field(description="last day of their last window; null: never had one")
    owner_active: bool = Field(description="false: the owner's account is deactivated")


class OwnerOut(BaseModel):
    owner: str
    since: datetime
    until: datetime | None = Field(description="null: owns it now")
    handover: int | None = Field(description="the offer it came by")


class EscalationOut(BaseModel):
    ref: str
    title: str
    stakes: str
    why_now: str
    severity: int
    customer: str | None
    origin_url: str | None
    state: Literal["raised", "owned", "declined", "closed"]
    owner: str | None
    owner_name: str | None
    answerable: str
    raised_by: str
    raised_at: datetime
    next_step: str
    next_step_by: str
    next_step_on: date
    next_step_overdue: bool = Field(description="that day is over where its owner is")
    next_update_due_at: datetime | None
    cornered: bool
    paused: bool
    stagnates_since: datetime | None
    support_engineer: str | None = Field(description="Who answers to the customer.")
    phase: Literal["unknown", "implementation", "live"]
    first_response: str | None
    past_first_responder: bool = Field(description="Raised without a word of who responds first.")
    exec_asked: bool
    url: str
    pieces_progress: str | None = Field(None, description="in lists and of one; its pieces")
    off_rotation: OffRotation | None = Field(None, description="In that state's list only.")


class LearningOut(BaseModel):
    id: int
    escalation: str
    text: str
    audience: list[Literal["CE", "IE", "TA", "SE"]]
    customer_words: str | None
    doc_url: str | None
    tool_url: str | None
    by: str
    at: datetime


class EscalationFull(EscalationOut):
    corner: CorneredOut | None = Field(description="the one it is in now")
    time_cornered_seconds: int = Field(description="all its corners, the one it is in included")
    pause: PauseOut | None
    pieces: list[PieceOut]
    fixes: list[FixOut]
    handover: HandoverOut | None
    closure_request: ClosureRequestOut | None
    declined: DeclinedOut | None
    closed: ClosedOut | None
    owners: list[OwnerOut] = Field(description="everybody who owned it, first owner first")
    asks: list[dict[str, Any]] = Field(description="as /escalations/{ref}/asks gives them")
    alert_team: str | None
    class_: str | None = Field(alias="class", description="null: not classed yet")
    class_evidence: str | None
    merged_into: str | None = Field(description="The one that survives, where it is a duplicate.")
    duplicates: list[str]
    learnings: list[LearningOut]


class UpdateOut(BaseModel):
    id: int
    escalation: str
    text: str
    next_step: str
    by: str
    at: datetime
    next_update_due_at: datetime | None


class EventOut(BaseModel):
    id: int
    at: datetime
    kind: str
    by: str | None = Field(description="null: the clock, or the operator at the command line")
    via: str
    data: dict[str, Any]


Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="what to ask `after` for the following page")
