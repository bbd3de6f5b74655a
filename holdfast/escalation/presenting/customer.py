"""A customer, as data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from holdfast.escalation.models import Customer
from holdfast.escalation.queries.customer import standing_of
from holdfast.people.rules.policy import Policy


def customer_as_data(customer: Customer, *, policy: Policy, at: datetime) -> dict[str, Any]:
    """With the phase it is in at that moment, and why."""
    found = standing_of(customer.name, customer, policy=policy, at=at)
    implementation, support = customer.implementation_engineer, customer.support_engineer
    return {
        "name": customer.name,
        "ga_on": customer.ga_on.isoformat() if customer.ga_on else None,
        "implementation_engineer": implementation.login if implementation else None,
        "support_engineer": support.login if support else None,
        "phase": found.phase,
        "phase_why": found.why,
    }
