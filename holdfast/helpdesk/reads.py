"""The words of the policy as the rules of this edge take them."""

from __future__ import annotations

from datetime import datetime

from holdfast.helpdesk.client import base_url
from holdfast.helpdesk.rules.ticket import Reads
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.policy import field_number, tags


def reads_at(programme: Programme, at: datetime) -> Reads:
    """By the policy in force."""
    policy = policy_at(programme, at)
    return Reads(
        base_url=base_url(),
        defect_tags=frozenset(tags(policy.defect_tags)),
        team_field=field_number(policy.issue_team_field),
    )
