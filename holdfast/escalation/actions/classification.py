"""What it turned out to be (R79 to R83), with the evidence; the last word stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.concerned import concerns
from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.models import Classification, Escalation, EscalationClass
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean, optional
from holdfast.people.rules.permission import require


def classify(*, ref: str, word: str, evidence: str = "", by: Actor, at: datetime) -> Classification:
    """Say its class, at any time, also after it ended. The same again changes nothing."""
    if event := repeated(by):
        return Classification.objects.select_related("by").get(pk=event.data["classification"])
    with transaction.atomic(durable=True):
        escalation = take(ref)
        require(by, "escalation.classify", mine=concerns(escalation, by))
        return set_class(escalation, word=word, evidence=evidence, by=by, at=at)


def set_class(
    escalation: Escalation, *, word: str, evidence: str, by: Actor, at: datetime
) -> Classification:
    """Inside another action. Raises Invalid for an unknown class."""
    word = clean(word).lower().replace("-", "_").replace(" ", "_")
    if word not in EscalationClass.values:
        said = f"“{word[:30]}” is not a class" if word else "Say what it turned out to be"
        raise Invalid(f"{said}; use one of {', '.join(EscalationClass.values)}.", field="class")
    evidence = optional(evidence, field="evidence")
    last = escalation.classifications.select_related("by").order_by("-pk").first()
    if last and last.word == word and evidence in {"", last.evidence}:
        return last
    made = Classification.objects.create(
        escalation=escalation, word=word, evidence=evidence, by_id=by.person, at=at
    )
    classed: dict[str, Any] = {"class": word}
    tell(
        "escalation.classified",
        escalation,
        by=by,
        at=at,
        classification=made.pk,
        evidence=evidence,
        **classed,
    )
    return made
