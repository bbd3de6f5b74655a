"""What a direct message about an escalation brings to its reader; what has moved on brings nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import by_ref, handover
from holdfast.escalation.queries.closure import closure_request
from holdfast.journal.models import Event
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Person
from holdfast.people.queries import actor
from holdfast.people.rules.permission import may
from holdfast.slack.verbs import Verb, on_told


def _now(event: Event) -> Escalation | None:
    try:
        return by_ref(event.subject)
    except NotFound:
        return None


@on_told("escalation.raised", "escalation.acceptance_overdue", "escalation.reopened")
def _unowned(event: Event, person: Person, reader: str, known: dict[str, Any]) -> Iterator[Verb]:  # noqa: ARG001
    escalation = _now(event)
    if escalation is None or not escalation.is_open or escalation.owner:
        return
    by = actor(person, via="slack")
    if may(by, "escalation.accept"):
        yield Verb("escalation.accept", "Accept", escalation.ref, style="primary")
        yield Verb("escalation.decline", "Decline…", escalation.ref)


@on_told(
    "escalation.update_overdue",
    "escalation.stagnating",
    "escalation.resumed",
    "escalation.reopened",
    "closure.refused",
    "closure.postponed",
    "handover.declined",
    "handover.expired",
)
def _owned(event: Event, person: Person, reader: str, known: dict[str, Any]) -> Iterator[Verb]:  # noqa: ARG001
    escalation = _now(event)
    if escalation is None or not escalation.is_open or escalation.answerable.pk != person.pk:
        return
    yield Verb("escalation.update", "Update…", escalation.ref, style="primary")
    if escalation.owner:
        yield Verb("escalation.hand_over", "Hand over…", escalation.ref)


@on_told("handover.offered")
def _offered(event: Event, person: Person, reader: str, known: dict[str, Any]) -> Iterator[Verb]:  # noqa: ARG001
    number = event.data.get("handover")
    offer = handover(int(number)) if number else None
    if offer is None or not offer.is_pending:
        return
    if offer.to_id == person.pk:
        yield Verb("handover.accept", "Accept handover", str(offer.pk), style="primary")
        yield Verb("handover.decline", "Decline…", str(offer.pk))
    else:
        yield Verb("handover.withdraw", "Withdraw", str(offer.pk))


@on_told("closure.asked", "closure.asked_again")
def _asked_to_close(
    event: Event,
    person: Person,
    reader: str,  # noqa: ARG001
    known: dict[str, Any],  # noqa: ARG001
) -> Iterator[Verb]:
    number = event.data.get("request")
    request = closure_request(int(number)) if number else None
    if request is None or not request.is_pending:
        return
    escalation = request.escalation
    if person.pk in {escalation.raised_by_id, escalation.support_engineer_id} - {request.by_id}:
        yield Verb("closure.agree", "Agree", str(request.pk), style="primary")
        yield Verb("closure.refuse", "Not yet…", str(request.pk))


@on_told("escalation.closed", "escalation.declined")
def _ended(event: Event, person: Person, reader: str, known: dict[str, Any]) -> Iterator[Verb]:  # noqa: ARG001
    escalation = _now(event)
    if escalation is None or escalation.is_open:
        return
    mine = {escalation.raised_by_id, escalation.support_engineer_id}
    if person.pk in mine or may(actor(person, via="slack"), "escalation.reopen"):
        yield Verb("escalation.reopen", "Reopen…", escalation.ref)
