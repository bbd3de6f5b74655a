"""What the actions share: taking an escalation in hand, its people's clocks, its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from holdfast.escalation.models import Escalation, Participant
from holdfast.escalation.queries import by_ref, number_of
from holdfast.escalation.rules.clock import acknowledge_by, update_by
from holdfast.journal import sweeps
from holdfast.journal.actions import record
from holdfast.journal.models import Event
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, NotAllowed, NotFound
from holdfast.kernel.working_time import WorkingHours
from holdfast.people.models import Person
from holdfast.people.queries import policy_at, working_hours
from holdfast.people.rules.policy import Policy
from holdfast.store import Statement, slot, update

one_by_one = sweeps.one_by_one


_lock = Statement(
    lambda: (
        Escalation.objects.select_for_update().filter(pk=slot.number("number")).values_list("pk")
    )
)


_participants = Statement(
    lambda: Participant.objects.filter(
        escalation=slot.number("number"), left_at__isnull=True, person__isnull=False
    ).values_list("person")
)


def take(ref: str) -> Escalation:
    """The escalation, locked until the transaction ends. Raises NotFound."""
    if connection.features.has_select_for_update:
        # Locked first, read afterwards: what a statement that waits for a lock has joined is as old
        # as its beginning, so the loser of a race would not see the winner's ownership.
        _lock.all(number=number_of(ref))
    try:
        return by_ref(ref)
    except NotFound:
        raise NotFound(f"There is no escalation {ref[:40]}.") from None


def must_be_open(escalation: Escalation, *, to: str) -> None:
    """Refuse what makes sense only while it is open; `to` completes “reopen it to …”."""
    if not escalation.is_open:
        raise Conflict(
            f"{escalation.ref} is {escalation.state}; reopen it to {to}.", state=escalation.state
        )


def must_be_here(person: Person) -> None:
    """Refuse ownership to somebody deactivated since their request began."""
    if not person.is_active:
        raise NotAllowed(f"The account {person.login} is deactivated; ask your programme lead.")


def clock_of(escalation: Escalation, person: Person, at: datetime) -> tuple[Policy, WorkingHours]:
    """The policy in force and the hours in which this person's deadlines run."""
    policy = policy_at(escalation.programme, at)
    return policy, working_hours(person, policy, at=at)


def answering_clock_of(
    escalation: Escalation, person: Person, at: datetime
) -> tuple[Policy, WorkingHours]:
    """As `clock_of`, as if nobody were ever away: how long an alarm waits for an answer before the
    next one hears it. Whoever is on leave gives none, and it must not wait for their return."""
    policy = policy_at(escalation.programme, at)
    return policy, working_hours(person, policy, at=at, away=frozenset())


def start_clock(escalation: Escalation, due: datetime) -> set[str]:
    """The next update is due then, and no alarm has rung. Returns the fields to save."""
    escalation.update_due_at = escalation.alarm_at = due
    escalation.alarms = 0
    return {"update_due_at", "alarm_at", "alarms"}


def next_due(escalation: Escalation, policy: Policy, hours: WorkingHours, at: datetime) -> datetime:
    """When its next update is owed in these hours, or its acceptance before that; while it is
    paused, when the pause ends."""
    if escalation.pause and escalation.pause.resumes_at > at:
        return escalation.pause.resumes_at
    cadence = update_by if escalation.ownership_id else acknowledge_by
    return cadence(severity=escalation.severity, policy=policy, hours=hours, at=at)


def involved(escalation: Escalation) -> set[int]:
    """Numbers of everybody who hears the news of it: raiser, support engineer, owner, participants
    of the company."""
    owner = escalation.ownership.person_id if escalation.ownership else None
    named = {escalation.raised_by_id, escalation.support_engineer_id, owner}
    participants = {number for (number,) in _participants.all(number=escalation.pk)}
    return {number for number in named if number} | participants


def save(escalation: Escalation, fields: Iterable[str]) -> None:
    update(escalation, fields)


def tell(
    kind: str,
    escalation: Escalation,
    *,
    by: Actor,
    at: datetime,
    people: Iterable[int | None] = (),
    roles: dict[str, int | None] | None = None,
    key: str | None = None,
    **data: Any,
) -> Event:
    """Record what happened to it, the promise as it stands after it, and who must know.

    The promise stands in the event, so that a mail that goes out late says what held then. People
    stand in events by number, under `people` with what they are in it ("owner", "to"), so that
    somebody's name can be taken out of display without touching a fact.
    """
    owner = escalation.ownership.person_id if escalation.ownership else None
    people_in = {"owner": owner, "next_step_by": escalation.next_step_by_id, **(roles or {})}
    return record(
        kind,
        subject=escalation.ref,
        by=by,
        at=at,
        key=key,
        tell=[person for person in people if person],
        data={
            "people": people_in,
            "severity": escalation.severity,
            **_promise(escalation),
            **data,
        },
    )


def _promise(escalation: Escalation) -> dict[str, Any]:
    """Nothing is promised of what is closed or declined."""
    due = escalation.update_due_at
    if due is None:
        return {}
    return {
        "next_step": escalation.next_step,
        "next_step_on": escalation.next_step_on.isoformat(),
        "update_due_at": due.isoformat(),
    }
