"""Where a customer stands, and who responds to it first (R74, R75, R84 to R86). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

UNKNOWN, IMPLEMENTATION, LIVE = "unknown", "implementation", "live"


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as far as the question needs it; people by number, None where nobody is named."""

    name: str
    ga_on: date | None
    implementation_engineer: int | None
    support_engineer: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The phase, in words why, and by what name people call who responds first ("" where unknown)."""

    phase: str
    why: str
    first: str = ""


def standing(
    *, name: str, customer: Known | None, buffer_days: int | None, today: date
) -> Standing:
    """Before general availability and for the buffer's days from it on implementation leads, then
    support. Whatever is missing for that is said. `name` is as the raiser wrote it."""
    if customer is None:
        why = f"no customer called {name} is known" if name else "no customer is named"
        return Standing(UNKNOWN, f"phase unknown: {why}")
    if customer.ga_on is None:
        return Standing(UNKNOWN, f"phase unknown: no GA date for {customer.name}")
    if buffer_days is None:
        return Standing(UNKNOWN, "phase unknown: the policy sets no buffer after GA")
    live_from = customer.ga_on + timedelta(days=buffer_days)
    if today < live_from:
        return Standing(
            IMPLEMENTATION,
            f"{customer.name} is in implementation until {live_from - timedelta(days=1)}",
            "the implementation engineer",
        )
    return Standing(LIVE, f"{customer.name} is live since {live_from}", "the support engineer")


def responds_first(phase: str, *, person: int, role: str, customer: Known | None) -> bool:
    """Is this person the one to look at it before engineering does? Yes where nobody can tell."""
    if phase == UNKNOWN or customer is None:
        return True
    if phase == IMPLEMENTATION:
        return person == customer.implementation_engineer
    if person == customer.support_engineer:
        return True
    # Whoever led the implementation has the role of support as often as not, and is passing it by.
    return role == "support" and person != customer.implementation_engineer
