"""Changing the programme's numbers, from a day on, for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import required
from holdfast.people.models import PolicyVersion, Programme
from holdfast.people.queries import policy_on
from holdfast.people.rules.permission import require
from holdfast.people.rules.policy import as_data, from_data


def change_policy(
    *,
    programme: Programme,
    effective_on: date,
    changes: Mapping[str, Any],
    reason: str,
    by: Actor,
    at: datetime,
) -> PolicyVersion:
    """A new version from that day on: what stood in force on it, with these changes.

    Figures of earlier days keep the numbers they had, so a day in the past is refused.
    """
    require(by, "policy.change")
    reason = required(reason, field="reason", ask="Say why the policy changes; it is kept with it.")
    with transaction.atomic(durable=True):
        Programme.objects.select_for_update().get(pk=programme.pk)  # one change at a time
        base = policy_on(programme, effective_on)
        if effective_on < local_date(at, base.zone):
            raise Invalid(
                "A policy changes from today on; earlier figures keep the numbers they had.",
                field="effective_on",
            )
        policy = from_data(changes, base=base)
        if policy == base:
            raise Invalid("Nothing changes: these are the numbers already in force on that day.")
        later = programme.policies.filter(effective_on__gt=effective_on).first()
        if later:
            raise Invalid(
                f"A change from {later.effective_on} is already planned; choose that day or a later "
                "one.",
                field="effective_on",
            )
        version = PolicyVersion.objects.create(
            programme=programme,
            effective_on=effective_on,
            body=as_data(policy),
            reason=reason,
            by_id=by.person_id,
            at=at,
        )
        old, new = as_data(base), as_data(policy)
        record(
            "policy.changed",
            subject=f"programme-{programme.pk}",
            by=by,
            at=at,
            data={
                "effective_on": effective_on.isoformat(),
                "reason": reason,
                "changes": {name: [old[name], new[name]] for name in new if old[name] != new[name]},
            },
        )
    return version
